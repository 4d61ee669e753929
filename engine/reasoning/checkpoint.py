"""Keeps an answer and its trace on disk while they grow, so that a kill loses a second of them at most."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from time import monotonic

from engine.events import (
    AnswerDelta,
    DraftStands,
    Event,
    Listener,
    ModelLoading,
    ModelWaits,
    PromptMade,
    PromptRead,
    Withdrawn,
)
from engine.library.conversations import Conversations
from engine.records import Answer

EVERY_S = 1.0

SLOW = (ModelWaits, ModelLoading, PromptMade, PromptRead)
"""What follows these may take minutes, so the trace is put on disk before it."""


class Checkpoint:
    """Listens to one answer for whoever else listens, and stores what has been said and how it came about."""

    def __init__(
        self, conversations: Conversations, conversation: int, listen: Listener, question: int | None = None
    ) -> None:
        """
        Args:
            question: the turn that is answered; None for the last one of the active path.
        """
        self._conversations = conversations
        self._conversation = conversation
        self._question = question
        self._listen = listen
        self._said: list[str] = []
        self._draft: DraftStands | None = None  # what stands, `_said` being what came behind it
        self._trace: list[Event] = []
        self._kept = 0  # events of the trace that are on disk
        self._turn: int | None = None
        self._stored = monotonic()

    def __call__(self, event: Event) -> None:
        """Hear an event, and pass it on."""
        if isinstance(event, AnswerDelta):
            self._said.append(event.text)
        elif isinstance(event, DraftStands):
            self._draft = event
        else:
            self._trace.append(event)
        if isinstance(event, Withdrawn):
            self._draft = None
        if isinstance(event, Withdrawn | DraftStands):
            self._said.clear()
        if isinstance(event, SLOW) or monotonic() - self._stored >= EVERY_S:
            self._keep_partial()
        self._listen(event)

    def cut(self) -> None:
        """Nothing more comes: what was said stays, marked as partial."""
        self._keep_partial()

    def complete(self, answer: Answer) -> Answer:
        """The whole answer, with the ids that it is stored under."""
        turn = self._store(answer.text, json.dumps(asdict(answer)), partial=False)
        return replace(answer, conversation_id=self._conversation, turn_id=turn)

    def _keep_partial(self) -> None:
        draft, said = self._draft, "".join(self._said)
        if draft is None:
            self._store(said, "", partial=True)
            return
        text = draft.text + said
        standing = Answer("", text, False, 2, draft.citations, (), 1, "cancelled", 0.0, {}, model=draft.model)
        self._store(text, json.dumps(asdict(standing)), partial=True)

    def _store(self, text: str, answer_json: str, *, partial: bool) -> int:
        self._stored = monotonic()
        trace = self._trace if len(self._trace) > self._kept else None
        self._kept = len(self._trace)
        if self._turn is None:
            turn = self._conversations.add_turn(
                self._conversation,
                "nacre",
                text,
                parent=self._question,
                answer_json=answer_json,
                partial=partial,
                trace=trace,
            )
            self._turn = turn.turn_id
        else:
            self._conversations.update_turn(self._turn, text, answer_json=answer_json, partial=partial, trace=trace)
        return self._turn
