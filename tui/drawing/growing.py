"""An answer while it grows, and after: each piece keeps its lines for as long as it looks the same.

Of a text that streams only the last piece is drawn again; of that, where it is a table or a fence, only the last row
or line, or a table of 200 rows would be drawn 200 times. When the answer is complete, or another mark is lit, only
the pieces that hold such a mark are drawn again.
"""

from __future__ import annotations

from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import clean
from tui.drawing.highlight import HIGHLIGHTER, language, painted
from tui.drawing.markdown import MARK, Brush, parse
from tui.drawing.paint import strip
from tui.drawing.segments import FENCE, Pieces
from tui.drawing.tables import Shape, table_row, table_rule
from tui.themes import Palette

Marks = frozenset[int]
NO_MARKS: Marks = frozenset()


class Growing:
    """The lines of one text that is drawn again and again."""

    def __init__(self) -> None:
        self._look: tuple[object, ...] = ()
        self._forget()

    def _forget(self) -> None:
        self._pieces = Pieces()
        self._lines: list[list[Strip]] = []
        self._marked: list[tuple[Marks, int]] = []  # of each piece: the marks in it that link, the one that is lit
        self._table = _Table()
        self._fence = _Fence()

    def draw(
        self, text: str, width: int, palette: Palette, lead: Text, marks: Marks = NO_MARKS, active: int = 0
    ) -> list[Strip]:
        """The lines of `text`, `lead` before each; `marks` link to a source, `active` is lit."""
        text = clean(text)
        look = (width, palette.look, lead.plain, tuple(lead.spans), lead.style, HIGHLIGHTER.learnt)
        if look != self._look or not text.startswith(self._pieces.text):
            self._forget()
            self._look = look
        stable = self._pieces.grow(text)
        brush = Brush(palette, marks, active)
        del self._lines[stable:], self._marked[stable:]
        for index in range(len(self._pieces)):
            source = self._pieces.source(index)
            marked = _marks_in(source, marks, active)
            if index == len(self._lines):
                self._lines.append(self._piece(index, source, width, brush, lead))
                self._marked.append(marked)
            elif marked != self._marked[index]:
                self._lines[index], self._marked[index] = self._piece(index, source, width, brush, lead), marked
        return [line for lines in self._lines for line in lines]

    def _piece(self, index: int, source: str, width: int, brush: Brush, lead: Text) -> list[Strip]:
        lines = [strip(lead)] if self._pieces[index].gap and index else []
        drawn = None
        if index >= len(self._pieces) - 2 and not brush.marks:  # the last, or the last until now
            drawn = self._table.draw(source, width, brush, lead) or self._fence.draw(source, width, brush, lead)
        return lines + (drawn or brush.piece(source, width, lead))


class _Table:
    """The table at the end of a text that grows: finished rows are read once, and drawn once a set of widths."""

    def __init__(self) -> None:
        self._source = ""
        self._head = ""
        self._cells: list[list[Text]] = []  # of the head and the finished rows
        self._rows: list[list[Strip]] = []  # of the finished rows
        self._shape = Shape(())

    def draw(self, source: str, width: int, brush: Brush, lead: Text) -> list[Strip] | None:
        """The lines; None where this is no table that can be drawn row by row."""
        first, _, rest = source.partition("\n")
        second, _, rest = rest.partition("\n")
        if not source.startswith("|") or not second:
            return None
        head = f"{first}\n{second}\n"
        if head != self._head or not source.startswith(self._source):
            self._cells.clear()
            self._rows.clear()
        self._head, self._source = head, source
        lines = ["", *(line for line in rest.split("\n") if line)]
        for line in lines[len(self._cells) :]:
            cells = _cells(head, line, brush)
            if cells is None:
                return None
            self._cells.append(cells)
        shape = Shape.of(self._cells, width - lead.cell_len)
        if shape != self._shape:
            self._rows.clear()
            self._shape = shape
        names, palette = self._cells[0], brush.palette
        drawn = [*table_row(names, names, shape, lead, palette, head=True), *table_rule(shape, lead, palette)]
        for cells in self._cells[1 + len(self._rows) :]:
            self._rows.append(table_row(names, cells, shape, lead, palette))
        drawn += [row for rows in self._rows for row in rows]
        del self._cells[max(1, len(lines) - 1) :], self._rows[max(0, len(lines) - 2) :]  # the last may be unfinished
        return drawn


class _Fence:
    """The fence at the end of a text that grows: finished lines are drawn once."""

    def __init__(self) -> None:
        self._source = ""
        self._lines: list[list[Strip]] = []  # of the finished lines

    def draw(self, source: str, width: int, brush: Brush, lead: Text) -> list[Strip] | None:
        """The lines; None where this is no fence."""
        match = FENCE.match(source)
        if match is None or match.start(1):  # an indented fence takes the indentation off its lines
            return None
        opening, _, code = source.partition("\n")
        info = opening[match.end(1) :]
        if "`" in info:
            return None
        body = code.rstrip("\n").split("\n")
        if closed := body[-1].strip().startswith(match[1]) and not body[-1].strip().strip(match[1][0]):
            body = "\n".join(body[:-1]).rstrip("\n").split("\n")
        if not source.startswith(self._source):
            self._lines.clear()
        self._source = source
        del self._lines[len(body) :]
        name, known = language(info), len(self._lines)
        fresh = painted("\n".join(body[known:]), HIGHLIGHTER.tail(name, body, known), brush.palette)
        texts = fresh.split("\n", allow_blank=True) or [Text()]
        drawn = [brush.code_line(line, width, lead) for line in texts] if known < len(body) else []
        lines = [*brush.code_head(name, width, lead)]
        lines += [row for rows in self._lines for row in rows] + [row for rows in drawn for row in rows]
        whole = closed and source.endswith("\n")
        self._lines += drawn if whole else drawn[:-1]  # the last line may be unfinished
        return lines


def _cells(head: str, line: str, brush: Brush) -> list[Text] | None:
    """The cells of one row below a table's head; those of the head where there is no row; None if it is no table."""
    root = parse(head + line)
    if len(root.children) != 1 or root.children[0].type != "table":
        return None
    rows = brush.cells(root.children[0])
    return rows[-1] if len(rows) == (2 if line else 1) else None


def _marks_in(source: str, marks: Marks, active: int) -> tuple[Marks, int]:
    if not marks or "[" not in source:
        return NO_MARKS, 0
    found = marks & {int(number) for number in MARK.findall(source)}
    return found, active if active in found else 0
