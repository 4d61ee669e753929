"""A graph as lines of cells: edges below, signs and labels above, the selected node and what it is joined to lit."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.paint import strip
from tui.graphview.canvas import Canvas
from tui.graphview.graph import SIGNS, Graph
from tui.graphview.placing import Spot
from tui.themes import Palette

CELLS_AN_EDGE = 60  # of the picture; of more edges the lightest are drawn once an end of theirs is selected
LABEL_CELLS = 8  # of an edge
LAYERS = {"far": "rule", "near": "muted", "lit": "accent"}
"""The colour of each layer of lines."""


def draw(
    graph: Graph, spots: Mapping[str, Spot], selected: str, width: int, height: int, colours: Palette, *, focused: bool
) -> list[Strip]:
    """`height` lines of at most `width` cells."""
    canvas = _edges(graph, spots, selected, width, height)
    rows: list[list[tuple[str, Style]]] = [
        [
            (sign, colours.style(LAYERS[layer])) if layer else (" ", Style.null())
            for sign, layer in (canvas.at(x, y) for x in range(width))
        ]
        for y in range(height)
    ]
    near = {other for other, _ in graph.edges_of(selected)}
    _labels(graph, spots, selected, rows, colours)
    for node in graph.nodes:
        if (spot := spots.get(node.id)) is None:
            continue
        here, close = node.id == selected, node.id in near
        begin, end = spot.cells
        for x in range(max(0, begin - 1), min(width, end + 1)):
            rows[spot.y][x] = (" ", Style.null())
        sign = colours.style("accent" if here else "mark" if node.kind != "near" else "text", bold=here or close)
        look = colours.style(
            "accent" if here else "text" if close or node.kind != "near" else "muted",
            bold=here or node.kind != "near",
            reverse=here and focused,
        )
        rows[spot.y][spot.x] = ("◉" if here else SIGNS[node.kind], sign)
        _write(rows[spot.y], spot.label_x, spot.label, look)
    return [_strip(row) for row in rows]


def _edges(graph: Graph, spots: Mapping[str, Spot], selected: str, width: int, height: int) -> Canvas:
    canvas = Canvas(width, height)
    usual = median(edge.weight for edge in graph.edges) if graph.edges else 0.0
    heaviest = sorted(graph.edges, key=lambda edge: (selected in (edge.one, edge.other), edge.weight))
    shown = max(width * height // CELLS_AN_EDGE, sum(selected in (edge.one, edge.other) for edge in graph.edges))
    for edge in heaviest[-shown:] if shown else ():
        one, other = spots.get(edge.one), spots.get(edge.other)
        if one is None or other is None:
            continue
        weak = edge.weight < usual  # these are dotted
        layer = "lit" if selected in (edge.one, edge.other) else "far" if weak else "near"
        canvas.line((one.x, one.y), (other.x, other.y), layer, every=3 if weak else 1)
    return canvas


def _labels(
    graph: Graph, spots: Mapping[str, Spot], selected: str, rows: list[list[tuple[str, Style]]], colours: Palette
) -> None:
    """The labels of the selected node's edges, in the middle of each."""
    here = spots.get(selected)
    for other, edge in graph.edges_of(selected):
        there = spots.get(other)
        if here is None or there is None or abs(here.x - there.x) + 2 * abs(here.y - there.y) < 8:
            continue
        text = one_line(edge.label, LABEL_CELLS)
        x, y = (here.x + there.x - len(text)) // 2, (here.y + there.y) // 2
        if x >= 0 and x + cell_len(text) <= len(rows[y]):
            _write(rows[y], x, text, colours.style("accent"))


def _write(row: list[tuple[str, Style]], x: int, text: str, look: Style) -> None:
    """Text into a row; behind a character that is two cells wide the next cell holds nothing."""
    for sign in text:
        cells = cell_len(sign)
        if not cells or x + cells > len(row):
            continue
        row[x] = (sign, look)
        for behind in range(x + 1, x + cells):
            row[behind] = ("", look)
        x += cells


def _strip(row: list[tuple[str, Style]]) -> Strip:
    """Neighbouring cells of one style together."""
    line = Text()
    begin = 0
    for x in range(1, len(row) + 1):
        if x == len(row) or row[x][1] != row[begin][1]:
            line.append("".join(sign for sign, _ in row[begin:x]), row[begin][1])
            begin = x
    return strip(line)
