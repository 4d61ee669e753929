"""The keys of what has the focus, over the screen; any key closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.events import Click, Key
from textual.screen import ModalScreen

from tui.actions import ACTIONS, within
from tui.drawing.paint import fit
from tui.keymap.editing import EDITING
from tui.keymap.keymap import Keymap
from tui.keymap.page import NAMES
from tui.themes import Palette
from tui.widgets.keys import keys
from tui.widgets.painted import Painted

if TYPE_CHECKING:
    from tui.app import NacreApp

KEY_CELLS = 20  # of a column, at most
GAP = 2  # cells between columns
WIDE = 90  # cells from which two columns are read more easily than one
FRAME_LINES = 4  # of the window, round the lines of the sheet
PANE_OF = {
    "document": "viewer",
    "report": "report",
    "rounds": "rounds",
    "models-list": "models",
    "findings-list": "findings",
    "picker-filter": "list",
    "help-query": "list",
    "library-filter": "filter",
}
"""Which pane a widget is, where its id does not say so."""


Rows = list[tuple[str, str]]
"""Keys and what they do."""


def rows_of(pane: str, keymap: Keymap) -> Rows:
    """Keys of a pane, the nearest first."""
    rows: Rows = list(EDITING) if pane == "composer" and keymap.modal else []
    for each in within(pane):
        rows += _rows(each, keymap)
    return rows


def _rows(pane: str, keymap: Keymap) -> Rows:
    return [
        (keymap.labels(action.id), action.title)
        for action in ACTIONS
        if action.pane == pane and keymap.keys_of(action.id)
    ]


class Sheet(ModalScreen[None]):
    """Short: a key and a word each, in two columns where there is room."""

    def __init__(self, title: str, rows: Rows, everywhere: Rows) -> None:
        """`everywhere` is shown too, as far as there is room."""
        super().__init__()
        self._title, self._rows, self._everywhere = title, rows, everywhere
        self._page = Painted(id="sheet")

    def compose(self) -> ComposeResult:
        yield self._page

    def on_mount(self) -> None:
        self._page.border_title = Text(self._title)  # not markup
        self._page.border_subtitle = Text(f"{keys(self).label('help')} everything · any key closes")
        self.call_after_refresh(self._page.paint, self._draw)  # once its width is known

    def on_resize(self) -> None:
        self.call_after_refresh(self._page.paint, self._draw)

    def _draw(self, palette: Palette) -> Text:
        lines = max(1, self.app.size.height - FRAME_LINES)
        room = self._page.content_size.width or self.app.size.width
        rows = [*self._rows, *self._everywhere]
        if room < WIDE and len(self._rows) <= lines:
            rows, count = rows[:lines], 1
        else:
            widest = max(cell_len(key) for key, _ in rows) + max(cell_len(meaning) for _, meaning in rows) + GAP
            count = 1 if len(rows) <= lines and widest > (room - GAP) // 2 else 2
        height = min(lines, -(-len(rows) // count))  # what does not fit is left to the page of help
        columns = [rows[n * height : (n + 1) * height] for n in range(count)]
        drawn = [
            _column(column, cells, height, palette)
            for column, cells in zip(columns, _shares(columns, room), strict=True)
        ]
        return Text("\n").join(Text(" " * GAP).join(line) for line in zip(*drawn, strict=True))

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self, event: Click) -> None:
        self.dismiss()


def _shares(columns: list[Rows], room: int) -> list[int]:
    """Cells of each column: as many as the others, or more where those need fewer."""
    even = (room + GAP) // len(columns) - GAP
    wanted = [_names(column) + 2 + max((cell_len(meaning) for _, meaning in column), default=0) for column in columns]
    spare = sum(max(0, even - want) for want in wanted)
    shares = []
    for want in wanted:
        more = max(0, min(want - even, spare))
        spare -= more
        shares.append(even + more)
    over = sum(shares) + GAP * (len(shares) - 1) - room
    for n, want in enumerate(wanted):  # those with room to give make it up
        less = max(0, min(over, shares[n] - want))
        over -= less
        shares[n] -= less
    return shares


def _names(rows: Rows) -> int:
    """Cells of the keys, which are as wide as they are, up to KEY_CELLS."""
    return min(KEY_CELLS, max((cell_len(key) for key, _ in rows), default=0))


def _column(rows: Rows, cells: int, height: int, palette: Palette) -> list[Text]:
    """`height` lines of `cells` cells."""
    names = _names(rows)
    lines = [
        Text.assemble(
            (fit(key, names), palette.style("mark", bold=True)),
            "  ",
            (fit(meaning, max(0, cells - names - 2)), palette.style()),
            no_wrap=True,
        )
        for key, meaning in rows
    ]
    return lines + [Text(" " * cells)] * (height - len(lines))


def show_keys_here(app: NacreApp) -> None:
    """The sheet for what has the focus now."""
    focused = app.screen.focused
    name = (focused.id or "") if focused is not None else ""
    pane = PANE_OF.get(name, name)
    if pane not in NAMES:
        return
    app.clear_notifications()  # they would stand over the keys
    keymap, at_work = app.keymap, app.screen is app.main
    app.push_screen(Sheet(NAMES[pane], rows_of(pane, keymap), _rows("", keymap) if at_work else []))
