"""Pages that explain: titles, paragraphs, names with their meaning, and simple tables, drawn at any width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.text import Text
from textual.strip import Strip

from tui.drawing.paint import blank, fit, strip, wrap
from tui.themes import Palette


class Part(Protocol):
    """Something that can be drawn on a page."""

    def draw(self, width: int, palette: Palette) -> list[Strip]: ...


@dataclass(frozen=True, slots=True)
class Title:
    """A heading, with an empty line above it."""

    text: str

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        return [blank(), *wrap(Text(self.text, palette.style("primary", bold=True)), width)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `colour` is a name of the palette."""

    text: str
    colour: str = "text"

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        return wrap(Text(self.text, palette.style(self.colour)), width)


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and what it means; names of one page share a width."""

    name: str
    meaning: str
    name_width: int = 14
    colour: str = "mark"

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        names = min(self.name_width, width // 2)
        first = Text(fit(self.name, names) + "  ", palette.style(self.colour, bold=True))
        if len(self.name) > names:
            first = Text(self.name + "  ", palette.style(self.colour, bold=True))
        return wrap(Text(self.meaning, palette.style()), width, first, Text(" " * (names + 2)))


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table. The columns have the widths given; the last one takes what is left and wraps."""

    cells: Sequence[str]
    widths: Sequence[int]
    bold: bool = False
    colour: str = "text"

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        style = palette.style(self.colour, bold=self.bold)
        first = Text(
            "".join(fit(cell, size) + "  " for cell, size in zip(self.cells, self.widths, strict=False)), style
        )
        if len(self.cells) == len(self.widths):
            return [strip(first)]
        indent = min(first.cell_len, width // 2)
        return wrap(Text(self.cells[-1], style), width, first, Text(" " * indent))
