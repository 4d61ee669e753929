"""The outline of a text: its headings, or where its pages and messages begin; and where 'page 3' or '50%' is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from engine.sources.reading import Mark
from tui.drawing.clean import one_line
from tui.drawing.highlight import Run
from tui.drawing.pages import Pages
from tui.drawing.segments import heading, scan
from tui.talk import short_time

DEFINED = ("Name.Function", "Name.Class")  # how Pygments calls the names that are defined
LONGEST = 20_000_000  # code points of a text whose headings are looked for

_GOAL = re.compile(r"(?P<line>\d+)|p(?:age)?\s*(?P<paged>\d+)|(?P<percent>\d+(?:[.,]\d+)?)\s*%", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the offset of its first code point; `level` 1 is the highest."""

    level: int
    title: str
    start: int


def outline(pages: Pages) -> tuple[Heading, ...]:
    """The headings of a text in Markdown, else its marks. About 1 s for 10 MB: not on the screen's loop."""
    found = []
    if len(pages.text) <= LONGEST:
        for piece in scan(pages.text, 0, gap=False):
            level, title = heading(pages.text[piece.start : min(piece.end, piece.start + 400)])
            if level:
                found.append(Heading(level, one_line(title) or "—", piece.start))
    return tuple(found) or tuple(Heading(1, label(mark), mark.start) for mark in pages.marks)


def definitions(text: str, runs: Iterable[Run]) -> tuple[Heading, ...]:
    """Functions and classes of code, by the line in which each is named for the first time."""
    found: list[Heading] = []
    position, line_end = 0, -1
    for length, kind in runs:
        if kind.startswith(DEFINED) and position > line_end:
            start, line_end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
            line_end = line_end if line_end >= 0 else len(text)
            line = text[start : min(line_end, start + 400)]
            if kind.endswith(".Magic") and "def " not in line:  # '__init__' where it is called
                position += length
                continue
            indent = len(line) - len(line.lstrip())
            found.append(Heading(1 + min(5, indent // 4), one_line(line), start))
        position += length
    return tuple(found)


def label(mark: Mark) -> str:
    """What stands above a page or message."""
    if mark.speaker:
        return f"{one_line(mark.speaker)} · {short_time(mark.time)}" if mark.time else one_line(mark.speaker)
    return f"{mark.kind.value} {mark.number}"


def goal(pages: Pages, typed: str) -> int | None:
    """The offset that '120' (a line), 'p3' or 'page 3' (a page or message) or '50%' means; None where there is none."""
    match = _GOAL.fullmatch(typed.strip())
    if match is None:
        return None
    if match["percent"]:
        share = min(100.0, float(match["percent"].replace(",", "."))) / 100
        return min(len(pages.text), int(share * len(pages.text)))
    if match["paged"]:
        number = int(match["paged"])
        return next((mark.start for mark in pages.marks if mark.number == number), None)
    row = bisect_left(pages.lines, int(match["line"]))
    return pages.starts[row] if row < len(pages.starts) else None
