"""One measured figure beside its peer's, and calls that are measured in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

LEAST = 1e-9  # of a divisor


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of ours and of a peer in the same run."""

    what: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    ratio: float  # above 1 where ours is better, whatever the unit
    reach: str = ""  # what is wished for, '' where nothing is
    reached: bool | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Plain data, with the further figures beside the rest."""
        said = {"what": self.what, "ours": self.ours, "peer": self.peer, "peer_name": self.peer_name}
        said |= {"unit": self.unit, "ratio": self.ratio}
        if self.reached is not None:
            said |= {"reach": self.reach, "reached": self.reached}
        return said | self.more


def more_is_better(ours: float, peer: float) -> float:
    """The ratio of speeds and the like."""
    return ours / max(peer, LEAST)


def less_is_better(ours: float, peer: float, least: float = LEAST) -> float:
    """The ratio of times and the like; figures below `least` can't be told apart and count as it."""
    return max(peer, least) / max(ours, least)


def in_turn(
    ours: Callable[[int], float], peer: Callable[[int], float], rounds: int, budget_s: float
) -> tuple[float, float, int]:
    """Medians of both, called in turn with the number of the round, and how many rounds there were.

    Args:
        ours: measures once.
        peer: the same.
        rounds: at most.
        budget_s: no further round begins once so many seconds have gone by; one there is always.
    """
    found: list[tuple[float, float]] = []
    began = perf_counter()
    for number in range(rounds):
        if found and perf_counter() - began > budget_s:
            break
        if number % 2:  # whoever comes second finds the machine warmer, and its clock lower
            second = peer(number)
            found.append((ours(number), second))
        else:
            first = ours(number)
            found.append((first, peer(number)))
    return median(each[0] for each in found), median(each[1] for each in found), len(found)
