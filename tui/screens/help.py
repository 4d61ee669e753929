"""Help: topics by what people want to do, then every command and key; typing finds what answers."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui import actions
from tui.keymap.keymap import hints
from tui.widgets.filterfield import FilterField
from tui.widgets.helplist import HelpList
from tui.widgets.keys import keys


class Help(ModalScreen[None]):
    """A page over the conversation; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("list", priority=True)]

    def __init__(self, query: str = "") -> None:
        """`query` is what is asked at first; '' shows everything."""
        super().__init__()
        self._query = query
        self.list = HelpList(id="help-list")
        self.field = FilterField(
            query, placeholder="how do I … ? type what you want to do", id="help-query", select_on_focus=False
        )

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield self.field
            yield self.list

    def on_mount(self) -> None:
        frame = self.query_one("#help")
        frame.border_title = " Help "
        keymap = keys(self)
        said = hints(
            keymap.hint("previous-row", "next-row", does="choose"),
            keymap.hint("take", does="unfold"),
            keymap.hint("leave-list", does="back"),
        )
        frame.border_subtitle = Text(f" {said} ")  # not markup
        self.field.cursor_blink = False
        self.field.focus()
        self.list.ask(self._query)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._query:
            self._query = event.value
            self.list.ask(event.value)

    def action_take(self) -> None:
        self.list.unfold()

    def action_step(self, by: int) -> None:
        self.list.step(by)

    def action_leave(self) -> None:
        self.dismiss()
