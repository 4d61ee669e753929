"""What a question's way through search, draft and check says."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.base import Event
from engine.records import Answer


@dataclass(frozen=True, slots=True)
class TurnStored(Event):
    """The user's question is on disk, before anything else happens with it."""

    conversation_id: int
    turn_id: int


@dataclass(frozen=True, slots=True)
class QueryRead(Event):
    """What the search will look for."""

    question: str
    terms: tuple[str, ...]  # the words that carry it, stop words left out
    scope: str  # what --in said, '' for the whole library


@dataclass(frozen=True, slots=True)
class Searched(Event):
    """One arm of the retrieval has answered."""

    arm: str  # 'words' or 'codes'
    candidates: int
    best: str  # title of its first document
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Fused(Event):
    """The arms are one ranking now."""

    passages: tuple[tuple[str, float], ...]  # (where it stands, fused score), best first
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Drafted(Event):
    """Sentences were chosen."""

    considered: int
    chosen: int
    support: float
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Checked(Event):
    """Every quote was compared with its source, letter for letter."""

    citations: int
    exact: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Halted(Event):
    """Why the work on this question ended."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerDelta(Event):
    """A piece of the answer's text, to be shown at once."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The whole answer; the last event of a question."""

    answer: Answer
