"""Tables: columns side by side where they fit, else each row as a list of what its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.strip import Strip

from tui.drawing.paint import blank, strip, wrap
from tui.themes import Palette

NARROWEST = 8  # cells of a column that has to break its words


@dataclass(frozen=True, slots=True)
class Shape:
    """The widths of the columns in cells; none where they do not fit beside each other."""

    widths: tuple[int, ...]
    room: int = 0

    @classmethod
    def of(cls, rows: Sequence[Sequence[Text]], room: int) -> Shape:
        """How a table stands in `room` cells, the bars between its columns included: the widest give way first."""
        columns = max(len(row) for row in rows)
        wanted = [max((row[c].cell_len for row in rows if c < len(row)), default=1) for c in range(columns)]
        widths = _share(wanted, max(columns, room - 3 * (columns - 1)))
        if any(width < min(wish, NARROWEST) for width, wish in zip(widths, wanted, strict=True)):
            return cls((), room)
        return cls(tuple(widths), room)


def table_row(
    names: Sequence[Text], row: Sequence[Text], shape: Shape, lead: Text, palette: Palette, *, head: bool = False
) -> list[Strip]:
    """One row of a table below the names of its columns; the row of the names themselves where `head` says so."""
    if not shape.widths:
        return (_caption if head else _listed)(names, row, shape, lead, palette)
    bar = Text(" │ ", palette.style("rule"))
    texts = [cell.copy() for cell in row]
    for text in texts if head else ():
        text.stylize("bold")
    cells = [wrap(texts[c], size) if c < len(texts) else [blank()] for c, size in enumerate(shape.widths)]
    lines: list[Strip] = []
    for line in range(max(len(cell) for cell in cells)):
        parts = [strip(lead)]
        for c, size in enumerate(shape.widths):
            if c:
                parts.append(strip(bar))
            part = cells[c][line] if line < len(cells[c]) else blank()
            parts.append(part.extend_cell_length(size))
        lines.append(Strip.join(parts))
    return lines


def table_rule(shape: Shape, lead: Text, palette: Palette) -> list[Strip]:
    """The line below the names of the columns; each listed row brings its own."""
    if not shape.widths:
        return []
    return [strip(Text.assemble(lead, ("─┼─".join("─" * size for size in shape.widths), palette.style("rule"))))]


def _caption(names: Sequence[Text], row: Sequence[Text], shape: Shape, lead: Text, palette: Palette) -> list[Strip]:
    """What the columns are called, on a line above the rows."""
    caption = Text(" · ", palette.style("muted")).join(name.copy() for name in names)
    caption.stylize("bold")
    return wrap(caption, lead.cell_len + shape.room, lead)


def _listed(names: Sequence[Text], row: Sequence[Text], shape: Shape, lead: Text, palette: Palette) -> list[Strip]:
    """'name: cell' line by line, below a rule."""
    lines = [strip(Text.assemble(lead, ("─" * max(3, min(shape.room, 24)), palette.style("rule"))))]
    for index, cell in enumerate(row):
        name = names[index].copy() if index < len(names) else Text()
        name.stylize("bold")
        text = Text.assemble(name, ": " if name.plain else "", cell)
        lines += wrap(text, lead.cell_len + shape.room, lead, Text.assemble(lead, "  "))
    return lines


def _share(widths: Sequence[int], room: int) -> list[int]:
    found = [max(1, min(width, room)) for width in widths]
    while sum(found) > room and max(found) > 1:
        widest = found.index(max(found))
        second = max((w for i, w in enumerate(found) if i != widest), default=1)
        found[widest] -= max(1, min(sum(found) - room, found[widest] - second))
    return found
