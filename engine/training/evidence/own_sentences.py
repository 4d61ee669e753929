"""A telling sentence, made into a question that its passage answers.

A sentence as it stands is no question: it finds its passage by its words alone, and nobody asks so. Two things are
changed. One name, number or date is taken out and asked for, as the answer would be. And every other telling word goes,
in the order of how rare they are: dropping the rarest half would leave words of which every passage has some, dropping
the commonest would leave a key that only one passage has, and people's questions are in between.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence

from engine.library.store import Library
from engine.reasoning.features import COUNTED, MONTH, YEAR, Idf
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem
from engine.sources.links import plain_text
from engine.sources.reading import BlockKind
from engine.sources.sentences import sentences
from engine.training.evidence.own_source import ENOUGH_WORDS, Own, Source, holders

PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
SHORTEST, LONGEST = 10, 40  # words
TELLING = 0.25  # idf of a word that says something, where 1 is a word of one passage
MOST_SMALL = 2  # words without weight that may stand before one that has some
TRIES = 4  # sentences looked at for each question wanted

_LEANS_BACK = re.compile(
    r"\W*(?:it|its|he|she|his|her|they|their|this|that|these|those|such|both|here|there|then|also|however|but|and|so"
    r"|thus|as|in this|for example)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\W*(?:\d+[.)]\s)?\W*")
_MARKUP = re.compile(r"https?:|!\[|[`{}|<>]|^#")
_NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w'’-]+)(?: (?:of |the |de |van )?[A-Z][\w'’-]+)*")
_AMOUNT = re.compile(r"\b(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d[\d.,:]*\b(?: ?%)?")


def from_sentences(library: Library, source: Source, generator: random.Random, idf: Idf, most: int) -> list[Own]:
    """Questions from sentences that stand once in the library and can be understood alone.

    Args:
        library: that the document is of.
        source: the document.
        generator: decides which sentences, and what is asked of each.
        idf: how telling a stem is.
        most: questions at most.
    """
    spans = [
        (start, end)
        for block in source.blocks
        if block.kind in PROSE
        for start, end in sentences(source.text, block.start, block.end)
    ]
    generator.shuffle(spans)
    found: list[Own] = []
    for start, end in spans[: TRIES * most]:
        chunk = source.chunk_at(start, end)
        sentence = "" if _MARKUP.search(source.text[start:end]) else _LISTED.sub("", plain_text(source.text[start:end]))
        if chunk is None or not _stands_alone(sentence) or holders(library, _middle(sentence), "body", 2) > 1:
            continue
        question = with_a_hole(sentence, generator, idf)
        if question:
            found.append(Own(question, (chunk,), "sentence", (source.document,)))
        if len(found) == most:
            break
    return found


def with_a_hole(sentence: str, generator: random.Random, idf: Idf) -> str:
    """The question of a sentence; '' where too little would be left to go by.

    Args:
        sentence: plain text.
        generator: decides what is asked for, and whether the rarest of the other words stays.
        idf: how telling a stem is.
    """
    asks, left = _asked(sentence, generator)
    words = WORD.findall(left)
    telling = {word: idf(stem(word)) for word in map(str.lower, words) if word not in STOP_WORDS}
    ranked = sorted((word for word in telling if telling[word] >= TELLING), key=lambda word: (-telling[word], word))
    dropped = set(ranked[generator.randrange(2) :: 2])
    kept = set(ranked) - dropped
    return f"{asks} {_thinned(words, kept, dropped)}?" if len(kept) >= ENOUGH_WORDS else ""


def _thinned(words: Sequence[str], kept: Collection[str], dropped: Collection[str]) -> str:
    """The words that stay, each with the small words right before it; those before a dropped word go with it."""
    found: list[str] = []
    small: list[str] = []
    for word in words:
        if word.lower() in dropped:
            small.clear()
        elif word.lower() in kept:
            found += [*small[-MOST_SMALL:], word]
            small.clear()
        else:
            small.append(word)
    return " ".join(found)


def _asked(sentence: str, generator: random.Random) -> tuple[str, str]:
    """What is asked for, as an opening, and the sentence without it."""
    spans = sorted({match.span() for pattern in (_NAME, _AMOUNT) for match in pattern.finditer(sentence)})
    if not spans:
        return "What about", sentence
    start, end = generator.choice(spans)
    return _opening(sentence[start:end]), f"{sentence[:start]} {sentence[end:]}"


def _opening(answer: str) -> str:
    if YEAR.search(answer) or MONTH.search(answer):
        return "When"
    return "How much or how many" if COUNTED.search(answer) else "Who or what"


def _stands_alone(sentence: str) -> bool:
    words = WORD.findall(sentence)
    return SHORTEST <= len(words) <= LONGEST and sentence[-1:] in ".!?…。" and not _LEANS_BACK.match(sentence)


def _middle(sentence: str) -> str:
    """Eight words in a row that hold the middle: what would stand elsewhere too if the sentence did."""
    words: Sequence[str] = WORD.findall(sentence)
    at = max(0, len(words) // 2 - 4)
    return " ".join(words[at : at + 8])
