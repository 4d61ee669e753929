"""How long work still takes, from how far it has come: smoothed, rounded, and silent until it can know."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_S = 30.0  # over which the rate is taken
LEAST_S, LEAST_STEPS = 3.0, 3  # before anything is said
TRUST = 0.2
"""Weight of a new estimate against the one before, which has run on meanwhile."""


class Remaining:
    """Of one piece of work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._left: float | None = None  # seconds
        self._at = 0.0  # when that was so

    def note(self, done: int, total: int) -> float | None:
        """So much of the work is done; the seconds that are left, None while nobody can know.

        Work that begins anew, or goes back, is measured anew.
        """
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
            self._left = None
        self._seen.append((now, done))
        while now - self._seen[0][0] > WINDOW_S and len(self._seen) > 2:
            self._seen.popleft()
        (since, before), steps = self._seen[0], len(self._seen) - 1
        passed, gone = now - since, done - before
        if total <= 0 or done >= total or gone <= 0 or passed < LEAST_S or steps < LEAST_STEPS:
            return self.now() if 0 < done < total else None
        fresh = (total - done) * passed / gone
        if self._left is None:
            self._left = fresh
        else:
            run_on = max(0.0, self._left - (now - self._at))
            self._left = run_on + TRUST * (fresh - run_on)
        self._at = now
        return self._left

    def now(self) -> float | None:
        """The seconds that are left now, where nothing has been heard for a while; None once it should be over."""
        if self._left is None or (left := self._left - (self._clock() - self._at)) <= 0:
            return None
        return left


def left_words(seconds: float | None) -> str:
    """' · 3 min left'; '' for None. Rounded the more, the longer it is."""
    if seconds is None:
        return ""
    if seconds < 10:
        return " · a few seconds left"
    if seconds < 55:
        return f" · {10 * max(1, round(seconds / 10))} s left"
    if seconds < 99 * 60:
        return f" · {max(1, round(seconds / 60))} min left"
    return f" · {round(seconds / 3600)} h left"


class Progress:
    """The words for several kinds of work at a time: '12% · 3 min left'."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kinds: dict[str, Remaining] = {}

    def words(self, kind: str, done: int, total: int) -> str:
        """How far one kind of work is, '' where its size is not known."""
        if total <= 0:
            return ""
        left = self._kinds.setdefault(kind, Remaining(self._clock)).note(done, total)
        return _far(done, total, left)

    def still(self, kind: str, done: int, total: int) -> str:
        """The same where nothing new has been heard: only the time goes on."""
        left = self._kinds[kind].now() if kind in self._kinds else None
        return _far(done, total, left) if total > 0 else ""

    def left(self, kind: str, done: int, total: int) -> str:
        """Only the time: ' · 3 min left', or ''."""
        return left_words(self._kinds.setdefault(kind, Remaining(self._clock)).note(done, total)) if total > 0 else ""

    def over(self, kind: str) -> None:
        """It has ended; what comes under this name later is other work."""
        self._kinds.pop(kind, None)


def _far(done: int, total: int, left_s: float | None) -> str:
    return f"{min(1.0, done / total):.0%}{left_words(left_s)}"
