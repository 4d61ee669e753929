"""A document's canonical text cut into rows that can be drawn, without copying it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from engine.sources.reading import Mark

ROW_LIMIT = 2_000  # code points; a longer line is continued in the next row, or one line of 10 MB would be one block
HITS = 10_000  # places that a search names at most


@dataclass(frozen=True, slots=True)
class Pages:
    """Rows of a text: row i is `text[starts[i]:ends(i)]` and belongs to line `lines[i]` (1-based)."""

    text: str
    marks: tuple[Mark, ...]
    starts: tuple[int, ...]
    lines: tuple[int, ...]
    mark_starts: tuple[int, ...]
    first_rows: dict[int, Mark]  # the row in which a mark begins

    @property
    def count_lines(self) -> int:
        return self.lines[-1] if self.lines else 0

    def end(self, row: int) -> int:
        """The offset behind row `row`, its newline included."""
        return self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)

    def row_at(self, offset: int) -> int:
        """The row that holds the code point at `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def mark_at(self, offset: int) -> Mark | None:
        """The page, message or other mark that holds `offset`."""
        index = bisect_right(self.mark_starts, offset) - 1
        return (
            self.marks[index]
            if index >= 0 and offset < max(self.marks[index].end, self.marks[index].start + 1)
            else None
        )


def lay_out(text: str, marks: Sequence[Mark]) -> Pages:
    """Cut a text into rows; about 0.1 s for 10 MB, so not on the screen's loop."""
    starts: list[int] = []
    lines: list[int] = []
    position = number = 0
    size = len(text)
    while position < size:
        number += 1
        end = text.find("\n", position)
        end = size if end < 0 else end + 1
        for start in range(position, end, ROW_LIMIT):
            starts.append(start)
            lines.append(number)
        position = end
    ordered = tuple(sorted(marks, key=lambda mark: mark.start))
    pages = Pages(text, ordered, tuple(starts or (0,)), tuple(lines or (1,)), tuple(mark.start for mark in ordered), {})
    for mark in ordered:
        pages.first_rows.setdefault(pages.row_at(mark.start), mark)
    return pages


def find(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in `text`, upper and lower case alike, white space standing for any white space."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if not pattern:
        return []
    spans: list[tuple[int, int]] = []
    for match in re.finditer(pattern, text, re.IGNORECASE):
        spans.append(match.span())
        if len(spans) == HITS:
            break
    return spans
