"""The keys of what has the focus, over the screen; any key closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.events import Click, Key
from textual.screen import ModalScreen

from tui.actions import ACTIONS, within
from tui.drawing.paint import fit, wrap
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
        return laid_out(
            self._rows, self._everywhere, self._page.content_size.width or self.app.size.width, lines, palette
        )

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self, event: Click) -> None:
        self.dismiss()


def laid_out(rows: Rows, everywhere: Rows, room: int, lines: int, palette: Palette) -> Text:
    """The rows, and as many of those that hold `everywhere` as fit, in `room` cells and at most `lines` lines."""
    both = [*rows, *everywhere]
    if room < WIDE and len(rows) <= lines:
        both, count = both[:lines], 1
    else:
        widest = max(cell_len(key) for key, _ in both) + max(cell_len(meaning) for _, meaning in both) + GAP
        count = 1 if len(both) <= lines and widest > (room - GAP) // 2 else 2
    height = min(lines, -(-len(both) // count))
    columns = [both[n * height : (n + 1) * height] for n in range(count)]
    for _ in columns:  # where lines wrap, rows change columns, and with them the columns their widths
        columns = _split(both, columns, _shares(columns, room), lines)
    shares = _shares(columns, room)
    drawn = [_column(column, cells, lines, palette) for column, cells in zip(columns, shares, strict=True)]
    high = max(map(len, drawn))
    drawn = [column + [Text(" " * cells)] * (high - len(column)) for column, cells in zip(drawn, shares, strict=True)]
    return Text("\n").join(Text(" " * GAP).join(line) for line in zip(*drawn, strict=True))


def _split(rows: Rows, columns: list[Rows], shares: list[int], lines: int) -> list[Rows]:
    """The rows in columns of about the same length; what does not fit into `lines` is left to the page of help."""
    rooms = [cells - _names(column) - 2 for column, cells in zip(columns, shares, strict=True)]
    even = min(lines, -(-sum(len(_wrapped(meaning, rooms[0])) for _, meaning in rows) // len(columns)))
    split: list[Rows] = [[] for _ in columns]
    at = used = 0
    for row in rows:
        if used and used + len(_wrapped(row[1], rooms[at])) > (even if at + 1 < len(columns) else lines):
            at, used = at + 1, 0
        if at == len(columns):
            break
        split[at].append(row)
        used += len(_wrapped(row[1], rooms[at]))
    return split


def _wrapped(meaning: str, room: int) -> list[str]:
    return [line.text.rstrip() for line in wrap(Text(meaning), max(1, room))]


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


def _column(rows: Rows, cells: int, lines: int, palette: Palette) -> list[Text]:
    """Keys and what they do, in at most `lines` lines of `cells` cells."""
    names = _names(rows)
    room = max(1, cells - names - 2)
    return [
        Text.assemble(
            (fit("" if n else key, names), palette.style("mark", bold=True)),
            "  ",
            (fit(line, room), palette.style()),
            no_wrap=True,
        )
        for key, meaning in rows
        for n, line in enumerate(_wrapped(meaning, room))
    ][:lines]


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
