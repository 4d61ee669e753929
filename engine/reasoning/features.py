"""What is measured of a sentence before it may answer a question: words shared, meaning, place, and form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.retrieval.query import STOP_WORDS, WORD, Query
from engine.retrieval.stems import stem

Idf = Callable[[str], float]
"""Inverse document frequency of a stem, 0 (in every chunk) to 1 (in one)."""

NUMBER = re.compile(r"\d")
YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|century|decade)\b"
)
COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred"
    r"|thousand|million|billion|half|third|quarter|dozen|once|twice)\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\b(?:because|due to|since|so that|in order to|therefore|result|caused?|reason|to)\b", re.IGNORECASE
)
MIDWAY = re.compile(r"(?<=[\w,;:)\"'’”] )[\"'“(]*[A-Z][\w'’-]*")

SENTENCE_FEATURES = (
    "overlap", "cosine", "passage", "top", "coverage", "neighbours", "kind", "novel_name", "length", "pairs", "first",
    "names", "cosine_behind", "overlap_behind", "lead",
)  # fmt: skip

SUPPORT_FEATURES = (
    "chance", "overlap", "cosine", "passage_cosine", "coverage", "missing", "names_missing", "numbers_missing", "gap",
    "kind", "pairs", "words_top", "length",
)  # fmt: skip


def stems(text: str) -> list[str]:
    """The stems of a text's telling words, in order."""
    return [stem(word) for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


@dataclass(frozen=True, slots=True)
class View:
    """A question as the features see it."""

    weights: dict[str, float]  # idf by stem
    pairs: frozenset[tuple[str, str]]  # neighbouring stems
    names: frozenset[str]  # stems of words with a capital within the question, and of numbers
    numbers: frozenset[str]
    kind: str  # what is asked for: 'time', 'number', 'person', 'place', 'cause' or ''
    best_words: float  # what BM25 could reach for it in this library, about

    @property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0


def view(query: Query, idf: Idf, chunks: int) -> View:
    """Read a question once for all the sentences it will be compared with.

    Args:
        query: the question.
        idf: how telling each stem is.
        chunks: the library's size, which BM25 grows with.
    """
    listed = [stem(term) for term in query.terms]
    names = [match.group().strip("\"'“(").lower() for match in MIDWAY.finditer(query.text)]
    numbers = [word for word in WORD.findall(query.text) if NUMBER.search(word)]
    return View(
        weights={each: max(0.02, idf(each)) for each in listed},
        pairs=frozenset(pairwise(listed)),
        names=frozenset(
            stem(word) for name in [*names, *numbers] for word in WORD.findall(name.lower()) if word not in STOP_WORDS
        ),
        numbers=frozenset(stem(word.lower()) for word in numbers),
        kind=asked_for(query.text),
        best_words=2.2 * math.log(chunks + 2) * sum(max(0.02, idf(each)) for each in dict.fromkeys(listed)),
    )


def asked_for(question: str) -> str:
    """What kind of thing would answer a question, by its opening words; '' where they do not tell."""
    text = question.lower()
    if re.search(
        r"\b(?:when|what (?:year|date|day|month|time|decade|century)|which (?:year|century|month|day)|how long ago)\b",
        text,
    ):
        return "time"
    if re.search(
        r"\bhow (?:many|much|long|old|far|large|big|tall|deep|often|fast|high|wide|heavy)\b"
        r"|\bwhat (?:percent|number|amount|proportion|share|age)",
        text,
    ):
        return "number"
    if re.search(r"\bwho(?:m|se)?\b", text):
        return "person"
    if re.search(r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|region|town|river|continent)\b", text):
        return "place"
    return "cause" if re.search(r"\bwhy\b", text) else ""


def fits(kind: str, text: str, question: View) -> float:
    """1 where the text holds something of the kind that is asked for, else 0; one half where any text may do."""
    if kind == "time":
        return float(bool(YEAR.search(text) or MONTH.search(text)))
    if kind == "number":
        return float(any(not question.numbers & {stem(match.lower())} for match in _counted(text)))
    if kind in ("person", "place"):
        return float(has_new_name(text, question))
    if kind == "cause":
        return float(bool(CAUSE.search(text)))
    return 0.5


def _counted(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if COUNTED.fullmatch(word) or NUMBER.search(word)]


def has_new_name(text: str, question: View) -> bool:
    """Whether a word with a capital, not at the sentence's start, is not in the question."""
    return any(stem(each.strip("\"'“(").lower()) not in question.weights for each in MIDWAY.findall(text))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what retrieval knows of it."""

    text: str
    cosine: float  # with the question
    passage: int  # index of its passage
    order: int  # index within the passage


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage with what retrieval knows of it."""

    text: str  # with title and headings
    score: float  # fused, 0..1
    cosine: float
    words_score: float  # BM25


def share(question: View, found: set[str]) -> float:
    """The idf-weighted share of the question's words that are found."""
    return sum(weight for each, weight in question.weights.items() if each in found) / question.total


def sentence_rows(
    question: View, candidates: Sequence[Candidate], passages: Sequence[PassageView]
) -> list[list[float]]:
    """The features of each sentence, in the order of `SENTENCE_FEATURES`."""
    listed = [stems(candidate.text) for candidate in candidates]
    overlaps = [share(question, set(each)) for each in listed]
    best_overlap = max(overlaps, default=0.0)
    best_cosine = max((candidate.cosine for candidate in candidates), default=0.0)
    coverage = [share(question, set(stems(passage.text))) for passage in passages]
    around: dict[tuple[int, int], float] = {(c.passage, c.order): o for c, o in zip(candidates, overlaps, strict=True)}
    rows = []
    for candidate, words, overlap in zip(candidates, listed, overlaps, strict=True):
        near = max(around.get((candidate.passage, candidate.order + step), 0.0) for step in (-1, 1))
        found = set(words)
        rows.append(
            [
                overlap,
                candidate.cosine,
                passages[candidate.passage].score,
                1.0 / (1 + candidate.passage),
                coverage[candidate.passage],
                near,
                fits(question.kind, candidate.text, question),
                float(has_new_name(candidate.text, question)),
                math.log1p(len(candidate.text.split())),
                len(question.pairs & set(pairwise(words))) / max(1, len(question.pairs)),
                float(candidate.order == 0),
                len(question.names & found) / len(question.names) if question.names else 0.5,
                best_cosine - candidate.cosine,
                best_overlap - overlap,
                float(before_overlap(around, candidate)),
            ]
        )
    return rows


def before_overlap(around: dict[tuple[int, int], float], candidate: Candidate) -> float:
    """The overlap of the sentence before: an answer often follows the sentence that names its subject."""
    return around.get((candidate.passage, candidate.order - 1), 0.0)


def support_row(
    question: View,
    candidates: Sequence[Candidate],
    rows: Sequence[Sequence[float]],
    chances: Sequence[float],
    passages: Sequence[PassageView],
) -> list[float]:
    """The features of the best sentence that tell whether it answers at all, in the order of `SUPPORT_FEATURES`."""
    best = max(range(len(candidates)), key=lambda index: chances[index])
    candidate, row = candidates[best], rows[best]
    passage = passages[candidate.passage]
    found = set(stems(passage.text))
    missing = [weight for each, weight in question.weights.items() if each not in found]
    ranked = sorted(chances, reverse=True)
    return [
        math.log(max(1e-6, chances[best]) / max(1e-6, 1 - chances[best])),
        row[0],
        candidate.cosine,
        passage.cosine,
        share(question, found),
        max(missing, default=0.0),
        len(question.names - found) / len(question.names) if question.names else 0.0,
        float(bool(question.numbers - found)),
        ranked[0] - ranked[1] if len(ranked) > 1 else ranked[0],
        row[6],
        row[9],
        passage.words_score / question.best_words if question.best_words else 0.0,
        math.log1p(len(question.weights)),
    ]
