"""Questions of which only the last one counts: each key asks anew, and makes the answers before it obsolete.

Nothing here waits. A thread whose answer is not wanted any more is told so and ends at its next step; one that hangs on
a slow disk is left to itself. Three may be under way, so that a disk that never answers does not fill the machine with
threads; then the last question waits for one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from tui.desk import Desk
from tui.finding.ranking import Obsolete

T = TypeVar("T")
MOST = 3

Work = Callable[[Callable[[], bool]], T]
"""Runs on a thread; its argument says whether the answer has become obsolete."""


class _Question(Generic[T]):
    def __init__(self, work: Work[T], done: Callable[[T], None]) -> None:
        self.work = work
        self.done = done
        self.obsolete = False

    def answer(self) -> T | None:
        try:
            return None if self.obsolete else self.work(lambda: self.obsolete)
        except Obsolete:
            return None


class Latest(Generic[T]):
    """Asks on threads; only the answer to the last question arrives."""

    def __init__(self, desk: Desk, kind: str) -> None:
        self._desk = desk
        self._kind = kind
        self._last: _Question[T] | None = None
        self._waits = False  # whether the last one has not begun
        self._under_way = 0

    @property
    def asked(self) -> bool:
        """Whether an answer is still to come."""
        return self._last is not None

    def ask(self, work: Work[T], done: Callable[[T], None]) -> None:
        """Ask; `done` gets the answer on the screen's loop, unless another question comes first or it fails."""
        self.drop()
        self._last = _Question(work, done)
        if self._under_way < MOST:
            self._begin(self._last)
        else:
            self._waits = True

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        if self._last is not None:
            self._last.obsolete = True
        self._last, self._waits = None, False

    def _begin(self, question: _Question[T]) -> None:
        self._under_way += 1
        self._waits = False

        def over(answer: T | None) -> None:
            self._under_way -= 1
            if question is self._last:
                self._last = None
                if answer is not None:
                    question.done(answer)
            elif self._waits and self._last is not None:
                self._begin(self._last)

        self._desk.start(self._kind, lambda _l, _c: question.answer(), done=over, failed=lambda _: over(None))
