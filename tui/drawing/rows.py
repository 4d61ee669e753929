"""A row of a table within a trace: its name, what it is about, and at the right its figures, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.paint import fit, strip, wrap
from tui.themes import Palette

CELLS = 6  # of a column, the space in front of its figure included
LEAST_WORDS, MOST_WORDS = 28, 60
"""Cells for what a row is about: what is longer stands on lines of its own where there are fewer; more stay empty."""


def row_lines(name: Text, words: str, figures: Sequence[str], width: int, colours: Palette, most: int) -> list[Strip]:
    """The lines of one row.

    Args:
        name: what stands in front of it; as wide for each row of a table.
        words: what it is about, '' for nothing.
        figures: as many for each row of a table.
        width: cells of a line.
        colours: the theme's.
        most: lines of `words` at most, where they stand above the figures.
    """
    room = max(CELLS, width - name.cell_len)
    shown = _that_fit(figures, room // CELLS)
    left = room - CELLS * len(shown)
    words = one_line(words, 400)
    above: list[Strip] = []
    if left < LEAST_WORDS and cell_len(words) >= left:
        above = wrap(Text(words, colours.style("text")), width - 1, name, Text(" " * name.cell_len))
        if len(above) > most:
            kept = fit(words, most * (room - 1)).rstrip()
            above = wrap(Text(kept, colours.style("text")), width - 1, name, Text(" " * name.cell_len))[:most]
        name, words = Text(" " * name.cell_len), ""
    line = Text.assemble(name, (fit(words, max(0, min(left - 1, MOST_WORDS))), colours.style("text")))
    for number, figure in enumerate(shown):
        look = colours.style("text", bold=number == len(shown) - 1)
        line.append(fit(one_line(figure, CELLS), CELLS - 1).strip().rjust(CELLS), look)
    return [*above, strip(line)]


def _that_fit(figures: Sequence[str], columns: int) -> Sequence[str]:
    """All figures, or the first and the last ones where there is no room for those between."""
    if len(figures) <= columns:
        return figures
    return figures[-1:] if columns < 2 else (*figures[:1], *figures[len(figures) - columns + 1 :])
