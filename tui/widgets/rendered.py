"""A document in Markdown as it is meant to look; the block that holds the lit span has a bar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.strip import Strip

from tui import actions
from tui.drawing.clean import clean
from tui.drawing.markdown import Brush
from tui.drawing.paint import blank
from tui.drawing.segments import Piece
from tui.widgets.colours import palette
from tui.widgets.document import READING_WIDTH
from tui.widgets.lineview import LineView


class Rendered(LineView):
    """Pieces of a text, each drawn by itself."""

    MARGIN = 2
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("page", priority=True)]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._text = ""
        self._pieces: Sequence[Piece] = ()
        self._starts: list[int] = []
        self._lit: tuple[int, int] | None = None
        self._wanted = -1
        self._revealed = False

    def count(self) -> int:
        return len(self._pieces)

    def estimate(self, index: int, width: int) -> int:
        piece = self._pieces[index]
        return 1 + (piece.end - piece.start) // max(8, min(width, READING_WIDTH)) + piece.gap

    def draw(self, index: int, width: int) -> list[Strip]:
        piece, colours = self._pieces[index], palette(self)
        lit = self._lit is not None and piece.start < self._lit[1] and self._lit[0] < piece.end
        bar = Text("┃ " if lit else "  ", colours.style("accent", bold=True))
        source = clean(self._text[piece.start : piece.end])
        lines = Brush(colours).piece(source, min(width - 1, READING_WIDTH), bar)
        return [*([blank()] if piece.gap and index else []), *(lines or [blank()])]

    def show(self, text: str, pieces: Sequence[Piece]) -> None:
        """Another text, cut into pieces."""
        self._text, self._pieces = text, pieces
        self._starts = [piece.start for piece in pieces]
        self.rebuild()

    def light(self, span: tuple[int, int] | None, offset: int) -> None:
        """Mark the blocks that hold `span`, and bring the one with `offset` into sight."""
        before = self._rows(self._lit)
        self._lit = span
        self.redraw(*before, *self._rows(span))
        self._wanted = max(0, bisect_right(self._starts, offset) - 1) if self._starts else -1
        self._reveal()

    def offset_in_sight(self) -> int:
        """The offset of the first block in sight."""
        return self._starts[self._heights.find(round(self.scroll_y))[0]] if len(self._heights) else 0

    def rebuild(self) -> None:
        super().rebuild()
        self._revealed = self._wanted >= 0
        self._reveal()

    def _return_to(self, place: tuple[int, int]) -> None:
        if not self._revealed:  # else it would go back to where it was before there was a width
            super()._return_to(place)

    def _rows(self, span: tuple[int, int] | None) -> range:
        if span is None or not self._starts:
            return range(0)
        first = max(0, bisect_right(self._starts, span[0]) - 1)
        return range(first, max(first, bisect_right(self._starts, max(span[0], span[1] - 1)) - 1) + 1)

    def _reveal(self) -> None:
        if self._wanted < 0 or not self._width or self._wanted >= len(self._heights):
            return
        above = self.page_height // 3
        for _ in range(2):  # what came into sight above was only guessed before
            self.go_to(self._heights.top(self._wanted) - above)
        self._wanted = -1
