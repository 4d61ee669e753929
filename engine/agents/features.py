"""What the classifier sees of a text besides its embedding: its form, groups of words, words, and their letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log1p, sqrt
from typing import TYPE_CHECKING
from zlib import crc32

from engine.agents import cues
from engine.agents.reading import Reading, listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

HEAD_WORDS = 3  # what is asked for mostly stands at the beginning, behind the politeness
_POLITE = listed(
    "please pls plz kindly can could would will you u hey hi hello ok okay so now then and well just i i'd need "
    "want to like the a me maybe bitte kannst konntest wurdest du mir mal por favor puedes podrias me s'il te "
    "vous plait peux pourrais tu first also quickly oh"
)
MOST_HITS = 3  # of one group that count
LETTERS = 2_048  # components that runs of letters fall into
RUNS = (3, 4, 5)  # letters
RUN_WORDS = 40  # at the beginning, whose letters are looked at

_CODE_SIGNS = re.compile(r"[{}\[\]();=<>|&$#\\_*]")
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "question": re.compile(r"[?？]\s*\Z"),
    "question_within": re.compile(r"[?？].*\S", re.DOTALL),
    "exclaims": re.compile(r"[!！]"),
    "stops": re.compile(r"\.\s*\Z"),
    "lines": re.compile(r"\S\s*\n\s*\S"),
    "fence": re.compile(r"```|~~~"),
    "backtick": re.compile(r"`[^`\n]{1,200}`"),
    "call": re.compile(r"\b\w{1,60}\(\w{0,60}(?:\)|,)"),
    "snake": re.compile(r"\b[a-z]{1,40}_[a-z_]{1,40}\b"),
    "camel": re.compile(r"\b[a-z]{1,40}[A-Z][a-z]"),
    "error": re.compile(r"\b[A-Za-z]{1,40}(?:Error|Exception)\b|\bTraceback\b|\bE\d{4}\b"),
    "option": re.compile(r"(?:^|\s)--?[a-z]"),
    "source_file": re.compile(
        r"\b[\w-]{1,60}\.(?:py|js|ts|c|h|cpp|java|rs|go|sh|css|html|php|rb|sql)\b", re.IGNORECASE
    ),
    "text_file": re.compile(r"\b[\w-]{1,60}\.(?:pdf|docx?|md|txt|epub|odt|xlsx?|csv|pptx?)\b", re.IGNORECASE),
    "digits": re.compile(r"\d"),
    "sum": re.compile(r"\d\s*(?:[-+*/×÷%^]|\*\*|=)\s*\(?\s*\d|=\s*\??\s*\Z"),
    "measure": re.compile(r"\d\s*(?:%|°|k?m|cm|mm|kg|g|lb|oz|ml|l|f|c|ft|in|[kmg]i?b|€|\$|£)\b", re.IGNORECASE),
    "money": re.compile(r"[€$£]\s?\d|\d\s?(?:€|euros?|eur|dollars?)\b", re.IGNORECASE),
    "year": re.compile(r"\b1[0-9]\d\d\b"),
    "colon_quote": re.compile(r":\s*[\"“„«]"),
    "quoted": re.compile(r"[\"“„«'‘]\w[^\"”“»'’]{1,80}[\"”“»'’]"),
    "name_within": re.compile(r"[a-zà-ÿ,] [A-ZÀ-Þ][a-zà-ÿ]{2}"),
    "capital": re.compile(r"\A\W*[A-ZÀ-Þ]"),
    "smile": re.compile(r"[:;]-?[)D(P]|[\U0001F600-\U0001F64F]"),
    "foreign": re.compile(r"[À-ÖØ-öø-ÿ¿¡]"),
}
_LENGTHS = (1, 2, 3, 5, 8, 12, 20, 40, 80)  # words


def names(vocabulary: tuple[str, ...]) -> tuple[str, ...]:
    """What each component of `row` stands for."""
    known = cues.load()
    return (
        *_PATTERNS,
        "code_signs",
        *(f"up_to_{length}" for length in _LENGTHS),
        *known.groups,
        *(f"{group}_first" for group in known.groups),
        *(f"{known.groups[one]}+{known.groups[other]}" for one, other in known.pairs),
        *(f"letters {place}" for place in range(LETTERS)),
        *(f"word {gram}" for gram in vocabulary),
    )


def grams(words: Sequence[str]) -> list[str]:
    """What of a text's words may have a weight: each, two in a row, how it begins (^) and how it ends ($)."""
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    edges = [f"^ {' '.join(words[:length])}" for length in (1, 2) if length <= len(words)]
    return [*words, *pairs, *edges, *(f"$ {word}" for word in words[-1:])]


def runs(words: Sequence[str]) -> set[int]:
    """The places, below `LETTERS`, of the runs of letters at the beginning of a text; words alike share most."""
    text = f" {' '.join(words[:RUN_WORDS])} ".encode("utf-8", "replace")
    return {crc32(text[at : at + length]) % LETTERS for length in RUNS for at in range(len(text) - length + 1)}


def row(reading: Reading, vocabulary: Mapping[str, int]) -> Vector:
    """float32 (n,): one component for each of `names`, mostly from 0 to 1.

    Args:
        reading: the text.
        vocabulary: the `grams` that have a component, with their places.
    """
    import numpy as np

    known = cues.load()
    groups = len(known.groups)
    form = len(_PATTERNS) + 1 + len(_LENGTHS)
    letters = form + 2 * groups + len(known.pairs)
    values = np.zeros(letters + LETTERS + len(vocabulary), np.float32)
    text, found = reading.text, reading.words
    for place, pattern in enumerate(_PATTERNS.values()):
        values[place] = pattern.search(text) is not None
    values[len(_PATTERNS)] = min(1.0, 5 * len(_CODE_SIGNS.findall(text)) / (len(text) + 10))
    for place, length in enumerate(_LENGTHS, len(_PATTERNS) + 1):
        values[place] = len(found) <= length
    hits = [0] * groups
    head = next((at for at, word in enumerate(found) if word not in _POLITE), 0)
    for group, at in known.find(found):
        hits[group] += 1
        if at < HEAD_WORDS or head <= at < head + HEAD_WORDS:
            values[form + groups + group] = 1.0
    for group, count in enumerate(hits):
        values[form + group] = log1p(min(count, MOST_HITS)) / log1p(1)
    for place, (one, other) in enumerate(known.pairs, form + 2 * groups):
        values[place] = bool(hits[one] and hits[other])
    if found:
        places = list(runs(found))
        values[letters + np.array(places)] = 1.0 / sqrt(1 + len(places))
    for gram in grams(found):
        if gram in vocabulary:
            values[letters + LETTERS + vocabulary[gram]] = 1.0
    return values
