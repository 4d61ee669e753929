"""From node to node by direction."""

from __future__ import annotations

from collections.abc import Mapping

from tui.graphview.placing import Spot

ASPECT = 2.0  # a cell is about twice as high as wide
ASIDE = 2.0  # how much further something seems that lies to the side


def towards(spots: Mapping[str, Spot], here: str, dx: int, dy: int) -> str:
    """The nearest node in a direction (one of -1, 0 and 1 for each axis); '' where there is none.

    What lies more ahead than aside comes first; then whatever lies ahead at all.
    """
    start = spots.get(here)
    if start is None:
        return next(iter(spots), "")
    best, found = (True, float("inf")), ""
    for id_, spot in spots.items():
        right, down = float(spot.x - start.x), ASPECT * (spot.y - start.y)
        ahead, aside = (right * dx, abs(down)) if dx else (down * dy, abs(right))
        if id_ != here and ahead > 0:
            rank = aside > ahead, ahead + ASIDE * aside
            if rank < best:
                best, found = rank, id_
    return found
