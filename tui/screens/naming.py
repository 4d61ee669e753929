"""The name of a file to be written, with one that would do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.drawing.clean import one_line


class Naming(ModalScreen[str | None]):
    """Gives back the name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, folder: Path, name: str) -> None:
        """`name` stands there at first; it is one in `folder`, unless the person writes a whole path."""
        super().__init__()
        self._title = f"Write to a file in {one_line(str(folder))}"
        self.field = Input(name, id="naming-name", classes="field", select_on_focus=False)

    def compose(self) -> ComposeResult:
        with Vertical(id="naming"):
            yield self.field

    def on_mount(self) -> None:
        frame = self.query_one("#naming")
        frame.border_title = Text(self._title)  # not markup
        frame.border_subtitle = "Enter writes · Esc leaves · nothing is written over"
        self.field.cursor_blink = False
        self.field.focus()

    @on(Input.Submitted)
    def _taken(self) -> None:
        self.dismiss(self.field.value.strip() or None)

    def action_leave(self) -> None:
        self.dismiss(None)
