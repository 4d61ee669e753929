"""Open questions of the engine in memory: those that a test puts there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.errors import UsageError
from engine.graph.records import Cited
from engine.questions.records import Added, OpenQuestion, QuestionState
from engine.questions_door import News

TIME = "2026-01-02T03:04:05+00:00"


def question(number: int, text: str, best: Cited | None = None, *, is_news: bool = False) -> OpenQuestion:
    """A question; with `is_news` one that has an answer now."""
    state = QuestionState.ANSWERED if is_news else QuestionState.OPEN
    return OpenQuestion(number, text, TIME, None, None, "", state, 0.4, best, TIME, is_news)


class FakeQuestions:
    """What `engine.questions` is."""

    def __init__(self) -> None:
        self.listed: list[OpenQuestion] = []

    def all(self) -> tuple[OpenQuestion, ...]:
        return tuple(self.listed)

    def news(self) -> News:
        return News(sum(each.is_news for each in self.listed), sum(not each.is_news for each in self.listed))

    def add(self, text: str) -> Added:
        if not text.strip("? "):
            raise UsageError("the question has no words to look for", "name what it is about")
        self.listed.append(question(len(self.listed) + 1, text))
        return Added(self.listed[-1], was_known=False)

    def drop(self, question_id: int) -> OpenQuestion:
        (found,) = [each for each in self.listed if each.question_id == question_id]
        self.listed.remove(found)
        return found

    def seen(self, questions: Iterable[int]) -> None:
        known = set(questions)
        self.listed = [replace(each, is_news=each.is_news and each.question_id not in known) for each in self.listed]
