"""A model in memory: its weights, and the contexts over them that answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import Cancelled, NacreError
from engine.models.chat import Message, Reply
from engine.models.opening import Loaded, Remembering
from engine.models.shelf.shelf import Entry
from engine.models.worker import Worker
from engine.records import ModelMetrics

Identity = tuple[object, ...]


@dataclass(slots=True)
class Seat:
    """A context: one request at a time."""

    worker: Worker
    busy: bool = False

    def shared(self, messages: Sequence[Message]) -> int:
        """Tokens of a prompt that this context has read already; 0 where it can't tell."""
        chat = self.worker.chat
        return chat.shared_prefix(messages) if isinstance(chat, Remembering) else 0


class Resident:
    """What the pool knows about one model. Whoever changes it holds the pool's lock.

    Args:
        entry: as it was when the model was opened.
        loaded: its weights; None for a remote model.
        seat_bytes: memory of each context.
    """

    def __init__(self, entry: Entry, loaded: Loaded | None, seat_bytes: int, first: Seat) -> None:
        self.name = entry.name
        self.identity = identity(entry)
        self.loaded = loaded
        self.seat_bytes = seat_bytes
        self.seats = [first]
        self.used = 0  # a count that grows with every request: the smallest was used longest ago
        self.full_until_s = float("-inf")  # another context is not tried before
        self.growing = False  # a context is being opened over its weights
        self.retiring = False  # no request may take it any more
        self.closing = False  # somebody is about to close it
        self._answered = 0
        self._failed = 0
        self._tokens_per_s = 0.0
        self._first_token_ms = 0.0

    @property
    def busy(self) -> int:
        """Requests under way."""
        return sum(seat.busy for seat in self.seats)

    @property
    def memory_bytes(self) -> int:
        """Weights and contexts; 0 for a remote model."""
        return self.loaded.memory_bytes + len(self.seats) * self.seat_bytes if self.loaded is not None else 0

    def note(self, outcome: Reply | NacreError) -> None:
        """Count what came of a request."""
        if isinstance(outcome, Reply):
            self._tokens_per_s, self._first_token_ms = outcome.tokens_per_s, outcome.first_token_ms
            self._answered += outcome.finish != "cancelled"
        elif not isinstance(outcome, Cancelled):
            self._failed += 1

    def metrics(self, queue: int) -> ModelMetrics:
        """How it does, with so many requests waiting."""
        return ModelMetrics(
            model=self.name,
            copies=len(self.seats),
            queue=queue,
            busy=self.busy,
            answered=self._answered,
            failed=self._failed,
            tokens_per_s=self._tokens_per_s,
            first_token_ms=self._first_token_ms,
            memory_bytes=self.memory_bytes,
        )

    def close(self) -> None:
        """Give back the memory. Only between requests, and without the lock: it may take a moment."""
        for seat in self.seats:
            seat.worker.close()
        if self.loaded is not None:
            self.loaded.close()


def identity(entry: Entry) -> Identity:
    """What makes it the same model: another file under the name, or another server, is another one."""
    if entry.kind == "remote":
        return entry.place, entry.model, entry.key, entry.context_tokens
    try:
        file = Path(entry.place).stat()
        stamp: tuple[int, ...] = (file.st_size, file.st_mtime_ns)
    except OSError:
        stamp = ()
    return entry.place, entry.sha256, *stamp
