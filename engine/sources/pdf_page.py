"""One page of a PDF as its plain text lies on it: lines, blocks, columns; no model, hundreds of pages a second.

Boxes are (x0, y0, x1, y1) in points, y growing downwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.sources.mupdf import text_blocks

BULLET = re.compile(r"(?:[•▪◦●‣■□–-]|\d{1,3}[.)]|\((?:[a-z]{1,3}|\d{1,2})\))(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff]+")
_SPACES = re.compile(r"\s+")
_FIXED, _BOLD = 8, 16  # a span's flags
_WIDE = 1.0  # a gap wider than this many font sizes sets cells apart, not words
_SAME_ROW = 0.6  # of the lower of two lines
_TABLE_ROWS = 3  # rows of cells from which on a page is worth the slower reading


@dataclass(frozen=True, slots=True)
class Line:
    """What stands side by side within a block."""

    box: tuple[float, float, float, float]
    text: str
    size: float  # of its largest letters, points, to the nearest half
    bold: bool
    cells: int = 1  # pieces set apart by wide gaps
    fixed: bool = False  # all its letters are as wide as each other, as in code


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines that the file sets as one."""

    box: tuple[float, float, float, float]
    lines: tuple[Line, ...]

    @property
    def tabular(self) -> bool:
        """Most of its lines are rows of cells."""
        return 2 * sum(line.cells > 1 for line in self.lines) >= len(self.lines) and not self.code

    @property
    def code(self) -> bool:
        return all(line.fixed for line in self.lines)

    @property
    def prose(self) -> bool:
        return not self.tabular and sum(len(line.text) for line in self.lines) >= 60


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page in reading order."""

    number: int  # 1-based
    blocks: tuple[TextBlock, ...]
    pictured: bool  # it has images: without text, it is a scan
    deepen: bool  # tables or several columns


def clean(text: str) -> str:
    """Text on one line: every white space one blank, nothing that a terminal would obey."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def look(page: Any) -> PlainPage:
    """A `pymupdf.Page` in reading order, and whether a slower look would give more."""
    blocks = [block for block in map(_block, text_blocks(page)) if block.lines]
    columns = _columns(blocks)
    cells = _rows_of_cells([line for block in blocks for line in block.lines])
    return PlainPage(
        number=page.number + 1,
        blocks=tuple(_ordered(blocks, columns)),
        pictured=not blocks and bool(page.get_images()),
        deepen=len(columns) > 1 or cells >= _TABLE_ROWS,
    )


def _block(raw: dict[str, Any]) -> TextBlock:
    lines: list[Line] = []
    for each in raw.get("lines", ()):
        line = _line(each)
        if not line.text:
            continue
        if lines and _side_by_side(lines[-1], line):
            lines[-1] = _joined(lines[-1], line)
        else:
            lines.append(line)
    return TextBlock(tuple(raw["bbox"]), tuple(lines))


def _line(raw: dict[str, Any]) -> Line:
    spans = [span for span in raw["spans"] if span["text"].strip()]
    text = "".join(span["text"] for span in raw["spans"])
    size = max((round(span["size"] * 2) / 2 for span in spans), default=0.0)
    bold, fixed = (bool(spans) and all(span["flags"] & flag for span in spans) for flag in (_BOLD, _FIXED))
    x0, y0, x1, y1 = raw["bbox"]
    if fixed:  # blanks at the front are part of the box, and of what the line means
        x0 += (x1 - x0) * (len(text) - len(text.lstrip())) / len(text)
    return Line((x0, y0, x1, y1), clean(text), size, bold, fixed=fixed)


def _side_by_side(left: Line, right: Line) -> bool:
    height = min(left.box[3] - left.box[1], right.box[3] - right.box[1])
    shared = min(left.box[3], right.box[3]) - max(left.box[1], right.box[1])
    return shared >= _SAME_ROW * height and right.box[0] >= left.box[2] - 1


def _joined(left: Line, right: Line) -> Line:
    wide = right.box[0] - left.box[2] > _WIDE * max(left.size, right.size)
    cells = left.cells + right.cells if wide and not BULLET.fullmatch(left.text) else left.cells
    box = (left.box[0], min(left.box[1], right.box[1]), right.box[2], max(left.box[3], right.box[3]))
    return Line(
        box,
        f"{left.text} {right.text}",
        max(left.size, right.size),
        left.bold and right.bold,
        cells,
        left.fixed and right.fixed,
    )


def _rows_of_cells(lines: Sequence[Line]) -> int:
    """How many rows of the page hold more than one cell, whatever blocks these belong to."""
    rows = 0
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.box[1] + line.box[3], line.box[0])):
        if row and not _level(row[0], line):
            rows += _has_cells(row)
            row = []
        row.append(line)
    return rows + _has_cells(row)


def _level(first: Line, second: Line) -> bool:
    height = min(first.box[3] - first.box[1], second.box[3] - second.box[1])
    return min(first.box[3], second.box[3]) - max(first.box[1], second.box[1]) >= _SAME_ROW * height


def _has_cells(row: list[Line]) -> bool:
    row = sorted(row, key=lambda line: line.box[0])
    return any(line.cells > 1 for line in row) or any(
        right.box[0] - left.box[2] > _WIDE * left.size and not BULLET.fullmatch(left.text)
        for left, right in pairwise(row)
    )


def _columns(blocks: Sequence[TextBlock]) -> list[tuple[float, float]]:
    """The x ranges of the columns of prose, from left to right; one or none where the page has a single column."""
    prose = [block for block in blocks if block.prose]
    if len(prose) < 2:
        return []
    width = max(block.box[2] for block in prose) - min(block.box[0] for block in prose)
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((block.box[0], block.box[2]) for block in prose if block.box[2] - block.box[0] < 0.6 * width):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _ordered(blocks: Sequence[TextBlock], columns: Sequence[tuple[float, float]]) -> list[TextBlock]:
    """Top to bottom; between two blocks that span the page, column by column."""
    ordered: list[TextBlock] = []
    band: list[tuple[int, TextBlock]] = []
    for block in sorted(blocks, key=lambda block: (block.box[1], block.box[0])):
        column = _column(block, columns)
        if column is None:
            ordered += _by_column(band)
            band = []
            ordered.append(block)
        else:
            band.append((column, block))
    return ordered + _by_column(band)


def _by_column(band: list[tuple[int, TextBlock]]) -> list[TextBlock]:
    return [block for _, block in sorted(band, key=lambda pair: pair[0])]


def _column(block: TextBlock, columns: Sequence[tuple[float, float]]) -> int | None:
    if len(columns) < 2:
        return None
    inside = [i for i, (x0, x1) in enumerate(columns) if block.box[0] < x1 and block.box[2] > x0]
    return inside[0] if len(inside) == 1 else None
