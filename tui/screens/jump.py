"""The letters of jump mode, over everything that is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Click, Key, Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.jumping import Target
from tui.themes import Palette
from tui.widgets.painted import Painted


class Jump(ModalScreen[str | None]):
    """Gives back the letter that was pressed; None for any other key, such as Esc."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, targets: Mapping[str, Target]) -> None:
        super().__init__()
        self._targets = targets
        self._begun = False

    def compose(self) -> ComposeResult:
        for letter, target in self._targets.items():
            if not target.name:
                label = Static(Text(letter), classes="jump")
                label.styles.offset = target.x, target.y
                yield label
        self._out_of_sight = Painted(id="jump-line")
        yield self._out_of_sight

    def on_mount(self) -> None:
        self._out_of_sight.paint(self._line)

    def _line(self, colours: Palette) -> Text:
        """The last line: what can be gone to and is out of sight."""
        line = Text(no_wrap=True, overflow="ellipsis")
        for letter, target in self._targets.items():
            if target.name:
                line.append(letter, colours.style("accent", bold=True, reverse=True))
                line.append(f" {target.name}   ", colours.style("text"))
        return line.append("a letter goes there, Esc leaves", colours.style("muted"))

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss(event.character if event.character in self._targets else None)

    def on_click(self, event: Click) -> None:
        self.dismiss(None)

    def on_resize(self, event: Resize) -> None:
        if self._begun:  # the letters would stand in the wrong places
            self.dismiss(None)
        self._begun = True
