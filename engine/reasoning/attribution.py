"""Holds what a chat model wrote against the passages: each sentence gets the quote that supports it, or no mark at all.

A model's own marks are opinions. A sentence keeps one only where the claim check finds support for it in a piece of the
passage that it names, and all of its numbers stand in that passage; otherwise the other passages are looked at, with a
higher bar. No language model takes part in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.library.store import Library
from engine.reasoning.claims.agreement import agree
from engine.reasoning.claims.check import ClaimCheck, Stance
from engine.reasoning.claims.reading import read
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import NUMBER, Idf, stems
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.wording import CONTROL, MARK, spoken
from engine.records import Citation, Passage
from engine.retrieval.query import WORD
from engine.sources.sentences import sentences

MARKS = re.compile(
    r"[ \t]*(?:\[|【)(?:passages?\s+|sources?\s+)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)(?:\]|】)", re.IGNORECASE
)
CODE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^(?:```|~~~)")

LEAST = 0.4
"""Share of a sentence's telling words from which a piece of a passage is worth checking."""

CHECKED = 8
"""Pieces that are checked for each sentence, those that share most with it first."""

NAMED = 0.28
"""Least support of a sentence by a piece of a passage that the model names. Chosen on the even articles of SQuAD 2.0's
development set with statements made of a question and its answer; on the odd ones the right paragraph supports .943 of
them, the most similar paragraph without the answer .092, and the right paragraph .405 of those with an answer of the
same kind from elsewhere in the article (`nacre eval claims`)."""

FOUND = 0.42
"""The same for a piece of a passage that it does not name: .871, any of the four most similar paragraphs .068, .275."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a model's answer, held against the passages."""

    text: str  # without marks
    support: float  # 0..1, by the likeliest quote that does not contradict it
    held: bool  # it has a mark


