"""Words into lines and rows into columns, measured in terminal cells: a CJK character takes two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

import click
from rich.cells import cell_len, chop_cells

from tui.cli.output import coloured

GAP = "  "
BULLET = "- "
FENCE = "```"
BOLD = "**"
_BOLD = re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])([^*]*[^\s*])\*\*(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` cells, each after `indent`; the line breaks of `text` stay."""
    room = max(8, width - cell_len(indent))
    return [indent + line if line else "" for source in text.split("\n") for line in _fill(source.split(), room)]


def wrap_answer(text: str, width: int) -> list[str]:
    """An answer's lines: prose and items are wrapped, fenced code keeps its indentation, Markdown's signs are shown.

    Bold words lose their asterisks only where the terminal has another way to show them.
    """
    lines: list[str] = []
    is_code = False
    for source in text.split("\n"):
        fence = source.startswith(FENCE)
        if is_code and not fence:
            lines += _fold(source.expandtabs(4), width)
        elif fence:
            lines += wrap(source, width)
        elif source.startswith(BULLET):
            first, *rest = wrap(source.removeprefix(BULLET), width, " " * len(BULLET))
            lines += map(_shown, [BULLET + first.lstrip(), *rest])
        elif coloured() and (title := _BOLD.fullmatch(source)):
            lines += (click.style(_shown(line), bold=True) for line in wrap(title[1], width))
        else:
            lines += map(_shown, wrap(source, width))
        is_code ^= fence
    return lines


def _shown(line: str) -> str:
    """A line of light Markdown as a terminal shows it."""
    if coloured():
        line = _BOLD.sub(lambda match: click.style(match[1], bold=True), line)
    return _ESCAPED.sub(r"\1", line)


def _fold(line: str, width: int) -> list[str]:
    """A line of code in rows of at most `width` cells, between words where there are any behind its indentation."""
    rows: list[str] = []
    while cell_len(line) > width:
        row = chop_cells(line, width)[0]
        space = row.rfind(" ")
        rows.append(row[: space + 1] if space >= len(row) - len(row.lstrip()) else row)
        line = line[len(rows[-1]) :]
    return [*rows, line]


def _fill(words: Sequence[str], room: int) -> list[str]:
    lines = [""]
    for word in words:
        for piece in chop_cells(word, room) if cell_len(word) > room else [word]:
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cell_len(joined) <= room:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def clip(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where something is missing."""
    return text if cell_len(text) <= width else chop_cells(text, max(1, width - 1))[0] + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """`text` filled up with spaces to `width` cells."""
    space = " " * max(0, width - cell_len(click.unstyle(text)))
    return space + text if right else text + space


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows under a head line, columns as wide as their content; numbers stand to the right."""
    if not rows:
        return []
    columns = list(zip(*rows, strict=True))
    widths = [max(cell_len(cell) for cell in (name, *cells)) for name, cells in zip(head, columns, strict=True)]
    right = [all(_is_number(cell) for cell in cells) for cells in columns]
    lines = [head, *rows] if any(head) else list(rows)
    return [
        GAP.join(pad(cell, width, to_right) for cell, width, to_right in zip(row, widths, right, strict=True)).rstrip()
        for row in lines
    ]


def pairs(entries: Sequence[tuple[str, str]]) -> list[str]:
    """Names and values, one pair a line."""
    width = max((cell_len(name) for name, _ in entries), default=0)
    return [f"{pad(name, width)}{GAP}{value}".rstrip() for name, value in entries]


def side_by_side(left: Sequence[str], right: Sequence[str], width: int) -> list[str]:
    """Two columns of lines that are at most `width` cells each."""
    return [f"{pad(one, width)} │ {two}".rstrip() for one, two in zip_longest(left, right, fillvalue="")]


def _is_number(cell: str) -> bool:
    return cell == "" or cell.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()
