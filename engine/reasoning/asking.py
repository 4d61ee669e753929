"""A turn of a conversation: the question is stored, completed, routed and answered, and the answer is stored too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag
from time import perf_counter
from typing import Protocol

from engine.agents.route import CODE, CREATIVE, FALLBACK, GENERAL, MODEL, MODES, RESEARCH, SMALLTALK, Route
from engine.errors import Cancelled
from engine.events import (
    AnswerDelta,
    Answered,
    Event,
    Halted,
    Listener,
    PartBegun,
    QuestionResolved,
    Routed,
    TurnStored,
    Withdrawn,
    ignore,
)
from engine.library.branches import ANSWER
from engine.models.shelf.shelf import NONE
from engine.reasoning.again import asked_again
from engine.reasoning.answering import Answerer, checked_question, stop, tell
from engine.reasoning.brief import Exchange
from engine.reasoning.checkpoint import Checkpoint
from engine.reasoning.following.parts import completed
from engine.reasoning.following.relevant import relevant
from engine.reasoning.following.resolve import resolve
from engine.reasoning.following.resolved import Resolved
from engine.reasoning.given import Given, together
from engine.reasoning.joining import Said
from engine.reasoning.prose import Prose
from engine.reasoning.roles import Roles
from engine.reasoning.sourced import Asked
from engine.reasoning.ways.shown import Shown
from engine.reasoning.wish import ROUTE, Wish
from engine.records import Answer, Turn

USER = "user"
"""Who has decided where the person has named a specialist."""


SOURCED = (RESEARCH, CODE, CREATIVE, GENERAL)
"""Roles whose answers are written from passages."""


READ_CHARACTERS = 9_000
"""Of a conversation that a model has in its memory still. As long as it is no longer, the next prompt begins with all
of it, which costs no reading; about 2,200 tokens."""


class Routes(Protocol):
    """Says where a text goes; `listen` hears what a chat model that has a vote does, and `cancel` ends it."""

    def __call__(self, text: str, models: Sequence[str], listen: Listener, cancel: Flag) -> Route: ...


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
        instead_of: int | None = None,
    ) -> Answer:
        """Answer as a turn of a conversation; the user's turn is stored before anything is looked for.

        Args:
            question: what the person typed.
            conversation: which one it belongs to; None begins one.
            wish: how it is to be answered.
            listen: hears every step, at last `Answered`.
            cancel: looked at between the steps, and all the time while a model writes.
            instead_of: a turn to which this is an alternative, see `asked_again`; it says the conversation as well.

        Raises:
            UsageError: see `checked_question` and `asked_again`; or the scope matches nothing; or there is no such
                conversation.
            Cancelled: `cancel` was set; what was said until then is stored, marked as partial.
        """
        if instead_of is None or question:
            question = checked_question(question, self.answerer.settings)
        if instead_of is None:
            number = self._conversations.new() if conversation is None else conversation
            turn = self._conversations.add_turn(number, "user", question)
        else:
            turn = asked_again(self._conversations, instead_of, question)
            number = self._conversations.conversation_of(turn.turn_id)
        listen(TurnStored(number, turn.turn_id))
        checkpoint = Checkpoint(self._conversations, number, listen, turn.turn_id)
        try:
            answer = self.answer(turn.text, wish, checkpoint, cancel, turn.turn_id)
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
        turn: int | None = None,
    ) -> Answer:
        """The same without storing anything; `turn` is the question's own, and it follows on what stands above it."""
        started = perf_counter()
        cancel = cancel or Flag()
        turns = () if turn is None else self._conversations.path(turn)[:-1]
        resolved = resolve(question, turns)
        if resolved.turn_id is not None:
            listen(QuestionResolved(question, resolved.question, resolved.turn_id, resolved.added))
        read = self._read(turns)
        route = self._routed(resolved.question, wish, read, listen, cancel)
        history = self._history(resolved, turns, wish, read)
        parts = route.sub_questions
        if len(parts) < 2 or self._as_one(route, wish):
            asked = Asked(resolved.question, route.role, wish, route.roles, parts, history)
            given = self._roles.answer(asked, listen, cancel)
        else:
            given = self._one_by_one(resolved.question, route, wish, listen, cancel)
        answer = replace(given.answer, question=question)
        listen(Halted(answer.halt))
        if not given.told:
            tell(answer.text, listen, cancel)
        if self._prose is not None and turn is not None and given.exchange is not None:
            self._prose.remember(turn, [*history, given.exchange])
        return replace(answer, timings={**answer.timings, "total": (perf_counter() - started) * 1000})

    def _read(self, turns: Sequence[Turn]) -> tuple[Exchange, ...]:
        """What a chat model has read of these very turns; nothing where a question has several answers, for it may have
        read another one."""
        if self._prose is None:
            return ()
        for turn in reversed(turns):
            if turn.role == ANSWER and (read := self._prose.read(turn.parent_id)):
                return read if turn.branches == 1 else ()
        return ()

    def _history(
        self, resolved: Resolved, turns: Sequence[Turn], wish: Wish, read: tuple[Exchange, ...]
    ) -> tuple[Exchange, ...]:
        """The earlier turns that a chat model is given: what it has just read anyway, or those that bear on it."""
        if self._prose is None or not turns or not self._writes(wish):
            return ()
        if read and sum(len(each.asked) + len(each.said) for each in read) <= READ_CHARACTERS:
            return read
        return relevant(resolved.question, turns, self.answerer.vectors(), turn_id=resolved.turn_id)

    def _routed(self, question: str, wish: Wish, read: Sequence[Exchange], listen: Listener, cancel: Flag) -> Route:
        """Where a question goes. No model has a vote where the person has named who answers, nor where it would have to
        read the whole conversation again after it."""
        started = perf_counter()
        models = (NONE,) if read or wish.specialist is not None else wish.models
        route = self._route(question, models, listen, cancel)
        route = replace(route, sub_questions=completed(route.sub_questions))
        stop(cancel)
        if wish.specialist is not None:
            role = next(iter(wish.specialist.serves), CREATIVE)
            route = replace(route, role=role, roles=(role,), mode=MODES[role], confidence=1.0, by=USER)
        elapsed_ms = (perf_counter() - started) * 1000
        listen(Routed(route.role, route.roles, route.mode, route.sub_questions, route.confidence, route.by, elapsed_ms))
        return route

    def _as_one(self, route: Route, wish: Wish) -> bool:
        """Whether all parts of a question are worked on together: by several specialists, or in one text of a model."""
        alike = len(route.roles) == 1 and route.role in SOURCED
        return alike and (wish.way != ROUTE or self._writes(wish))

    def _writes(self, wish: Wish) -> bool:
        """Whether a chat model is there to write."""
        return self.answerer.writer(wish.models) is not None

    def _one_by_one(self, question: str, route: Route, wish: Wish, listen: Listener, cancel: Flag) -> Given:
        """Each part answered for itself, under its question."""
        shown = Shown(listen, cancel)
        writes = self._writes(wish)
        answers: list[tuple[str, Answer]] = []
        roles = self._of_parts(route, listen, cancel)
        for number, (part, role) in enumerate(zip(route.sub_questions, roles, strict=True), 1):
            listen(PartBegun(number, len(route.sub_questions), part))
            shown.begin(part)
            # a model's pieces are shown as they come; what is quoted has no marks before all parts are counted through
            given = self._roles.answer(Asked(part, role, wish), shown.hear if writes else _all_but_text(listen), cancel)
            said = Said(part, given.answer.text, given.answer.citations)
            (shown.finish if given.told and writes else shown.fill)(said)
            answers.append((part, given.answer))
        return Given(together(answers, question), told=True)

    def _of_parts(self, route: Route, listen: Listener, cancel: Flag) -> Sequence[str]:
        """The role of each part. A model is not asked once more: it has named them all, or the classifier was sure."""
        parts = route.sub_questions
        if len(route.roles) == 1:
            return [self._unless_small_talk(part, route.role, listen, cancel) for part in parts]
        if route.by == MODEL and len(route.roles) == len(parts):
            return route.roles
        return [self._route(part, (NONE,), listen, cancel).role for part in parts]

    def _unless_small_talk(self, part: str, role: str, listen: Listener, cancel: Flag) -> str:
        """The role that all parts have, but for one that is surely no more than a greeting or thanks."""
        route = self._route(part, (NONE,), listen, cancel)
        return SMALLTALK if route.role == SMALLTALK and route.by != FALLBACK else role


def _all_but_text(listen: Listener) -> Listener:
    """What is found in silence is shown when it is done."""

    def hear(event: Event) -> None:
        if not isinstance(event, AnswerDelta | Withdrawn):
            listen(event)

    return hear
