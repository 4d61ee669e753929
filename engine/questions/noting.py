"""Hears a turn being answered, and remembers the question where it was not."""

from __future__ import annotations

from engine.agents.route import CODE, GENERAL, RESEARCH
from engine.events import Answered, Event, Listener, QuestionResolved
from engine.graph.records import Cited
from engine.questions.judging import NOTHING
from engine.questions.records import Judged
from engine.questions.store import Questions
from engine.reasoning.answering import Answerer
from engine.records import Answer

ROLES = (RESEARCH, CODE, GENERAL)
"""Whose questions the library could answer."""

HOPELESS = "no words"
"""The halt of a question that no source could answer."""

LEAST_WORDS = 2
"""Of a question that is worth asking again."""


class Noting:
    """A listener that keeps the list of open questions up to date, and passes on what it hears."""

    def __init__(self, answerer: Answerer, scope: str, listen: Listener) -> None:
        self._answerer = answerer
        self._scope = scope
        self._listen = listen
        self._resolved = ""

    def __call__(self, event: Event) -> None:
        """Hear an event."""
        if isinstance(event, QuestionResolved):
            self._resolved = event.question
        elif isinstance(event, Answered):
            self._note(event.answer)
        self._listen(event)

    def _note(self, answer: Answer) -> None:
        questions = Questions(self._answerer.library)
        text = self._resolved or answer.question
        if not _is_open(answer, self._answerer.threshold()):
            if answer.grounded and not answer.abstained and answer.citations and questions.known(text):
                first = answer.citations[0]
                questions.settled(text, Judged(answer.support, True, Cited(first.place, first.quote)))
            return
        if len(text.split()) < LEAST_WORDS:
            return
        near = answer.nearest[0] if answer.nearest else None
        best = Cited(near.place, near.text) if near is not None else None
        judged = Judged(answer.support, False, best) if best is not None else NOTHING
        turn = self._question_turn(answer.turn_id)
        questions.add(text, judged, self._answerer.vectors().encoder.id, turn=turn, scope=self._scope)

    def _question_turn(self, answer: int | None) -> int | None:
        if answer is None:
            return None
        connection = self._answerer.library.read()
        row = connection.execute("SELECT parent_id FROM tree WHERE turn_id = ?", (answer,)).fetchone()
        return int(row[0]) if row is not None and row[0] else None


def _is_open(answer: Answer, threshold: float) -> bool:
    if answer.role not in ROLES or answer.halt == HOPELESS:
        return False
    return answer.abstained or (answer.grounded and not answer.citations and answer.support < threshold)
