"""How fast a chat model writes, from the pieces that arrive: one is a token, nearly always."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_S = 4.0
LEAST_S = 0.5  # a shorter time says nothing


class Pace:
    """Pieces a second over the last few seconds; 0 while no model writes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque()
        self._writing = False

    def begin(self) -> None:
        """A model begins to write."""
        self._times.clear()
        self._writing = True

    def piece(self) -> float:
        """A piece has arrived; the pace now."""
        if not self._writing:
            return 0.0
        now = self._clock()
        self._times.append(now)
        while now - self._times[0] > WINDOW_S:
            self._times.popleft()
        passed = now - self._times[0]
        return (len(self._times) - 1) / passed if passed >= LEAST_S else 0.0

    def end(self) -> None:
        """The model is done."""
        self._writing = False
