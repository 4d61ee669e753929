"""The keys of what has the focus, over the screen; any key closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Click, Key
from textual.screen import ModalScreen

from tui.actions import ACTIONS, within
from tui.drawing.paint import cut, fit
from tui.keymap.editing import EDITING
from tui.keymap.keymap import Keymap
from tui.keymap.page import NAMES
from tui.themes import Palette
from tui.widgets.keys import keys
from tui.widgets.painted import Painted

if TYPE_CHECKING:
    from tui.app import NacreApp

KEY_CELLS = 14
FRAME_LINES = 4  # of the window, round the lines of the sheet
PANE_OF = {
    "document": "viewer",
    "report": "report",
    "rounds": "rounds",
    "models-list": "models",
    "picker-filter": "list",
}
"""Which pane a widget is, where its id does not say so."""


def rows_of(pane: str, keymap: Keymap, *, normal: bool) -> list[tuple[str, str]]:
    """Keys of a pane and what they do, the nearest first, then those that are the same everywhere."""
    rows = list(EDITING) if normal else []
    for each in (*within(pane), ""):
        for action in ACTIONS:
            if action.pane == each and keymap.keys_of(action.id):
                rows.append((keymap.labels(action.id), action.title))
    return rows


class Sheet(ModalScreen[None]):
    """Short: a key and a word each, in two columns where there is room."""

    def __init__(self, title: str, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._rows = title, rows
        self._page = Painted(id="sheet")

    def compose(self) -> ComposeResult:
        yield self._page

    def on_mount(self) -> None:
        self._page.border_title = Text(self._title)  # not markup
        self._page.border_subtitle = Text(f"{keys(self).label('help')} everything · any key closes")
        self._page.paint(self._draw)

    def on_resize(self) -> None:
        self._page.paint(self._draw)

    def _draw(self, palette: Palette) -> Text:
        width = min(self.app.size.width * 9 // 10, 110) - 4
        lines = self.app.size.height - FRAME_LINES
        columns = max(1, min(width // 38, -(-len(self._rows) // max(1, lines // 2))))
        height = min(lines, -(-len(self._rows) // columns))
        cells = width // columns
        text = Text(no_wrap=True)
        for line in range(height):
            for column in range(columns):
                place = column * height + line
                if place < len(self._rows):
                    key, meaning = self._rows[place]
                    text.append(fit(key, KEY_CELLS) + " ", palette.style("mark", bold=True))
                    text.append(fit(cut(meaning, cells - KEY_CELLS - 3), cells - KEY_CELLS - 1), palette.style())
            text.append("\n" if line < height - 1 else "")
        return text

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self, event: Click) -> None:
        self.dismiss()


def show_keys_here(app: NacreApp) -> None:
    """The sheet for what has the focus now."""
    focused = app.screen.focused
    name = (focused.id or "") if focused is not None else ""
    pane = PANE_OF.get(name, name)
    if pane not in NAMES:
        return
    keymap = app.keymap
    normal = keymap.modal and pane == "composer"
    app.push_screen(Sheet(NAMES[pane], rows_of(pane, keymap, normal=normal)))
