"""A few lines of text that know how to draw themselves again when the colours change."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.widgets import Static

from tui.themes import Palette
from tui.widgets.colours import palette


def _nothing(colours: Palette) -> Text:
    return Text()


class Painted(Static):
    """Shows what the last `paint` makes of the palette in use."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._make: Callable[[Palette], Text] = _nothing

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.update(self._make(palette(self))))

    def paint(self, make: Callable[[Palette], Text]) -> None:
        """Show another text from now on."""
        self._make = make
        self.update(make(palette(self)))
