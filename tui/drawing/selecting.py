"""Text that is selected with the mouse: how it looks, and what it says."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

MOST_LINES = 20_000  # of one selection
BARS = "▏▎"  # before code and quotes


def selected(line: Strip, span: tuple[int, int], style: Style) -> Strip:
    """`line` with the letters from `span[0]` to `span[1]` (-1: the end) in another style."""
    text = line.text
    first = cell_len(text[: span[0]])
    last = line.cell_length if span[1] < 0 else cell_len(text[: span[1]])
    if first >= last:
        return line
    return Strip.join([line.crop(0, first), line.crop(first, last).apply_style(style), line.crop(last)])


def extracted(selection: Selection, total: int, line_text: Callable[[int], str], margin: int) -> str:
    """The selected text: without the first `margin` letters of each line, bars of code, and spaces at the ends.

    Args:
        selection: from where to where, in letters and lines.
        total: how many lines there are.
        line_text: what is drawn in a line.
        margin: of what is drawn and no text.
    """
    first = selection.start.y if selection.start is not None else 0
    last = selection.end.y if selection.end is not None else total - 1
    lines = []
    for number in range(first, min(last, total - 1, first + MOST_LINES) + 1):
        span = selection.get_span(number)
        if span is None:
            continue
        text = line_text(number)
        end = len(text) if span[1] < 0 else span[1]
        begin = max(span[0], margin)
        if text[margin : margin + 1] in BARS and begin == margin:
            begin += 1
        lines.append(text[begin : max(begin, end)].rstrip())
    return "\n".join(lines)
