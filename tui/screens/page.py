"""A page of a document as a picture."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from engine.records import PagePicture
from tui.drawing.clean import one_line
from tui.system.graphics import BLOCKS, Graphics, widget
from tui.widgets.blocks import Blocks


class Page(ModalScreen[int]):
    """Gives back the step to the page that is wanted next: 1, -1, or 0 to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,p", "turn(0)", show=False),
        Binding("n,right", "turn(1)", show=False),
        Binding("N,left", "turn(-1)", show=False),
    ]

    def __init__(self, title: str, picture: PagePicture, graphics: Graphics) -> None:
        super().__init__()
        self._title, self._picture, self._graphics = title, picture, graphics

    def compose(self) -> ComposeResult:
        if self._graphics.kind == BLOCKS:
            yield Blocks(self._picture.png, id="page")
        else:
            with VerticalScroll(id="page"):
                yield widget(self._graphics, self._picture.png)

    def on_mount(self) -> None:
        frame, picture = self.query_one("#page"), self._picture
        marked = " · the quote is marked" if picture.marked else ""
        title = f" {one_line(self._title)} · page {picture.page} of {picture.pages}{marked} "
        frame.border_title = Text(title)  # not markup
        frame.border_subtitle = " n next page · N previous · ↑↓ scroll · Esc back "
        frame.focus()

    def action_turn(self, step: int) -> None:
        if step == 0 or 1 <= self._picture.page + step <= self._picture.pages:
            self.dismiss(step)
