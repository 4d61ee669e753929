"""Open questions' service: what was asked and not answered, and what has an answer now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.questions.records import Added, OpenQuestion
    from engine.questions.step import Step
    from engine.room import Room


@dataclass(frozen=True, slots=True)
class News:
    """What has come to an end while nobody looked."""

    answered: int  # open questions that have an answer now
    open: int  # that have none

    def __bool__(self) -> bool:
        return self.answered > 0


def asking_again(room: Room) -> Mapping[str, Step]:
    """The background step that asks open questions again; its job is queued where there is anything to ask."""
    from engine.questions.step import QUESTIONS, questions_step
    from engine.questions.store import Questions

    if Questions(room.library).pending(room.encoder().id):
        room.library.jobs.add(QUESTIONS)
    return {QUESTIONS: questions_step(room.answerer)}


class QuestionService:
    """Questions that were asked and not answered; background work asks them again when new documents come."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def all(self) -> tuple[OpenQuestion, ...]:
        """Those that have an answer since nobody has looked, then the open ones, then the answered; newest first."""
        from engine.questions.store import Questions

        return Questions(self._room.library).all()

    def news(self) -> News:
        """How many are news, and how many are open; cheap."""
        from engine.questions.store import Questions

        still, answered = Questions(self._room.library).counts()
        return News(answered, still)

    def add(self, text: str) -> Added:
        """Put a question on the list, and ask it for the first time.

        Raises:
            UsageError: it is empty, too long, or has no words to look for.
        """
        from engine.errors import UsageError
        from engine.questions.judging import Judge
        from engine.questions.records import Added
        from engine.questions.store import Questions
        from engine.retrieval.query import read_query

        answerer, questions = self._room.answerer(), Questions(self._room.library)
        judged = Judge(answerer).judge(text)
        if not read_query(text).terms:
            raise UsageError("the question has no words to look for", "name what it is about")
        was_known = questions.known(text)
        number = questions.add(text.strip(), judged, answerer.vectors().encoder.id)
        return Added(questions.named(number or 0), was_known)

    def drop(self, question_id: int) -> OpenQuestion:
        """Take a question off the list; what it was.

        Raises:
            UsageError: there is no such question.
        """
        from engine.questions.store import Questions

        questions = Questions(self._room.library)
        found = questions.named(question_id)
        questions.drop(question_id)
        return found

    def seen(self, questions: Iterable[int]) -> None:
        """Someone has looked at these."""
        from engine.questions.store import Questions

        Questions(self._room.library).seen(questions)
