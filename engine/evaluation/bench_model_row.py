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


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement."""

    value: float
    cpu_ms: float = 0.0  # of the processor, for each token: what others do on the machine hardly shows in it


@dataclass(frozen=True, slots=True)
class Turns:
    """Measurements of both, taken in turn: as many of ours as of the peer's."""

    ours: tuple[Sample, ...]
    peer: tuple[Sample, ...]

    def medians(self) -> tuple[float, float]:
        """Ours, and the peer's."""
        return median(each.value for each in self.ours), median(each.value for each in self.peer)

    def ratio(self) -> float:
        """Ours by the peer's: the median over the rounds, for both of a round meet the same machine."""
        return median(more_is_better(*pair) for pair in self._pairs(lambda each: each.value))

    def cpu_ratio(self) -> float:
        """The peer's processor time by ours, likewise."""
        return median(less_is_better(*pair) for pair in self._pairs(lambda each: each.cpu_ms))

    def speed_row(self, what: str, peer_name: str, least: float = 0.0) -> Row:
        """The row of a speed, with what it takes of the processor.

        Args:
            least: the ratio that is wished for; 0 for none.
        """
        ours, peer = self.medians()
        ratio = self.ratio()
        more = {"rounds": len(self.ours), "cpu_ratio": self.cpu_ratio()}
        more |= {"cpu_ms": median(each.cpu_ms for each in self.ours)}
        more |= {"peer_cpu_ms": median(each.cpu_ms for each in self.peer)}
        reach, reached = (f">= {least}", ratio >= least) if least else ("", None)
        return Row(what, ours, peer, peer_name, "tokens/s", ratio, reach, reached, more)

    def _pairs(self, of: Callable[[Sample], float]) -> list[tuple[float, float]]:
        return [(of(ours), of(peer)) for ours, peer in zip(self.ours, self.peer, strict=True)]


def in_turn(ours: Callable[[int], Sample], peer: Callable[[int], Sample], rounds: int, budget_s: float) -> Turns:
    """Both measured in turn, with the number of the round.

    Args:
        ours: measures once.
        peer: the same.
        rounds: at most.
        budget_s: no further round begins once so many seconds have gone by; one there is always.
    """
    found: list[tuple[Sample, Sample]] = []
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
    return Turns(tuple(each[0] for each in found), tuple(each[1] for each in found))
