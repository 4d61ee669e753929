"""Nodes and their labels onto cells, so that no label lies on another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from tui.drawing.clean import one_line
from tui.drawing.paint import cut
from tui.graphview.graph import Graph, Node
from tui.graphview.layout import Positions

LABEL_CELLS = 40
MIDDLE_CELLS = 20
NARROW_CELLS = 24  # at most, where a third of the width would say too little
SHORT_CELLS = 10
STEPS = sorted(
    ((dx, dy) for dy in range(-4, 5) for dx in range(-12, 13, 2)),
    key=lambda step: (abs(step[0]) + 3 * abs(step[1]), step),
)
"""Where else a node may go, the nearest first: a line is about as far as three cells of one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node's sign stands, and its label: '' where there was no room for one."""

    x: int
    y: int
    label: str
    label_x: int

    @property
    def cells(self) -> tuple[int, int]:
        """The first cell that is taken, and the one behind the last."""
        if not self.label:
            return self.x, self.x + 1
        return min(self.x, self.label_x), max(self.x + 1, self.label_x + cell_len(self.label))


def place(graph: Graph, positions: Positions, width: int, height: int) -> dict[str, Spot]:
    """The spot of each node, the weightiest first; a node without any room is left out."""
    taken: list[list[tuple[int, int]]] = [[] for _ in range(height)]
    spots: dict[str, Spot] = {}
    longest = min(LABEL_CELLS, max(NARROW_CELLS, width // 3), max(1, width - 3))
    for node in sorted(graph.nodes, key=lambda node: -node.weight):
        at = positions[node.id]
        x, y = 1 + round(at[0] * max(0, width - 3)), round(at[1] * max(0, height - 1))
        for spot in _candidates(node, x, y, width, height, longest):
            begin, end = spot.cells
            if all(end < left or begin > right for left, right in taken[spot.y]):  # a blank cell between them
                taken[spot.y].append((begin, end))
                spots[node.id] = spot
                break
    return spots


def _candidates(node: Node, x: int, y: int, width: int, height: int, longest: int) -> Iterator[Spot]:
    label = one_line(node.label, 2 * LABEL_CELLS)
    for room in sorted({longest, min(longest, MIDDLE_CELLS), min(longest, SHORT_CELLS), 0}, reverse=True):
        text = cut(label, room) if room else ""
        for dx, dy in STEPS:
            if not (0 <= y + dy < height and 0 <= x + dx < width):
                continue
            for label_x in (x + dx + 2, x + dx - 1 - cell_len(text)) if text else (x + dx,):
                if label_x >= 0 and label_x + cell_len(text) <= width:
                    yield Spot(x + dx, y + dy, text, label_x)
