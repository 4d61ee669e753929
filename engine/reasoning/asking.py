"""A turn of a conversation: the question is stored, completed, routed and answered, and the answer is stored too."""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Flag
from time import perf_counter
from typing import Protocol

from engine.agents.route import CREATIVE, SMALLTALK, Route
from engine.errors import Cancelled
from engine.events import Answered, Halted, Listener, PartBegun, Routed, TurnStored, ignore
from engine.reasoning.answering import Answerer, checked_question, tell
from engine.reasoning.brief import Exchange
from engine.reasoning.checkpoint import Checkpoint
from engine.reasoning.given import Given, together
from engine.reasoning.prose import Prose
from engine.reasoning.roles import Asked, Roles
from engine.reasoning.wish import Wish
from engine.records import Answer

USER = "user"
"""Who has decided where the person has named a specialist."""


class Routes(Protocol):
    """Says where a text goes."""

    def __call__(self, text: str) -> Route: ...


class Asker:
    """Answers turns of conversations. May be used by several threads."""

    def __init__(self, answerer: Answerer, roles: Roles, route: Routes, prose: Prose | None = None) -> None:
        """
        Args:
            answerer: of the library.
            roles: what is done for each role.
            route: says whose a text is.
            prose: what remembers what chat models have read of a conversation.
        """
        self._prose = prose
        self.answerer = answerer
        self._roles = roles
        self._route = route
        self._conversations = answerer.library.conversations

    def ask(
        self,
        question: str,
        conversation: int | None,
        wish: Wish,
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> Answer:
        """Answer as a turn of a conversation; the user's turn is stored before anything is looked for.

        Args:
            question: what the person typed.
            conversation: which one it belongs to; None begins one.
            wish: how it is to be answered.
            listen: hears every step, at last `Answered`.
            cancel: looked at between the steps, and all the time while a model writes.

        Raises:
            UsageError: see `checked_question`; or the scope matches nothing; or there is no such conversation.
            Cancelled: `cancel` was set; what was said until then is stored, marked as partial.
        """
        question = checked_question(question, self.answerer.settings)
        number = self._conversations.new() if conversation is None else conversation
        turn = self._conversations.add_turn(number, "user", question)
        listen(TurnStored(number, turn.turn_id))
        checkpoint = Checkpoint(self._conversations, number, listen)
        try:
            answer = self.answer(question, wish, checkpoint, cancel, number)
        except Cancelled:
            checkpoint.cut()
            raise
        answer = checkpoint.complete(answer)
        listen(Answered(answer))
        return answer

    def answer(
        self,
        question: str,
        wish: Wish,
        listen: Listener = ignore,
        cancel: Flag | None = None,
        conversation: int | None = None,
    ) -> Answer:
        """The same without storing anything."""
        started = perf_counter()
        cancel = cancel or Flag()
        history = self._history(conversation)
        route = self._routed(question, wish, listen)
        if len(route.sub_questions) > 1:
            given = self._parts(question, route, wish, listen, cancel)
        else:
            given = self._roles.answer(Asked(question, route.role, wish, history), listen, cancel)
        answer = given.answer
        listen(Halted(answer.halt))
        if not given.told:
            tell(answer.text, listen, cancel)
        if self._prose is not None and conversation is not None and given.exchange is not None:
            self._prose.remember(conversation, [*history, given.exchange])
        return replace(answer, timings={**answer.timings, "total": (perf_counter() - started) * 1000})

    def _history(self, conversation: int | None) -> tuple[Exchange, ...]:
        """The earlier turns that a chat model is given."""
        if self._prose is None:
            return ()
        return self._prose.history(conversation, self._conversations)

    def _routed(self, question: str, wish: Wish, listen: Listener) -> Route:
        started = perf_counter()
        route = self._route(question)
        if wish.specialist is not None:
            role = next(iter(wish.specialist.serves), CREATIVE)
            route = replace(route, role=role, roles=(role,), confidence=1.0, by=USER)
        elapsed_ms = (perf_counter() - started) * 1000
        listen(Routed(route.role, route.roles, route.mode, route.sub_questions, route.confidence, route.by, elapsed_ms))
        return route

    def _parts(self, question: str, route: Route, wish: Wish, listen: Listener, cancel: Flag) -> Given:
        """Each part answered for itself, under its question."""
        answers: list[tuple[str, Answer]] = []
        for number, part in enumerate(route.sub_questions, 1):
            listen(PartBegun(number, len(route.sub_questions), part))
            role = route.role if len(route.roles) == 1 else self._route(part).role
            if role == SMALLTALK:
                continue
            answers.append((part, self._roles.answer(Asked(part, role, wish, ()), listen, cancel).answer))
        return Given(together(answers, question))
