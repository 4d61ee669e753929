"""A page of explanation: help, the reasons behind an answer, the state of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.strip import Strip

from tui import actions
from tui.drawing.report import Part
from tui.keymap.keymap import hints
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.widgets.lineview import LineView


class Page(LineView):
    """Shows the parts of a page."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("page", priority=True)]

    def __init__(self, parts: Sequence[Part], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._parts = parts

    def count(self) -> int:
        return len(self._parts)

    def estimate(self, index: int, width: int) -> int:
        return 1

    def draw(self, index: int, width: int) -> list[Strip]:
        return self._parts[index].draw(width, palette(self)) or [Strip([], 0)]


class Report(ModalScreen[None]):
    """A page over the conversation; a key leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("report")]

    def __init__(self, title: str, parts: Sequence[Part]) -> None:
        super().__init__()
        self._title = title
        self._page = Page(parts, id="report")

    def compose(self) -> ComposeResult:
        yield self._page

    def on_mount(self) -> None:
        self._page.border_title = Text(f" {self._title} ")  # not markup
        keymap = keys(self)
        said = hints(keymap.hint("scroll-up", "scroll-down", does="scroll"), keymap.hint("leave-report", does="back"))
        self._page.border_subtitle = Text(f" {said} ")  # not markup
        self._page.focus()

    def action_leave(self) -> None:
        self.dismiss()
