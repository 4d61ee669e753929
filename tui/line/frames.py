"""Only what looks different goes to the terminal: what it shows is known cell by cell.

The screen's own updates are whole lines, each piece with all its colours: an answer that grows at the end of a full
pane costs 100 KB/s in them, nine tenths of it said before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate  # no public name; textual is pinned
from textual.strip import Strip

from tui.line.looks import PLAIN, Look, change, ground, look_of

STEP_OVER = 4  # cells that stay: going over them takes as many bytes as writing them
UNKNOWN = "\0"  # what a cell shows that nothing is known of
BEHIND = ""  # the second cell of a wide character
Cells = list[tuple[str, Look]]


class Shown:
    """What the terminal shows; it forgets when someone else may have drawn there."""

    def __init__(self) -> None:
        self._rows: list[Cells] = []
        self._odd: set[int] = set()  # rows with characters whose width terminals disagree about

    def forget(self) -> None:
        """Nothing is known any more: the next whole update draws everything."""
        self._rows = []

    def fit(self, width: int, height: int) -> None:
        """The screen has this size, in cells."""
        if len(self._rows) != height or len(self._rows[0]) != width:
            self._rows = [[(UNKNOWN, PLAIN)] * width for _ in range(height)]
            self._odd.clear()

    def put(self, pen: Pen, x: int, y: int, cells: Cells) -> None:
        """Show these cells from column `x` of row `y` on; the pen writes those that look different."""
        if y >= len(self._rows):
            return
        row = self._rows[y]
        del cells[max(0, len(row) - x) :]
        before = row[x : x + len(cells)]
        if before == cells:
            return
        row[x : x + len(cells)] = cells
        if not all(map(_sure, cells)):
            self._odd.add(y)
        if y in self._odd:  # what stands behind may have moved: to the end of the row
            pen.write(x, y, row[x:])
            return
        begin = end = -1  # of what is written in one go
        for at, (old, new) in enumerate(zip(before, cells, strict=True)):
            if old is new or _alike(old, new):
                continue
            if begin < 0:
                begin = at
            elif at - end > STEP_OVER:
                pen.write(x + begin, y, cells[begin:end])
                begin = at
            end = at + 1
        if begin >= 0:
            pen.write(x + begin, y, cells[begin:end])


class Pen:
    """Writes cells in one colour system, and knows where it is and in which look."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._look = PLAIN
        self._at = (-1, -1)

    def write(self, x: int, y: int, cells: Cells) -> None:
        """These cells, from column `x` of row `y` on."""
        for cell in cells:
            glyph, look = cell
            if glyph is not UNKNOWN and glyph is not BEHIND:
                self._go(x, y)
                if glyph != " " or ground(self._look) != ground(look):
                    wanted = ground(look) if glyph == " " else look
                    self._parts.append(change(self._look, wanted))
                    self._look = wanted
                sure = _sure(cell)
                if not sure:
                    blank = " " * _width(glyph)  # where it comes out narrower, nothing old stays
                    self._parts.append(f"{blank}\x1b[{y + 1};{x + 1}H")
                self._parts.append(glyph)
                self._at = (x + _width(glyph), y) if sure else (-1, -1)
            x += 1

    def _go(self, x: int, y: int) -> None:
        if self._at == (x, y):
            return
        ahead = x - self._at[0]
        if y == self._at[1] and ahead > 0:
            self._parts.append(f"\x1b[{ahead}C" if ahead > 1 else "\x1b[C")
        else:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")

    def lift(self) -> str:
        """All that was written; the terminal's look is plain behind it."""
        self._parts.append(change(self._look, PLAIN))
        return "".join(self._parts)


class Frame(CompositorUpdate):
    """An update of the screen, made smaller by what the terminal shows already."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, shown: Shown) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """The bytes to send; from here on they count as shown."""
        system = console._color_system or ColorSystem.TRUECOLOR  # as Textual asks for it
        pen, update = Pen(), self._update
        if isinstance(update, LayoutUpdate):
            self._shown.fit(update.region.width, update.region.height)
            pieces = list(_of_layout(update))
        else:
            self._shown.fit(update.chop_ends[0][-1], len(update.chops))
            pieces = list(_of_chops(update))
        if any(_is_raw(strip) for _, _, strip in pieces):
            self._shown.forget()
            return update.render_segments(console)
        for x, y, strip in pieces:
            self._shown.put(pen, x, y, _cells(strip, system))
        return pen.lift()


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Columns, rows and strips of a whole screen."""
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Columns, rows and strips of a part of it; a strip may begin before that part."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and x < last and end > first:
                yield x, y, strip


def _is_raw(strip: Strip) -> bool:
    """Whether it has sequences of its own, as pictures have: what the terminal makes of them is not known here."""
    return any(segment.control or "\x1b" in segment.text for segment in strip)


def _cells(strip: Strip, system: ColorSystem) -> Cells:
    cells: Cells = []
    for text, style, _ in strip:
        while cells and text and not text[0].isascii() and not _width(text[0]):  # it belongs to the sign before
            cells[-1] = (cells[-1][0] + text[0], cells[-1][1])
            text = text[1:]
        cells += _pieces(text, look_of(style, system))
    return cells


@lru_cache(4096)
def _pieces(text: str, look: Look) -> Cells:
    """The cells of a text; a sign that belongs to the one before stands in the same cell."""
    if text.isascii() or all(map(_narrow, text)):
        return [(glyph, look) for glyph in text]
    cells: Cells = []
    for begin, end, width in split_graphemes(text)[0]:
        if width:
            cells += [(text[begin:end], look), *[(BEHIND, look)] * (width - 1)]
        elif cells:
            cells[-1] = (cells[-1][0] + text[begin:end], look)
    return cells


@lru_cache(4096)
def _narrow(character: str) -> bool:
    return cell_len(character) == 1


@lru_cache(4096)
def _width(glyph: str) -> int:
    return cell_len(glyph)


def _sure(cell: tuple[str, Look]) -> bool:
    """Whether every terminal gives a cell's character as many cells as we do."""
    glyph = cell[0]
    return glyph.isascii() or (len(glyph) == 1 and (_narrow(glyph) or 0x2E80 <= ord(glyph) < 0x1F000))


def _alike(old: tuple[str, Look], new: tuple[str, Look]) -> bool:
    return old[0] == new[0] and (old[1] is new[1] or (new[0] == " " and ground(old[1]) is ground(new[1])))
