"""What every kind of gap has to offer: one module a kind, one finder in it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event as Flag
from typing import Protocol

from engine.errors import Cancelled
from engine.events import JobProgress, Listener, ignore
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side


class Looking:
    """One search for gaps: whether it is still wanted, and what it has to tell besides the gaps."""

    def __init__(self, listen: Listener = ignore, cancel: Flag | None = None) -> None:
        self._listen = listen
        self._cancel = cancel or Flag()
        self.weighed = 0  # candidates
        self.notes: list[str] = []  # sentences for the person who looks
        self.is_foreign = False  # whether both sides turned out to be hardly about the same thing
        self.is_partial = False  # whether there was more than was looked at

    def go_on(self, done: int = 0, total: int = 0) -> None:
        """Called between units of work.

        Raises:
            Cancelled: nobody wants the result any more.
        """
        if self._cancel.is_set():
            raise Cancelled("the search for gaps was stopped", "ask again when there is time")
        if total:
            self._listen(JobProgress("gaps", done, total))


class Finder(Protocol):
    """Finds gaps of one kind between two sides."""

    @property
    def kind(self) -> GapKind:
        """What it finds."""
        ...

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """What is on side A and not on side B, best first, each with `confidence` and the passages that show it."""
        ...


class Within(Protocol):
    """Finds gaps of one kind within a whole library."""

    @property
    def kind(self) -> GapKind:
        """What it finds."""
        ...

    def find(self, whole: Side, looking: Looking) -> Iterable[Gap]:
        """What is missing in it, best first."""
        ...
