"""The text of a document by lines, with line numbers and lit spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui import actions
from tui.drawing.clean import visible
from tui.drawing.highlight import HIGHLIGHTER, Run, style_of
from tui.drawing.outline import label
from tui.drawing.pages import Pages
from tui.drawing.paint import rule, strip, wrap
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

READING_WIDTH = 110


class Document(LineView):
    """Rows of a text; one span is lit, others are underlined."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("page", priority=True)]

    @dataclass
    class Moved(Message):
        """Another part of the text is in sight."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.pages: Pages | None = None
        self.lit: tuple[int, int] | None = None
        self._spans: tuple[tuple[int, int], ...] = ()
        self._wanted: tuple[int, int] | None = None
        self._revealed = False
        self._language = ""
        self._runs: Sequence[Run] = ()
        self._run_starts: list[int] = []

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return len(self.pages.starts) if self.pages else 0

    def estimate(self, index: int, width: int) -> int:
        pages = self.pages
        return max(1, 1 + (pages.end(index) - pages.starts[index] - 2) // self._room(width)) if pages else 1

    def estimates(self, width: int) -> list[int]:
        pages, room = self.pages, self._room(width)
        if pages is None:
            return []
        ends = (*pages.starts[1:], len(pages.text))  # 200,000 lines: no call for each of them
        return [max(1, 1 + (end - start - 2) // room) for start, end in zip(pages.starts, ends, strict=True)]

    def _room(self, width: int) -> int:
        return max(8, min(width, READING_WIDTH) - self._gutter())

    def draw(self, index: int, width: int) -> list[Strip]:
        pages = self.pages
        if pages is None:
            return []
        width = min(width, READING_WIDTH)
        colours = palette(self)
        start, end = pages.starts[index], pages.end(index)
        text = Text(visible(pages.text[start:end].rstrip("\r\n")), colours.style())
        self._colour(text, start)
        for span in self._spans:
            self._stylize(text, span, start, colours.style("text", underline=True))
        if self.lit is not None:
            self._stylize(text, self.lit, start, colours.style("lit-text", on="lit", bold=True))
        first_of_line = index == 0 or pages.lines[index - 1] != pages.lines[index]
        number = str(pages.lines[index]) if first_of_line else ""
        size = self._gutter() - 3
        lines = []
        for row, line in enumerate(wrap(text, width - 1 - self._gutter())):
            sign = "┃ " if self._is_lit(line) else "  "  # meaning never by colour alone
            gutter = Text.assemble((f"{'' if row else number:>{size}} ", colours.style("muted")))
            gutter.append(sign, colours.style("accent", bold=True))
            lines.append(Strip.join([strip(gutter), line]))
        if (mark := pages.first_rows.get(index)) is not None:
            title = Text(label(mark), colours.style("primary", bold=True))
            lines.insert(0, rule(width - 1, colours.style("rule"), title))
        return lines

    def _colour(self, text: Text, start: int) -> None:
        """Code in its colours, as soon as it has been read."""
        if not self._language or self.pages is None:
            return
        runs = HIGHLIGHTER.runs(self._language, self.pages.text)
        if runs is not self._runs:
            self._runs, self._run_starts = runs, [0, *accumulate(length for length, _ in runs)]
        first = max(0, bisect_right(self._run_starts, start) - 1)
        for place, (length, kind) in zip(self._run_starts[first:], runs[first:], strict=False):
            if place >= start + len(text):
                break
            if (style := style_of(kind, palette(self))) is not None:
                self._stylize(text, (place, place + length), start, style)

    @staticmethod
    def _stylize(text: Text, span: tuple[int, int], start: int, style: Style) -> None:
        first, last = max(0, span[0] - start), min(len(text), span[1] - start)
        if first < last:
            text.stylize(style, first, last)

    def _is_lit(self, line: Strip) -> bool:
        lit = palette(self).style(on="lit").bgcolor
        return any(s.style and s.style.bgcolor == lit for s in line)

    def margin(self) -> int:
        return self._gutter()

    def _gutter(self) -> int:
        return len(str(self.pages.count_lines)) + 3 if self.pages else 4

    # --- what the viewer calls ----------------------------------------------------------------------------------

    def show(self, pages: Pages, spans: Sequence[tuple[int, int]], language: str = "") -> None:
        """The text and the spans of its citations; code by the name of its language."""
        self.pages, self._spans, self._language = pages, tuple(spans), language
        self.rebuild()

    def go(self, offset: int) -> None:
        """Bring what stands at `offset` into sight, a third from the top; what is lit stays lit."""
        self._wanted = (offset, offset + 1)
        self._reveal()

    def light(self, span: tuple[int, int]) -> None:
        """Light a span and bring its beginning into sight, a third from the top."""
        pages = self.pages
        if pages is None:
            return
        touched = set(self._rows(self.lit)) | set(self._rows(span))
        self.lit = span
        self._wanted = span
        self.redraw(*touched)
        self._reveal()

    def _rows(self, span: tuple[int, int] | None) -> range:
        if span is None or self.pages is None:
            return range(0)
        return range(self.pages.row_at(span[0]), self.pages.row_at(max(span[0], span[1] - 1)) + 1)

    def _reveal(self) -> None:
        if self.pages is None or self._wanted is None or not self._width:
            return
        first = self._rows(self._wanted)[0]
        above = self.page_height // 3
        self.go_to(self._heights.top(first) - above)
        # what came into sight above was only guessed before: look again with the true heights
        row = self._line_of_lit(first) if self._wanted == self.lit else 0
        self.go_to(self._heights.top(first) + row - above)
        self._wanted = None

    def _line_of_lit(self, index: int) -> int:
        """In a row of many lines, the first one that is lit."""
        for number, line in enumerate(self.lines_of(index)):
            if self._is_lit(line):
                return number
        return 0

    def rebuild(self) -> None:
        super().rebuild()
        self._revealed = self._wanted is not None
        self._reveal()

    def _return_to(self, place: tuple[int, int]) -> None:
        if not self._revealed:  # else it would go back to where it was before there was a width
            super()._return_to(place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved())

    def offset_in_sight(self) -> int:
        """The offset of the first row in sight."""
        if self.pages is None or not len(self._heights):
            return 0
        return self.pages.starts[self._heights.find(round(self.scroll_y))[0]]

    def share_in_sight(self) -> float:
        """How much of the text is above the last line in sight, from 0 to 1."""
        total = self._heights.total
        return min(1.0, (round(self.scroll_y) + self.page_height) / total) if total else 1.0

    def line_in_sight(self) -> tuple[int, int]:
        """The line that counts as 'here' and its offset: the lit one while it is in sight, else the first."""
        pages = self.pages
        if pages is None or not len(self._heights):
            return 0, 0
        top = round(self.scroll_y)
        if self.lit is not None:
            row = pages.row_at(self.lit[0])
            if (
                top <= self._heights.top(row) + self._heights[row] - 1
                and self._heights.top(row) < top + self.page_height
            ):
                return pages.lines[row], self.lit[0]
        row = self._heights.find(top)[0]
        return pages.lines[row], pages.starts[row]
