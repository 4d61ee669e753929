"""One question on its way through the engine, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine import events
from engine.errors import Cancelled
from engine.records import Answer, Turn
from tui.desk import Job
from tui.talk import Entry
from tui.work.choice import Choice

if TYPE_CHECKING:
    from engine.engine import Engine


@dataclass(slots=True)
class Stored:
    """Where the conversation on the screen is stored; known once its first turn is on disk.

    Filled in on the job's thread, so that a question asked right behind one that was stopped finds it.
    """

    number: int | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """What is asked, how, and where it belongs. The entries learn on the thread what they are stored under."""

    question: Entry
    answer: Entry
    beside: Entry | None  # the question in whose place it is asked: itself where it is answered again
    stored: Stored
    before: Job[Answer] | None  # what was stopped, and must be stored first
    choice: Choice
    model: str
    confirm: Callable[[str, Flag], bool]

    def run(self, engine: Engine, listen: events.Listener, cancel: Flag) -> Answer:
        """Ask; what is raised is what `AskService.ask` raises."""
        if self.before is not None:
            self.before.wait()
        question, turn = self.question, self.beside.turn if self.beside is not None else None

        def hear(event: events.Event) -> None:
            if isinstance(event, events.TurnStored):
                self.stored.number, question.turn = event.conversation_id, event.turn_id
            listen(event)

        try:
            answer = engine.ask.ask(
                "" if self.beside is question and turn is not None else question.text,
                conversation=self.stored.number,
                scope=self.choice.scope,
                model=self.model,
                way=self.choice.way,
                lens=self.choice.lens,
                specialist=self.choice.specialist,
                instead_of=turn,
                confirm=lambda text: self.confirm(text, cancel),
                listen=hear,
                cancel=cancel,
            )
        except Cancelled:
            if self.stored.number is not None and question.turn is not None:
                self._number(engine, engine.conversations.turns(self.stored.number)[-1])
            raise
        if turn is not None and answer.turn_id is not None:
            self._number(engine, _of(engine, answer.turn_id))
        return answer

    def _number(self, engine: Engine, last: Turn) -> None:
        """Which of several the question and its answer, given or stopped, are."""
        question, answer = self.question, self.answer
        if last.parent_id == question.turn:
            answer.turn, answer.branch, answer.branches = last.turn_id, last.branch, last.branches
        if question.turn is not None:
            asked = _of(engine, question.turn)
            question.branch, question.branches = asked.branch, asked.branches


def _of(engine: Engine, turn: int) -> Turn:
    return next(each for each in engine.conversations.siblings(turn) if each.turn_id == turn)
