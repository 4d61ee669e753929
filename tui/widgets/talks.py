"""The list of conversations, drawn by lines: thousands open at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui.drawing.paint import wrap
from tui.drawing.talks import draw, height
from tui.talklist import Row
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView


class Talks(LineView, can_focus=False):
    """Rows with a cursor; the field above them keeps the focus."""

    @dataclass
    class Picked(Message):
        """A row was clicked."""

        row: Row

    def __init__(self, here: int | None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """`here` is the conversation behind the list."""
        super().__init__(id=id)
        self._here = here
        self._title: str | None = None
        self.rows: Sequence[Row] = ()
        self.empty = ""
        self.cursor = 0

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self.rows))

    def estimate(self, index: int, width: int) -> int:
        return height(self.rows[index], not index) if self.rows else 3

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.rows:
            return wrap(Text(self.empty, colours.style("muted")), width - 2, Text("  "))
        row, here = self.rows[index], index == self.cursor
        return draw(
            row,
            width,
            colours,
            here=here,
            first=not index,
            is_open=row.talk.conversation_id == self._here,
            title=self._title if here else None,
        )

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, keep: bool) -> None:
        """Other rows. `keep` leaves the cursor on what it stands on, or where that stood; else it goes to the first."""
        before, at = self.lit(), self.cursor
        self.rows = rows
        self.cursor = 0
        if keep and before is not None:
            places = {row.key: index for index, row in reversed(list(enumerate(rows)))}
            talks = {row.talk.conversation_id: index for index, row in reversed(list(enumerate(rows)))}
            known = places.get(before.key, talks.get(before.talk.conversation_id))
            self.cursor = known if known is not None else max(0, min(at, len(rows) - 1))
        self.rebuild()
        self._reveal()

    def lit(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def step(self, by: int) -> None:
        """Move the cursor by some rows, within the list."""
        if self.rows:
            before, self.cursor = self.cursor, max(0, min(len(self.rows) - 1, self.cursor + by))
            self.redraw(before, self.cursor)
            self._reveal()

    def retitle(self, title: str | None) -> None:
        """The title of the row under the cursor as it is being written; None where none is."""
        if title != self._title:
            self._title = title
            self.redraw(self.cursor)

    def _reveal(self) -> None:
        if self.cursor == 0:
            self.go_to(0)
        elif self.rows:
            self.show_block(self.cursor, height(self.rows[self.cursor], first=False) - 1, margin=1)

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if self.rows and line >= 0:
            index = self._heights.find(line)[0]
            self.step(index - self.cursor)
            self.post_message(self.Picked(self.rows[index]))
