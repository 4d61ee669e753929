"""Jump mode: every place that can be gone to gets a letter, and one key goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

HANDY = "asdfghjklqwertyuiopzxcvbnm"
"""Letters in the order in which they lie under the fingers; after them the capitals."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place on the screen; one that has a name is out of sight, and stands nowhere."""

    x: int  # the cell that its letter covers
    y: int
    go: Callable[[], None]
    wish: str = ""  # the letter that it should have
    name: str = ""


def lettered(targets: Iterable[Target]) -> Mapping[str, Target]:
    """A letter for each target, first come, first served; those for which no letter is left have none."""
    found: dict[str, Target] = {}
    waiting: list[Target] = []
    for target in targets:
        if target.wish and target.wish not in found:
            found[target.wish] = target
        else:
            waiting.append(target)
    left = [letter for letter in (*HANDY, *HANDY.upper()) if letter not in found]
    found.update(zip(left, waiting, strict=False))
    return found
