"""Words into lines and rows into columns, measured in terminal cells: a CJK character takes two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import click
from rich.cells import cell_len, chop_cells

GAP = "  "
BULLET = "- "
FENCE = "```"


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` cells, each after `indent`; the line breaks of `text` stay."""
    room = max(8, width - cell_len(indent))
    return [indent + line if line else "" for source in text.split("\n") for line in _fill(source.split(), room)]


def wrap_answer(text: str, width: int) -> list[str]:
    """An answer's lines: prose and items are wrapped, fenced code keeps its indentation."""
    lines: list[str] = []
    is_code = False
    for source in text.split("\n"):
        fence = source.startswith(FENCE)
        if is_code and not fence:
            lines += chop_cells(source.expandtabs(4), width) if source else [""]
        elif source.startswith(BULLET):
            first, *rest = wrap(source.removeprefix(BULLET), width, " " * len(BULLET))
            lines += [BULLET + first.lstrip(), *rest]
        else:
            lines += wrap(source, width)
        is_code ^= fence
    return lines


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
