"""From a key to the screen: a sign that stands nowhere else is typed, and the screen looked at until it is there."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from time import perf_counter, sleep

from engine.evaluation.bench_tui_terminal import Pane

SIGN = "~"
LINE = 40  # signs before the field is emptied: it stays as high as it was
PAUSE_S = (0.03, 0.09)  # between keys, by chance: in step with no timer of a program


class Typist:
    """Types signs into a program, one at a time."""

    def __init__(self, pane: Pane, seed: int) -> None:
        self._pane = pane
        self._chooser = random.Random(seed)
        self._typed = 0

    def key_ms(self) -> float:
        """Milliseconds from the key to the sign on the screen, after a pause that is not counted.

        Raises:
            NotShown: it did not come.
        """
        if self._typed == LINE:
            self.empty()
        sleep(self._chooser.uniform(*PAUSE_S))
        wanted = self._typed + 1
        began = perf_counter()
        self._pane.type(SIGN)
        self._pane.until(lambda shown: shown.count(SIGN) >= wanted, f"the sign {wanted}")
        self._typed = wanted
        return (perf_counter() - began) * 1000

    def empty(self) -> None:
        """Take the signs out of the field."""
        self._pane.press("C-u")
        self._pane.until(lambda shown: SIGN not in shown, "an empty field")
        self._typed = 0


def keys_ms(panes: Sequence[Pane], count: int) -> list[list[float]]:
    """Milliseconds of `count` keys in each program, typed in turn: what else the machine does falls on all."""
    typists = [Typist(pane, seed) for seed, pane in enumerate(panes)]
    found: list[list[float]] = [[] for _ in panes]
    for _ in range(count):
        for typist, times in zip(typists, found, strict=True):
            times.append(typist.key_ms())
    for typist in typists:
        typist.empty()
    return found


def timed_s(pane: Pane, act: Callable[[], None], wanted: Callable[[str], bool], what: str) -> float:
    """Seconds from an act until the screen is as wanted.

    Raises:
        NotShown: it never was.
    """
    began = perf_counter()
    act()
    pane.until(wanted, what)
    return perf_counter() - began
