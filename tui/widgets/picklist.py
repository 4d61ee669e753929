"""A list to choose from, drawn by lines: 100,000 rows open as fast as ten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.lit import lit
from tui.drawing.paint import cut, fill, fit, strip, with_path, wrap
from tui.finding.filtering import Filtering, Texts
from tui.finding.folding import fold
from tui.finding.pattern import Pattern
from tui.widgets.colours import palette
from tui.widgets.desks import desk
from tui.widgets.lineview import LineView


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to choose: its id, its name, and what stands beside it; a path behind that is cut in the middle."""

    id: str
    name: str
    detail: str = ""
    path: str = ""

    @property
    def shown(self) -> tuple[str, str]:
        """The name and the detail, as they are shown and looked into."""
        path = one_line(self.path, PATH_CHARACTERS)
        return one_line(self.name), " · ".join(filter(None, (one_line(self.detail), path)))


WIDEST_NAME = 44  # cells
PATH_CHARACTERS = 4_096
MEASURED = 500  # rows whose names are measured; of more, some will be long


def _widest(rows: Sequence[Row]) -> int:
    """Cells for the names: as many as the widest needs."""
    names = (cell_len(one_line(row.name)) for row in rows)
    return WIDEST_NAME if len(rows) > MEASURED else min(WIDEST_NAME, max(names, default=1))


def _fitted(row: Row, detail: str, room: int) -> tuple[str, int, int]:
    """What stands beside a name, how many characters of it stay where they are, and how far the others moved left."""
    if row.path:
        return with_path(detail, len(one_line(row.path, PATH_CHARACTERS)), room)
    return cut(detail, room), len(detail), 0


def _texts(rows: Sequence[Row]) -> Texts:
    return Texts(len(rows), lambda: [row.shown for row in rows])


class PickList(LineView, can_focus=False):
    """Rows with a cursor; the field above it keeps the focus."""

    @dataclass
    class Lit(Message):
        """The cursor stands on another row."""

        row: Row | None

    @dataclass
    class Picked(Message):
        """A row was chosen."""

        row: Row

    def __init__(self, rows: Sequence[Row], empty: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._all = list(rows)
        self._names = _widest(rows)
        self._filtering: Filtering | None = None
        self._query = ""
        self._pattern = Pattern("")
        self.empty = empty
        self.rows = list(rows)
        self.cursor = 0

    def on_mount(self) -> None:
        self._filtering = Filtering(desk(self))
        self._filtering.use(_texts(self._all))
        self.filter(self._query)

    def count(self) -> int:
        return max(1, len(self.rows))

    def estimate(self, index: int, width: int) -> int:
        return 1

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.rows:
            return wrap(Text(self.empty, colours.style("muted")), width, Text("  "))[:1]
        row, here = self.rows[index], index == self.cursor
        line = Text()
        line.append("▸ " if here else "  ", colours.style("accent", bold=True))
        names = min(width // 2, self._names) if row.detail else width - 3
        name, detail = row.shown
        places, behind = (
            self._pattern.places(fold(f"{name} {detail}"), len(name)) if self._pattern else (),
            len(name) + 1,
        )
        style = colours.style("accent" if here else "text", bold=here)
        line.append_text(lit(fit(name, names), [place for place in places if place < behind - 1], style))
        line.append("  ")
        room = max(0, width - names - 5)
        shown, kept, gone = _fitted(row, detail, room)
        found = [p - behind for p in places if p >= behind]
        found = [p for p in found if p < kept] + [p - gone for p in found if p - gone > kept]
        line.append_text(lit(shown, found, colours.style("muted")))
        base = colours.style("text", on="panel") if here else colours.style("text")
        return [fill(strip(line), width, base) if here else strip(line)]

    def set_rows(self, rows: Sequence[Row], query: str = "") -> None:
        """Other rows; what has been typed still filters them."""
        self._all = list(rows)
        self._names = _widest(rows)
        if self._filtering is not None:
            self._filtering.use(_texts(self._all))
        self.filter(query)

    def filter(self, query: str) -> None:
        """Only rows that have every word of `query`, else its letters, the best first; in their order for no word.

        Of a long list the rows stay until the others are found.
        """
        self._query, pattern = query, Pattern(query)
        if self._filtering is not None:
            self._filtering.filter(pattern, lambda best: self._show(pattern, best))
        else:  # not on the screen yet
            self.rows = list(self._all)

    def _show(self, pattern: Pattern, best: Sequence[int]) -> None:
        self._pattern = pattern
        self.rows = [self._all[index] for index in best]
        self.cursor = 0
        self.rebuild()
        self.scroll_home(animate=False)
        self.post_message(self.Lit(self.lit()))

    def when_found(self, then: Callable[[], None]) -> None:
        """Call `then` once the rows are those for what is typed."""
        if self._filtering is not None:
            self._filtering.when_done(then)

    def lit(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def light(self, id: str) -> None:  # noqa: A002
        """Put the cursor on the row with this id, if there is one."""
        for index, row in enumerate(self.rows):
            if row.id == id:
                self.cursor = index

    def step(self, by: int) -> None:
        """Move the cursor by some rows, within the list."""
        if not self.rows:
            return
        before, self.cursor = self.cursor, max(0, min(len(self.rows) - 1, self.cursor + by))
        self.redraw(before, self.cursor)
        self.show_block(self.cursor)
        self.post_message(self.Lit(self.lit()))

    def on_click(self, event: Click) -> None:
        index = self.line_of(event)
        if 0 <= index < len(self.rows):
            self.step(index - self.cursor)
            self.post_message(self.Picked(self.rows[index]))
