"""What is known of a question that the library could not answer, or can now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.graph.records import Cited


class QuestionState(StrEnum):
    """How a question stands."""

    OPEN = "open"
    ANSWERED = "answered"


BESIDE = 0.1
"""Support below which the nearest passage has nothing to do with a question: it is not worth showing."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question, where it was asked, and the best that the library has said to it."""

    question_id: int
    text: str
    asked: str  # ISO 8601
    conversation_id: int | None  # of the app's own, where it was asked in one; None: added by hand
    turn_id: int | None
    scope: str  # what `--in` said when it was asked, '' for the whole library
    state: QuestionState
    support: float  # 0..1, the best so far
    best: Cited | None  # what that rests on; of an answered question: the answer
    tried: str  # when it was asked last, ISO 8601
    is_news: bool  # answered since, and nobody has looked

    @property
    def telling(self) -> Cited | None:
        """The best, where it is the answer or near to one."""
        return self.best if self.state is QuestionState.ANSWERED or self.support >= BESIDE else None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the library says to a question, by the answerer's own measure."""

    support: float  # 0..1
    answered: bool  # whether the answerer would answer
    best: Cited | None  # the sentence that most likely holds the answer
    score: float = 0.0  # 0..1, of the best passage, as retrieval alone sees it


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a question that was added by hand."""

    question: OpenQuestion
    was_known: bool  # it was on the list already