@dataclass(frozen=True, slots=True)
class Attribution:
    """A model's answer with marks that hold."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]  # its sentences, in their order
    moved: int  # marks of the model that led elsewhere

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return len(self.claims)

    @property
    def supported(self) -> int:
        """How many of them have a mark."""
        return sum(claim.held for claim in self.claims)


@dataclass(frozen=True, slots=True)
class _Said:
    start: int  # in the text without marks
    end: int
    named: tuple[int, ...]  # passages, counted from 0


class Attributor:
    """Finds support among the passages of one search."""

    def __init__(self, library: Library, vectors: SentenceVectors, idf: Idf) -> None:
        self.library = library
        self._vectors = vectors
        self._idf = idf

    def attribute(
        self, text: str, question: str, evidence: Sequence[Evidence], passages: Sequence[Passage]
    ) -> Attribution:
        """Give each sentence of `text` its quote.

        Args:
            text: what the model wrote, with marks that count the passages from 1.
            question: its words and numbers may be repeated without support.
            evidence: what the passages offer to quote.
            passages: what the model was given, in its order.
        """
        plain, claims = _read(CONTROL.sub("", text.replace("\r\n", "\n")).strip(), len(passages))
        support = Support(self._vectors, self._idf, evidence, passages, question)
        said: list[str] = []
        citations: list[Citation] = []
        numbers: dict[tuple[int, int, int], int] = {}
        held: list[Claim] = []
        moved = behind = 0
        for claim in claims:
            sentence = plain[claim.start : claim.end]
            found, best = support.of(sentence, claim.named)
            held.append(Claim(sentence, best, found is not None))
            said.append(plain[behind : claim.end])
            behind = claim.end
            moved += sum(found is None or found.passage != each for each in claim.named)
            if found is None:
                continue
            version = passages[found.passage].place.version
            key = (version, found.start, found.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                place = self.library.place(version, found.start, found.end)
                citations.append(Citation(numbers[key], place, found.quote, passages[found.passage].chunk_id))
            said.append(f" [{numbers[key]}]")
        said.append(plain[behind:])
        return Attribution("".join(said).strip(), tuple(citations), tuple(held), moved)


class Support:
    """What one search offers to support a sentence with."""

    def __init__(
        self,
        vectors: SentenceVectors,
        idf: Idf,
        evidence: Sequence[Evidence],
        passages: Sequence[Passage],
        question: str,
    ) -> None:
        self._vectors = vectors
        self._idf = idf
        self._check = ClaimCheck(vectors, idf)
        self._evidence = evidence
        self._passages = passages
        self._stems = [frozenset(stems(piece.quote)) | _context(passages[piece.passage]) for piece in evidence]
        self._rows = vectors.of([spoken(piece) for piece in evidence]) if evidence else None
        self._said = [[read(text) for text in (passage.text, *_title(passage), question)] for passage in passages]

    def of(self, sentence: str, named: Sequence[int]) -> tuple[Evidence | None, float]:
        """The piece that supports a sentence best, or None where nothing does; and its support, or the highest."""
        likely = self.likely(sentence)
        holding = [
            (evidence.passage in named, support, evidence)
            for evidence, support in likely
            if support >= (NAMED if evidence.passage in named else FOUND)
        ]
        if not holding:
            return None, max((support for _, support in likely), default=0.0)
        _, support, evidence = max(holding, key=lambda each: each[:2])
        return evidence, support

    def likely(self, sentence: str) -> list[tuple[Evidence, float]]:
        """The pieces that share most with a sentence and do not contradict it, each with its support, 0..1."""
        telling = frozenset(stems(sentence))
        if not telling or self._rows is None:
            return []
        weights = {each: max(0.02, self._idf(each)) for each in telling}
        total = sum(weights.values())
        cosines = self._rows @ self._vectors.of([sentence])[0]
        allowed = [self._allows(sentence, passage) for passage in range(len(self._passages))]
        rated = []
        for index, piece in enumerate(self._evidence):
            share = sum(weights[each] for each in telling & self._stems[index]) / total
            if share >= LEAST and allowed[piece.passage]:
                rated.append((share + float(np.float32(cosines[index])), index))
        found = []
        for _, index in sorted(rated, key=lambda each: (-each[0], each[1]))[:CHECKED]:
            piece = self._evidence[index]
            verdict = self._check.with_cosine(sentence, piece, self._passages[piece.passage], float(cosines[index]))
            if verdict.stance is not Stance.CONTRADICTS:
                found.append((piece, verdict.support))
        return found

    def _allows(self, sentence: str, passage: int) -> bool:
        """Whether each number of a sentence, written in digits, stands in a passage or the question."""
        said = self._said[passage]
        written = {word for text in said for word in _numbers(text.text)}
        return all(
            _numbers(fact.text) <= written or any(agree(fact, each) for text in said for each in text.facts)
            for fact in read(sentence).facts
            if fact.kind != "name" and _numbers(fact.text)
        )


def _read(text: str, passages: int) -> tuple[str, list[_Said]]:
    """The text without marks, and its sentences with the marks that stood in or right behind them.

    In code a number in brackets is no mark; it gets a space, so that nobody takes it for one.
    """
    text = CODE.sub(lambda code: MARK.sub(r"[ \1]", code[0]), text)
    parts: list[str] = []
    marks: list[tuple[int, tuple[int, ...]]] = []
    at = length = 0
    for match in MARKS.finditer(text):
        parts.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        marks.append((length, tuple(int(number) - 1 for number in re.findall(r"\d+", match[1]))))
    plain = MARK.sub(r"(\1)", "".join([*parts, text[at:]]))  # a year in brackets counts no passage
    claims = []
    for start, end in _sentences(plain):
        named = [each for place, numbers in marks if start < place <= end for each in numbers]
        claims.append(_Said(start, end, tuple(dict.fromkeys(each for each in named if 0 <= each < passages))))
    return plain, claims


def _sentences(plain: str) -> list[tuple[int, int]]:
    """Spans of sentences that say something; code between fences is left alone."""
    spans: list[tuple[int, int]] = []
    at, fenced = 0, False
    block = 0
    for line in [*plain.splitlines(keepends=True), "```"]:
        if FENCED.match(line.lstrip()):
            if not fenced:
                spans += sentences(plain, block, min(at, len(plain)))
            fenced = not fenced
            block = at + len(line)
        at += len(line)
    return [(start, end) for start, end in spans if any(map(str.isalnum, plain[start:end]))]


def _context(passage: Passage) -> frozenset[str]:
    """What a sentence may take for granted: the names above it."""
    return frozenset(stems(" ".join(_title(passage))))


def _title(passage: Passage) -> tuple[str, ...]:
    return passage.place.title, *passage.place.headings


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word.lstrip("0") or "0" for word in WORD.findall(text.lower()) if NUMBER.search(word))
