"""What is found in conversations, each with the message that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.records import Place


class FindKind(StrEnum):
    """What a sentence of a message does."""

    DECISION = "decision"
    CLAIM = "claim"
    DEFINITION = "definition"
    CODE = "code"
    TODO = "todo"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Find:
    """One sentence or block of a message."""

    kind: FindKind
    place: Place  # with speaker and time
    text: str  # == canonical[place.char_start:place.char_end]
    confidence: float  # 0..1
    answered: bool | None = None  # of questions: whether it was answered, in this conversation or a later one
    answer: Place | None = None  # where
    later: tuple[Place, ...] = ()  # of claims: repetitions and corrections, in order of time


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one conversation that stays with one topic."""

    segment_id: int
    place: Place  # from the first to the last message
    messages: int
    keywords: tuple[str, ...]  # best first


@dataclass(frozen=True, slots=True)
class Thread:
    """One topic, followed across conversations and providers."""

    thread_id: int
    title: str
    keywords: tuple[str, ...]
    segments: tuple[Segment, ...]  # in order of time
    finds: tuple[Find, ...]  # in order of time
    begin: str  # ISO 8601, '' where the sources give no time
    end: str
    providers: tuple[str, ...]
