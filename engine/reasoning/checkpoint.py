"""Keeps an answer on disk while it grows, so that a kill loses a second of it at most."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from time import monotonic

from engine.events import AnswerDelta, Event, Listener, Withdrawn
from engine.library.conversations import Conversations
from engine.records import Answer

EVERY_S = 1.0


class Checkpoint:
    """Listens to one answer for whoever else listens, and stores what has been said."""

    def __init__(self, conversations: Conversations, conversation: int, listen: Listener) -> None:
        self._conversations = conversations
        self._conversation = conversation
        self._listen = listen
        self._said: list[str] = []
        self._turn: int | None = None
        self._stored = monotonic()

    def __call__(self, event: Event) -> None:
        """Hear an event, and pass it on."""
        if isinstance(event, AnswerDelta):
            self._said.append(event.text)
            if monotonic() - self._stored >= EVERY_S:
                self._store("".join(self._said), "", partial=True)
        elif isinstance(event, Withdrawn):
            self._said.clear()
        self._listen(event)

    def cut(self) -> None:
        """Nothing more comes: what was said stays, marked as partial."""
        self._store("".join(self._said), "", partial=True)

    def complete(self, answer: Answer) -> Answer:
        """The whole answer, with the ids that it is stored under."""
        turn = self._store(answer.text, json.dumps(asdict(answer)), partial=False)
        return replace(answer, conversation_id=self._conversation, turn_id=turn)

    def _store(self, text: str, answer_json: str, *, partial: bool) -> int:
        self._stored = monotonic()
        if self._turn is None:
            turn = self._conversations.add_turn(
                self._conversation, "nacre", text, answer_json=answer_json, partial=partial
            )
            self._turn = turn.turn_id
        else:
            self._conversations.update_turn(self._turn, text, answer_json=answer_json, partial=partial)
        return self._turn
