"""Takes less, step by step, while the processor is too hot, and as much as before once it has cooled."""

from __future__ import annotations

STEP_S = 2.0  # the least time between two steps: what a step does shows a little later
COOLER_C = 5.0  # below the limit by so much it counts as cooled; in between everything stays
PAUSE_S = 0.05  # for each step
MOST_STEPS = 8


class Heat:
    """Counts steps up and down. Each takes one thread away, as long as there are several, and adds a pause.

    Args:
        limit_c: degrees Celsius from which on it is too hot; 0 means never.
    """

    def __init__(self, limit_c: float) -> None:
        self._limit_c = limit_c
        self._stepped_s = float("-inf")
        self.steps = 0

    def note(self, temperature_c: float | None, now_s: float) -> None:
        """Take notice of a reading. Readings that follow each other within two seconds are one step at most.

        Args:
            temperature_c: None where the system does not tell; then nothing is known to be too hot.
            now_s: on a clock that only ever grows.
        """
        if not self._limit_c or temperature_c is None:
            self.steps = 0
            return
        waited_s = now_s - self._stepped_s
        if waited_s < STEP_S:
            return
        if temperature_c >= self._limit_c:
            self.steps = min(MOST_STEPS, self.steps + 1)
        elif self.steps and temperature_c < self._limit_c - COOLER_C:
            self.steps = max(0, self.steps - int(waited_s / STEP_S))  # nobody may have asked for a while
        else:
            return
        self._stepped_s = now_s

    def threads(self, usual: int) -> int:
        """What is left of so many threads, at least 1."""
        return max(1, usual - self.steps)

    def pause_s(self) -> float:
        """Seconds to rest before each token."""
        return PAUSE_S * self.steps
