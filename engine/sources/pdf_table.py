"""A table of a PDF as Markdown, from the words on the page and the grid that the layout model saw.

The model says only where the cells are. Every word comes from the page itself and goes, whole, into the cell that its
middle lies in: a number is never cut at a cell's edge and never read twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.sources.pdf_page import clean

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_LOOSE = re.compile(r"[$€£¥(]+")  # belongs to what follows
_CLOSING = re.compile(r"[)%]+")  # belongs to what stands before
_AMOUNT = re.compile(r"[$€£¥]|\d[.,]\d")
_HEADER_ROWS = 5
_LABEL_GAP = 1.2  # a gap wider than this many letter heights sets two column heads apart


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table's rows and columns, ascending, outer edges included."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]


def numbers(text: str) -> Counter[str]:
    """The numbers of a text as they are written, with how often each comes."""
    return Counter(_NUMBER.findall(text))


def lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words as lines: top to bottom, each from left to right."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.y, word.x0)):
        if found and abs(word.y - found[-1][0].y) < 0.5 * min(word.y1 - word.y0, found[-1][0].y1 - found[-1][0].y0):
            found[-1].append(word)
        else:
            found.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in found]


def spaced(line: Sequence[Word]) -> str:
    """A line's words with blanks between them; brackets and per cent signs that stand alone join their number."""
    text = ""
    for word in line:
        tight = not text or text.endswith("(") or _CLOSING.fullmatch(word.text)
        text += word.text if tight else f" {word.text}"
    return clean(text)


def markdown(words: Sequence[Word], grid: Grid) -> str:
    """The table as Markdown: one head row, `|` in cells escaped; empty where no row holds a word."""
    cells = _placed(words, grid)
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    cells = _without_empty_columns(_with_signs_joined(cells))
    heads = _head_rows(cells)
    extents = [_extent(row[column] for row in cells[heads:]) for column in range(len(cells[0]))]
    head = _head(cells[:heads], extents)
    body = [[_cell(cell) for cell in row] for row in cells[heads:]]
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *body])


def _placed(words: Sequence[Word], grid: Grid) -> list[list[list[Word]]]:
    """Rows of columns of words."""
    cells: list[list[list[Word]]] = [[[] for _ in grid.columns[1:]] for _ in grid.rows[1:]]
    for word in words:
        row = min(max(bisect_right(grid.rows, word.y) - 1, 0), len(grid.rows) - 2)
        column = min(max(bisect_right(grid.columns, word.x) - 1, 0), len(grid.columns) - 2)
        cells[row][column].append(word)
    return cells


def _with_signs_joined(cells: list[list[list[Word]]]) -> list[list[list[Word]]]:
    """Currency signs and brackets that got a cell of their own move to their number's cell."""
    for row in cells:
        for column, cell in enumerate(row):
            text = "".join(word.text for word in cell)
            if column + 1 < len(row) and _LOOSE.fullmatch(text) and row[column + 1]:
                row[column + 1] = cell + row[column + 1]
                row[column] = []
            elif column and _CLOSING.fullmatch(text) and row[column - 1]:
                row[column - 1] = row[column - 1] + cell
                row[column] = []
    return cells


def _without_empty_columns(cells: list[list[list[Word]]]) -> list[list[list[Word]]]:
    used = [column for column in range(len(cells[0])) if any(row[column] for row in cells)]
    return [[row[column] for column in used] for row in cells]


def _head_rows(cells: list[list[list[Word]]]) -> int:
    """The leading rows without a label. Where the first row has one, that row, unless it holds amounts: then none."""
    rows = 0
    while rows < min(len(cells) - 1, _HEADER_ROWS) and not cells[rows][0]:
        rows += 1
    amounts = any(_AMOUNT.search(_cell(cell)) for cell in cells[0][1:])
    return rows or (0 if amounts else 1)


def _extent(column: Iterable[list[Word]]) -> tuple[float, float] | None:
    words = [word for cell in column for word in cell]
    return (min(word.x0 for word in words), max(word.x1 for word in words)) if words else None


def _head(rows: list[list[list[Word]]], extents: Sequence[tuple[float, float] | None]) -> list[str]:
    """One head per column. A label that spans several columns stands over each of them."""
    heads: list[list[str]] = [[] for _ in extents]
    for row in rows:
        if len(rows) == 1 or row[0]:
            labels = [(cell, [column]) for column, cell in enumerate(row) if cell]
        else:
            labels = _spanning(row, extents)
        for label, columns in labels:
            for column in columns:
                heads[column].append(_cell(label))
    return [" ".join(head) for head in heads]


def _spanning(
    row: list[list[Word]], extents: Sequence[tuple[float, float] | None]
) -> list[tuple[list[Word], list[int]]]:
    """The labels of a head row and the columns that each stands over."""
    labels = _labels(row)
    columns = [column for column, extent in enumerate(extents) if extent and column]
    each, left = divmod(len(columns), len(labels)) if labels else (0, 0)
    if each > 1 and not left:
        groups = [columns[i * each : (i + 1) * each] for i in range(len(labels))]
        if all(_over(label, group, extents) for label, group in zip(labels, groups, strict=True)):
            return list(zip(labels, groups, strict=True))
    return [(label, _under(label, row, extents)) for label in labels]


def _labels(row: list[list[Word]]) -> list[list[Word]]:
    """The words of a head row as labels, split where the gap is wide, whatever cells they were put in."""
    words = [word for cell in row for word in cell]
    labels: list[list[Word]] = []
    for line in lines(words):
        for word in line:
            home = next((label for label in labels if _near(label, word)), None)
            if home is None:
                labels.append([word])
            else:
                home.append(word)
    return sorted(labels, key=lambda label: min(word.x0 for word in label))


def _near(label: list[Word], word: Word) -> bool:
    """On the label's line and close behind it, or below it."""
    gap = _LABEL_GAP * (word.y1 - word.y0)
    x0, x1 = min(each.x0 for each in label), max(each.x1 for each in label)
    return word.x0 < x1 + gap and word.x1 > x0 - gap


def _over(label: list[Word], columns: list[int], extents: Sequence[tuple[float, float] | None]) -> bool:
    """The label's middle lies above this group of columns."""
    middle = (min(word.x0 for word in label) + max(word.x1 for word in label)) / 2
    found = [extent for column in columns if (extent := extents[column])]
    return bool(found) and found[0][0] <= middle <= found[-1][1]


def _under(label: list[Word], row: list[list[Word]], extents: Sequence[tuple[float, float] | None]) -> list[int]:
    """The columns whose words lie below the label; else those that the grid put it in."""
    x0, x1 = min(word.x0 for word in label), max(word.x1 for word in label)
    below = [i for i, extent in enumerate(extents) if i and extent and extent[0] < x1 and extent[1] > x0]
    return below or [column for column, cell in enumerate(row) if label[0] in cell]


def _cell(words: list[Word]) -> str:
    return " ".join(spaced(line) for line in lines(words)).replace("|", "\\|")
