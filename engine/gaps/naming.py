"""What a gap is called, in the words of the sources; the question that would close it; and its number."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container

from engine.gaps.records import GapKind
from engine.graph.common_words import words
from engine.records import Place
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem
from engine.sources.sentences import sentences

TITLE = 72
"""Characters of a title."""

PROSE = 0.6
"""The share of letters below which a passage is a table or code: its heading says more than how it begins."""

TERMS = 3
"""Words that a question asks about."""

ANCHOR = 12
"""Words from which a passage is known again."""

DIGITS = 12
"""Hexadecimal digits of a number: two gaps in ten million share one."""

MARKUP = (
    (re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]"), r"\1"),  # links of a vault
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),  # of Markdown
    (re.compile(r"\[![\w-]+\][+-]?"), ""),  # callouts
    (re.compile(r"^\s*(?:(?:[-*+>#|]+|\d+[.)])\s+)+"), ""),  # items, quotes, headings
    (re.compile(r"[*`]{1,3}|\\(?=\W)"), ""),
)
"""What is not said but marked, and what is left of it."""


COMMON = words(
    "one two three four five six seven eight nine ten first second third last next good better best new old long short"
    " great little make makes made take takes taken give given get got put keep kept see seen say says said use used"
    " way ways thing things lot much many more most less least every never always often mostly about around away"
    " back down even still yet well far near time times day days year years people person anyone someone"
    " somebody everybody nobody everyone something anything nothing everything yourself himself herself themselves"
    " without within though because since until while whether either neither also only just almost come comes came"
    " goes gone going want wants must may might shall half whole each other another own same such"
)
"""Words that say little of what a text is about."""

CALENDAR = words(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)


def title(text: str, headings: tuple[str, ...], whole: bool) -> str:
    """A few words of the source: the heading where all below it is meant, else how the passage begins."""
    if whole and headings:
        return _cut(headings[-1])
    spans = sentences(text)
    first = text[slice(*spans[0])] if spans else text
    if headings and (first.startswith("|") or sum(map(str.isalpha, first)) < PROSE * len(first)):
        return _cut(headings[-1])
    return _cut(plain(first).rstrip(" .:;")) or _cut(plain(text))


def question(text: str, headings: tuple[str, ...], whole: bool, elsewhere: Container[str]) -> str:
    """What one would have to ask to close a gap.

    Args:
        text: the passage.
        headings: above it.
        whole: whether all below the innermost heading is meant.
        elsewhere: stems that the other side has; other words tell more.
    """
    terms = telling(text, elsewhere)
    if whole and headings:
        terms = [headings[-1], *terms][:TERMS]
    if not terms:
        return ""
    listed = f"{', '.join(terms[:-1])} and {terms[-1]}" if len(terms) > 1 else terms[0]
    return f"What about {_cut(listed)}?"


def telling(text: str, elsewhere: Container[str]) -> list[str]:
    """The words that say most about a passage, as they stand in it, in their order."""
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for word in WORD.findall(plain(text)):
        small = word.lower()
        if len(word) > 3 and small not in STOP_WORDS and small not in COMMON and not word.isdigit():
            counts[stem(small)] += 1
            forms.setdefault(stem(small), small if text.find(small) >= 0 else word)
    worth = {root: count * (1 if root in elsewhere else 2) for root, count in counts.items()}
    best = sorted(worth, key=lambda root: -worth[root])[:TERMS]
    return [forms[root] for root in forms if root in best]


def number(kind: GapKind, without: str, place: Place, text: str) -> str:
    """The same for the same gap whenever it is looked for again.

    Args:
        kind: of gap.
        without: the side that lacks it, as a person named it.
        place: where it stands; the document counts, not its version, nor the lines.
        text: the passage; its first words count, so that another end is no other gap.
    """
    words = " ".join(WORD.findall(text.lower())[:ANCHOR])
    parts = "\0".join((kind, without.strip().casefold(), place.path, place.part, words))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:DIGITS]


def plain(text: str) -> str:
    """A text without Markdown's marks."""
    for pattern, left in MARKUP:
        text = pattern.sub(left, text)
    return text.strip()


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1].rsplit(' ', 1)[0]}…"
