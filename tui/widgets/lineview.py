"""The base of every pane that shows text: blocks drawn by lines, only those in sight, with estimated heights elsewhere.

A pane of 5,000 messages or 200,000 lines opens at once, because a block is drawn when it comes into sight and its
height is only guessed until then. When a guess was wrong, what is on the screen stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.events import MouseEvent, Resize
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui import actions
from tui.drawing.heights import Heights
from tui.drawing.paint import fill
from tui.drawing.selecting import extracted, selected

LEAP = 2  # a leap is this part of what is in sight
DRAWN_BLOCKS = 600  # blocks whose strips are kept; a large terminal shows at most 200


class LineView(ScrollView, can_focus=True):
    """Shows blocks 0 to `count() - 1`. Subclasses say how many there are, guess heights, and draw one."""

    DEFAULT_CSS = """
    LineView { overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("lines", priority=True)]
    MARGIN = 0
    """Cells at the left that hold bars and line numbers, and no text."""

    FOLLOW = False
    """Whether the pane stays at its end while it grows, until the user scrolls away."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._heights = Heights()
        self._measured: set[int] = set()
        self._drawn: LRUCache[int, list[Strip]] = LRUCache(DRAWN_BLOCKS)
        self._width = 0
        self._settling = False
        self._base: Style | None = None
        self._painting = False
        self.following = self.FOLLOW
        self.hold = -1  # while following: the block that stays in sight, however much comes below it
        self.leaping = False  # while following: the end runs into empty space, and the view moves by a good part of it
        self._leapt = 0  # the first line in sight after the last leap

    # --- what a subclass says -----------------------------------------------------------------------------------

    def count(self) -> int:
        """How many blocks there are."""
        raise NotImplementedError

    def estimate(self, index: int, width: int) -> int:
        """A guess at the height of block `index` in lines, quickly."""
        raise NotImplementedError

    def estimates(self, width: int) -> list[int]:
        """The guesses for all blocks."""
        return [self.estimate(index, width) for index in range(self.count())]

    def draw(self, index: int, width: int) -> list[Strip]:
        """The lines of block `index`, each at most `width` cells."""
        raise NotImplementedError

    # --- what the owner of the data calls -----------------------------------------------------------------------

    def rebuild(self) -> None:
        """The blocks are others now, or the width or the colours have changed."""
        self._width = self.scrollable_content_region.width
        self._drawn.clear()
        self._measured.clear()
        width = max(1, self._width)
        self._heights = Heights(self.estimates(width))
        self.settle()
        self.refresh()

    def recolour(self) -> None:
        """Everything has other colours; no line has moved."""
        self._drawn.clear()
        self.refresh()

    def redraw(self, *indices: int) -> None:
        """These blocks look different now; others stay as they are. Only lines that differ go to the terminal."""
        before, y = self._in_sight(), round(self.scroll_y)
        for index in indices:
            self._drawn.discard(index)
            self._measured.discard(index)
        self.settle()
        if y != round(self.scroll_y):
            return  # scrolling has refreshed everything
        after = self._in_sight()
        if len(before) != len(after):
            self.refresh()
            return
        for row, (old, new) in enumerate(zip(before, after, strict=True)):
            if old is not new and old != new:
                self.refresh(Region(0, row, self.size.width, 1))

    def _in_sight(self) -> list[Strip | None]:
        """The lines that are in sight; None below the last one, and where a block is not drawn yet."""
        top, found = round(self.scroll_y), list[Strip | None]()
        rows = min(self.page_height, self._heights.total - top) if self._width and len(self._heights) else 0
        while len(found) < rows:
            index, row = self._heights.find(top + len(found))
            lines = self._drawn.get(index) or ()
            found += [*lines[row:], *[None] * (self._heights[index] - max(row, len(lines)))]
        return [*found[:rows], *[None] * (self.page_height - max(0, rows))]

    def grown(self) -> None:
        """Blocks were added below."""
        for index in range(len(self._heights), self.count()):
            self._heights.append(self.estimate(index, max(1, self._width)))
        self.settle()
        self.refresh()

    def show_block(self, index: int, line: int = 0, *, margin: int = 0) -> None:
        """Bring line `line` of block `index` into sight, moving as little as possible."""
        if not 0 <= index < len(self._heights) or not self._width:
            return
        for near in range(max(0, index - 1), index + 1):
            self._measure(near)
        y = self._heights.top(index) + line
        top, height = round(self.scroll_y), self.page_height
        if y - margin < top:
            self.go_to(y - margin)
        elif y + margin >= top + height:
            self.go_to(y + margin - height + 1)

    def lines_in_sight(self) -> Iterator[tuple[int, int, int]]:
        """Of each line in sight: its block, its number in the block, and the row of the pane."""
        top = round(self.scroll_y)
        for row in range(min(self.page_height, self._heights.total - top) if self.region.area else 0):
            yield *self._heights.find(top + row), row

    def line_of(self, event: MouseEvent) -> int:
        """The line under the mouse, counted from the first block's; -1 on the frame and below the last one."""
        offset = event.get_content_offset(self)
        line = round(self.scroll_y) + offset.y if offset is not None else -1
        return line if line < self._heights.total else -1

    def action_half_page(self, direction: int) -> None:
        self.scroll_relative(y=direction * max(1, self.page_height // 2), animate=False, force=True)

    def action_top(self) -> None:
        self.go_to(0)

    def action_bottom(self) -> None:
        self.hold, self.following = -1, True  # so that the last lines are measured, wherever they were guessed to be
        self.settle()
        self.following = self.FOLLOW

    # --- heights ------------------------------------------------------------------------------------------------

    @property
    def page_height(self) -> int:
        """Lines in sight."""
        return max(1, self.scrollable_content_region.height)

    def go_to(self, y: int) -> None:
        """Scroll so that line `y` is the first in sight, at once."""
        self.scroll_to(y=max(0, y), animate=False, force=True)
        self.settle()

    def _measure(self, index: int) -> int:
        if index not in self._measured:
            self._heights.set(index, len(self.lines_of(index)))
            self._measured.add(index)
        return self._heights[index]

    def lines_of(self, index: int) -> list[Strip]:
        """The strips of block `index`, drawn if they are not at hand."""
        lines = self._drawn.get(index)
        if lines is None:
            width, base = max(1, self._width), self._base_style()
            lines = [fill(line, width, base) for line in self.draw(index, width)]
            self._drawn[index] = lines
        return lines

    def settle(self) -> None:
        """Draw what is in sight, correct the guesses, and keep the view where it was."""
        if self._settling or not self._width:
            return
        self._settling = True
        try:
            y = self._settle_end() if self.following else self._settle_here()
            beneath = y + self.page_height if self.following and self.leaping else 0  # empty space is in sight too
            self._resize_content(Size(self._width, max(self._heights.total, beneath)))
            if y != round(self.scroll_y):
                # not scroll_to(), which ends animations: Textual would fall over the one that has brought us here
                self.scroll_target_y = self.scroll_y = y
        finally:
            self._settling = False

    def _resize_content(self, size: Size) -> None:
        if size == self.virtual_size:
            return
        if (size.height > self.page_height) != (self.virtual_size.height > self.page_height):
            self.virtual_size = size  # the scrollbar comes or goes
        else:  # without the layout of the whole screen, which the reactive would ask for at every growing line
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)

    def _settle_end(self) -> int:
        need = self.page_height
        for index in range(len(self._heights) - 1, -1, -1):
            need -= self._measure(index)
            if need <= 0:
                break
        end = self._heights.total - self.page_height
        if 0 <= self.hold < len(self._heights) and self._heights.top(self.hold) < end:
            self._measure_from(self.hold, self.page_height)
            end = min(self._heights.total - self.page_height, self._heights.top(self.hold))
        elif self.leaping:
            end = self._leap(end)
        return max(0, end)

    def _leap(self, end: int) -> int:
        """Where a view rests whose last line is at its bottom from `end` on: each line that moves it costs a screen."""
        ahead = self.page_height // LEAP
        if not end <= self._leapt <= end + ahead:  # no room is left, or the text is another one
            self._leapt = end + ahead if end > 0 else 0
        return self._leapt

    def _measure_from(self, index: int, lines: int) -> None:
        while lines > 0 and index < len(self._heights):
            lines -= self._measure(index)
            index += 1

    def _settle_here(self) -> int:
        if not len(self._heights):
            return 0
        index, row = self._heights.find(round(self.scroll_y))
        if index not in self._measured:
            below = self._heights[index] - row
            row = max(0, self._measure(index) - below) if row else 0
        y = self._heights.top(index) + row
        self._measure_from(index, self.page_height + row)
        return max(0, min(y, self._heights.total - self.page_height))

    # --- Textual ------------------------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        if self.scrollable_content_region.width != self._width:
            fraction = self._place()
            self.rebuild()
            self._return_to(fraction)
        else:
            self.settle()

    def _place(self) -> tuple[int, int]:
        return self._heights.find(round(self.scroll_y)) if len(self._heights) else (0, 0)

    def _return_to(self, place: tuple[int, int]) -> None:
        if not self.following and place[0] < len(self._heights):
            self.go_to(self._heights.top(place[0]) + min(place[1], max(0, self._heights[place[0]] - 1)))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._settling:
            if self.FOLLOW:
                self.hold = -1  # the user has moved: what was held is let go
                end = self._heights.total - self.page_height
                self.following = round(new_value) >= (max(end, self._leapt) if self.leaping else end)
            self.settle()

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Textual moves the thumb of a scrollbar that is shown already, and of no other."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._base = None
        self._drawn.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """A line to paint; where Textual asks what is under the mouse, the places of its letters come with it."""
        line, number = self._line(y), round(self.scroll_y) + y
        if not self._painting:
            return line.apply_offsets(0, number)
        span = self.text_selection.get_span(number) if self.text_selection is not None else None
        return selected(line, span, self.screen.get_component_rich_style("screen--selection")) if span else line

    def line_text(self, number: int) -> str:
        """What stands in a line, counted from the first block's, with bars and line numbers."""
        if not 0 <= number < self._heights.total:
            return ""
        index, row = self._heights.find(number)
        lines = self.lines_of(index)
        return lines[row].text if row < len(lines) else ""

    def margin(self) -> int:
        """Cells at the left that are not copied with a selection."""
        return self.MARGIN

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without what is drawn at the left of it."""
        return extracted(selection, self._heights.total, self.line_text, self.margin()), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def _line(self, y: int) -> Strip:
        width, base = self._width or self.size.width, self._base_style()
        line = round(self.scroll_y) + y
        if not self._width:  # it has no place on the screen yet: drawn one cell wide, a text would have a line a letter
            return Strip.blank(width, base)
        if not 0 <= line < self._heights.total:
            return Strip.blank(width, base)
        index, row = self._heights.find(line)
        lines = self.lines_of(index)
        return lines[row] if row < len(lines) else Strip.blank(width, base)

    def _base_style(self) -> Style:
        if self._base is None:  # asking Textual walks the whole tree of styles: once is enough
            style = self.rich_style
            self._base = Style(color=style.color, bgcolor=style.bgcolor)
        return self._base
