"""A list over the conversation, filtered by typing: conversations, documents, themes, actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import actions
from tui.drawing.clean import one_line
from tui.keymap.keymap import hints
from tui.widgets.filterfield import FilterField
from tui.widgets.keys import keys
from tui.widgets.picklist import PickList, Row

FRAME_LINES = 4  # border and filter
PURPOSE_LINES = 5  # what the rows are for, and what is said of the one that is lit


class Picker(ModalScreen[str | None]):
    """Gives back the id of the row chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("list", priority=True)]

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        *,
        query: str = "",
        start: str = "",
        empty: str = "Nothing matches.",
        preview: Callable[[str], None] | None = None,
        purpose: str = "",
    ) -> None:
        """
        Args:
            title: stands in the frame.
            rows: to choose from.
            query: filters them at first.
            start: id of the row that is lit at first.
            empty: stands there where no row is left.
            preview: called with the id of each row that is lit.
            purpose: what the rows are for, where a newcomer can't know; the lit row's detail then also stands whole.
        """
        super().__init__(classes="-preview" if preview is not None else None)  # what is behind it stays clear
        self._title, self._query, self._start, self._preview = title, query, start, preview
        self._purpose = purpose
        self._whole = Static(id="picker-whole")
        # made here and not found by a query: the rows may arrive before the screen has been put together
        self.field = FilterField(query, placeholder="type to filter", id="picker-filter", select_on_focus=False)
        self.list = PickList(rows, empty)

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            if self._purpose:
                yield Static(Text(self._purpose), id="picker-purpose")
            yield self.field
            yield self.list
            if self._purpose:
                yield self._whole

    def on_mount(self) -> None:
        frame = self.query_one("#picker")
        frame.border_title = Text(self._title)  # not markup
        frame.border_subtitle = Text(self._keys())  # not markup
        self._fit(len(self.list.rows))
        self.field.cursor_blink = False
        self.field.focus()
        if self._query:
            self.list.filter(self._query)
        self.list.light(self._start)
        self._tell_whole(self.list.lit())

    def _keys(self) -> str:
        keymap = keys(self)
        return hints(
            keymap.hint("previous-row", "next-row", does="choose"),
            keymap.hint("take", does="take"),
            keymap.hint("leave-list", does="leave"),
        )

    def set_rows(self, rows: Sequence[Row]) -> None:
        """The rows have arrived, or others have."""
        self._fit(len(rows))
        self.list.set_rows(rows, self.field.value)

    def _fit(self, rows: int) -> None:
        room = self.app.size.height * 4 // 5 - FRAME_LINES - (PURPOSE_LINES if self._purpose else 0)
        self.list.styles.height = max(1, min(rows, room))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._query:
            self._query = event.value
            self.list.filter(event.value)

    def action_take(self) -> None:
        self.list.when_found(self._take)

    def _take(self) -> None:
        row = self.list.lit()
        if row is not None and self.is_current:
            self.dismiss(row.id)

    @on(PickList.Picked)
    def _clicked(self, event: PickList.Picked) -> None:
        self.dismiss(event.row.id)

    @on(PickList.Lit)
    def _lit(self, event: PickList.Lit) -> None:
        if event.row != self.list.lit():  # the cursor has moved on since: to the row of the start, at the latest
            return
        self._tell_whole(event.row)
        if self._preview is not None and event.row is not None:
            self._preview(event.row.id)

    def _tell_whole(self, row: Row | None) -> None:
        if self._purpose:
            self._whole.update(Text(one_line(row.detail, 400) if row is not None else ""))

    def action_step(self, by: int) -> None:
        self.list.step(by)

    def action_section(self, by: int) -> None:
        """Only the palette has several."""

    def action_leave(self) -> None:
        self.dismiss(None)
