"""Styled text into strips of cells: wrapping with hanging indents, cutting, filling."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

_CONSOLE = Console(file=io.StringIO(), width=200, legacy_windows=False, markup=False, emoji=False, highlight=False)
TAB = 4


def strip(text: Text) -> Strip:
    """One line of text, without a newline, as a strip."""
    spanned = Text.assemble(text)  # a text's own style is drawn only where it is a span
    return Strip([segment for segment in spanned.render(_CONSOLE) if segment.text], text.cell_len)


def blank() -> Strip:
    """An empty line."""
    return Strip([], 0)


def wrap(text: Text, width: int, first: Text | None = None, rest: Text | None = None) -> list[Strip]:
    """`text` in lines of at most `width` cells, `first` before the first line and `rest` before the others."""
    first = first if first is not None else Text()
    rest = rest if rest is not None else first
    room = max(1, width - max(first.cell_len, rest.cell_len))
    if "\t" in text.plain:
        text = text.copy()
        text.expand_tabs(TAB)
    lines: Sequence[Text]
    if "\n" not in text.plain and cell_len(text.plain) <= room:
        lines = (text,)
    else:
        lines = list(text.wrap(_CONSOLE, room, overflow="fold", tab_size=TAB))
    return [strip(Text.assemble(first if number == 0 else rest, line)) for number, line in enumerate(lines)]


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    if cell_len(text) > width:
        return set_cell_size(set_cell_size(text, max(0, width - 1)).rstrip() + "…", max(0, width))
    return set_cell_size(text, width)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells."""
    return text if cell_len(text) <= width else fit(text, width).rstrip()


def ending(text: str, width: int) -> tuple[str, int]:
    """The end of `text` in at most `width` cells, which says most of a path, and how far its characters moved left."""
    if (over := cell_len(text) - width) <= 0:
        return text, 0
    gone = min(len(text), over + 1)
    while gone < len(text) and cell_len(text[gone:]) >= width:
        gone += 1
    return "…" + text[gone:], gone - 1


def with_path(text: str, path: int, width: int) -> tuple[str, int, int]:
    """`text`, which ends in `path` characters of a path, in at most `width` cells: cut in front of its file name.

    Behind it: how many characters stay where they were, and how far those that are left of the path moved left.
    """
    if cell_len(text) <= width:
        return text, len(text), 0
    start = len(text) - path
    name = re.split(r"[/\\]", text[start:])[-1]
    wanted = min(cell_len(text[start:]), cell_len(name) + 2)
    joints = [0, *(match.end() for match in re.finditer(" · ", text[:start]))]
    kept = max((at for at in joints if cell_len(text[:at]) + wanted <= width), default=0)
    shown, gone = ending(text[start:], width - cell_len(text[:kept]))
    return text[:kept] + shown, kept, start - kept + gone


def rule(width: int, style: Style, title: Text | None = None) -> Strip:
    """A horizontal line, with a title near its beginning."""
    if title is None or not title.plain:
        return Strip([Segment("─" * width, style)], width)
    line = Text.assemble(("─ ", style), title, (" ", style))
    line.append("─" * max(0, width - line.cell_len), style)
    line.truncate(width)
    return strip(line)


def fill(line: Strip, width: int, style: Style) -> Strip:
    """`line` with `style` beneath everything, as wide as `width`."""
    return line.apply_style(style).crop_extend(0, width, style)
