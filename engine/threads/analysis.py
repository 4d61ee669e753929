"""Takes one conversation apart: its segments, and what is found in its messages. A pure function of the conversation.

Nothing here looks at other conversations: so an ingest adds what is new, and what is stored equals a rebuild.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from engine.sources.reading import Block, Mark
from engine.threads.finding import statements
from engine.threads.finding.agreeing import agrees
from engine.threads.finding.answers import Asked, answered
from engine.threads.finding.decisions import decision
from engine.threads.finding.questions import question
from engine.threads.finding.reading import Said, said
from engine.threads.finding.todos import todo
from engine.threads.records import FindKind
from engine.threads.said import Message, Sentence, messages
from engine.threads.segmenting import Spoken, boundaries
from engine.threads.words import Terms, telling

RULES = "threads/1"
"""The way conversations are taken apart. Another number makes the next look do it again."""

TERMS = 48
"""Words and pairs that are kept of a segment."""

OWN_WEIGHT = 2
"""What a person's word counts against an assistant's, which is one of ten times as many."""

LEAST = {
    FindKind.QUESTION: 0.5,
    FindKind.TODO: 0.5,
    FindKind.DECISION: 0.5,
    FindKind.DEFINITION: 0.5,
    FindKind.CLAIM: 0.6,
}
"""Confidence from which a find is kept."""

CODE_CONFIDENCE = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class Chunked:
    """A chunk's span and its embedding."""

    start: int
    end: int
    vector: npt.NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class FoundSegment:
    """A segment as it is stored."""

    ordinal: int
    start: int
    end: int
    messages: int
    begins: str
    ends: str
    terms: tuple[tuple[str, str, int], ...]
    vector: bytes  # int8


@dataclass(frozen=True, slots=True)
class Found:
    """A find as it is stored."""

    ordinal: int
    segment: int
    kind: FindKind
    start: int
    end: int
    by_person: bool
    time: str
    confidence: float
    answered: bool | None = None
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one conversation gives."""

    segments: tuple[FoundSegment, ...]
    finds: tuple[Found, ...]


def analyse(text: str, blocks: Sequence[Block], marks: Sequence[Mark], chunks: Sequence[Chunked]) -> Analysis:
    """Segments and finds of a conversation.

    Args:
        text: its canonical text.
        blocks: of the text.
        marks: of the text.
        chunks: in order, with the embeddings that there are.
    """
    talk = messages(text, blocks, marks)
    segments: list[FoundSegment] = []
    finds: list[Found] = []
    for _, branch in groupby(talk, key=lambda each: each.branch):
        line = list(branch)
        spoken = [_spoken(each, text, chunks) for each in line]
        edges = [*boundaries(spoken), len(line)]
        segment_of = {}
        for start, end in pairwise(edges):
            segment_of.update(dict.fromkeys(range(start, end), len(segments)))
            segments.append(_segment(len(segments), line[start:end], spoken[start:end], text))
        for at, one in enumerate(line):
            for each in _finds(line, at, text):
                finds.append(_numbered(each, len(finds), segment_of[at], one))
    return Analysis(tuple(segments), tuple(finds))


# --- segments ---------------------------------------------------------------------------------------------------------


def _spoken(one: Message, text: str, chunks: Sequence[Chunked]) -> Spoken:
    words: Counter[str] = Counter()
    for each in one.sentences:
        words.update(telling(text[each.start : each.end]))
    vectors = [
        each.vector for each in chunks if each.vector is not None and one.start <= each.start and each.end <= one.end
    ]
    d = next((len(each.vector) for each in chunks if each.vector is not None), 1)
    total: npt.NDArray[np.float32] = np.sum(vectors or [np.zeros(d, np.float32)], axis=0, dtype=np.float32)
    length = np.float32(np.linalg.norm(total))
    return Spoken(words, total / length if length else total, one.by_person, one.time)


def _segment(ordinal: int, line: Sequence[Message], spoken: Sequence[Spoken], text: str) -> FoundSegment:
    terms = Terms()
    for one in line:
        for each in one.sentences:
            terms.add(text[each.start : each.end], OWN_WEIGHT if one.by_person and each.own else 1)
    times = [one.time for one in line if one.time]
    return FoundSegment(
        ordinal,
        line[0].start,
        line[-1].end,
        len(line),
        times[0] if times else "",
        times[-1] if times else "",
        tuple(terms.top(TERMS)),
        _packed(np.sum([each.vector for each in spoken], axis=0, dtype=np.float32)),
    )


def _packed(vector: npt.NDArray[np.float32]) -> bytes:
    """int8 of the vector's direction; empty for none."""
    largest = float(np.abs(vector).max()) if vector.size else 0.0
    return np.round(vector * (127 / largest)).astype(np.int8).tobytes() if largest else b""


# --- finds ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Raw:
    kind: FindKind
    start: int
    end: int
    confidence: float
    answered: bool | None = None
    answer: tuple[int, int] | None = None


def _numbered(each: _Raw, ordinal: int, segment: int, one: Message) -> Found:
    return Found(
        ordinal, segment, each.kind, each.start, each.end, one.by_person, one.time, round(each.confidence, 3),
        each.answered, each.answer,
    )  # fmt: skip


def _finds(line: Sequence[Message], at: int, text: str) -> list[_Raw]:
    one = line[at]
    agreed = at + 1 < len(line) and _agreed(line[at + 1], text)
    found = [_Raw(FindKind.CODE, each.start, each.end, CODE_CONFIDENCE) for each in one.code if not each.by_tool]
    asked: list[tuple[Sentence, float]] = []
    for each in one.sentences:
        if not each.own:
            continue
        read = said(
            text[each.start : each.end],
            by_person=one.by_person,
            last=each is one.sentences[-1],
            agreed=agreed and at + 1 < len(line) and line[at + 1].speaker != one.speaker,
        )
        kind, confidence = _kind(read)
        if kind is FindKind.QUESTION:
            asked.append((each, confidence))
        elif kind is not None:
            found.append(_Raw(kind, each.start, each.end, confidence))
    found += _asked(line, at, asked, text)
    return sorted(found, key=lambda each: (each.start, each.end))


def _kind(read: Said) -> tuple[FindKind | None, float]:
    """What a sentence does first of all."""
    for kind, rule in (
        (FindKind.QUESTION, question),
        (FindKind.TODO, todo),
        (FindKind.DECISION, decision),
        (FindKind.DEFINITION, statements.definition),
        (FindKind.CLAIM, statements.claim),
    ):
        confidence = rule(read)
        if confidence >= LEAST[kind]:
            return kind, confidence
    return None, 0.0


def _agreed(reply: Message, text: str) -> bool:
    if not reply.by_person or not reply.sentences:
        return False
    first = reply.sentences[0]
    return agrees(said(text[first.start : first.end], by_person=True, last=False).low)


def _asked(line: Sequence[Message], at: int, asked: Sequence[tuple[Sentence, float]], text: str) -> Iterator[_Raw]:
    for sentence, confidence in asked:
        raw = text[sentence.start : sentence.end]
        reply = answered(Asked(at, raw, tuple(telling(raw)), len(asked) - 1), line, text)
        span = (reply.start, reply.end) if reply is not None else None
        yield _Raw(FindKind.QUESTION, sentence.start, sentence.end, confidence, reply is not None, span)
