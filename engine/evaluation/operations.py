"""Operations of the kernel beside the same of its peers: how they are timed and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import native

REPEATS = 15
ENOUGH_S = 1.0  # of timing one operation; slow ones are repeated less often, three times at least
FEWEST = 3
UNITS = {"ms": 1e3, "us": 1e6}

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of ours and the same thing done by peers.

    Args:
        what: its name.
        ours: does it once.
        peers: by name; each does as much as `ours`.
        unit: 'ms' or 'us', of one item.
        items: how many items a call treats.
    """

    what: str
    ours: Call
    peers: Sequence[tuple[str, Call]]
    unit: str = "ms"
    items: int = 1

    def figure(self, seconds: float) -> float:
        """Seconds a call as units an item."""
        return seconds * UNITS[self.unit] / self.items

    def rows(self, levels: Sequence[str]) -> list[dict[str, Any]]:
        """Ours at each of the levels, each beside each peer; the kernel stays at the last level."""
        peers = [(name, self.figure(seconds(call))) for name, call in self.peers]
        found = []
        for level in levels:
            native.force_level(level)
            ours = self.figure(seconds(self.ours))
            for name, peer in peers:
                row = {"what": self.what, "level": level, "ours": ours, "peer": peer, "peer_name": name}
                found.append(row | {"unit": self.unit, "ratio": peer / ours})
        return found


def seconds(call: Call) -> float:
    """The median time of a call after one that warms up."""
    call()
    times: list[float] = []
    while len(times) < REPEATS and (len(times) < FEWEST or sum(times) < ENOUGH_S):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return sorted(times)[len(times) // 2]
