"""Line numbers to spans of the untouched text, whatever its newlines are."""

from __future__ import annotations

import re

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BLANK = " \t\r\n\f\v\ufeff\x00"
BYTE_ORDER_MARK = "\ufeff"


class Lines:
    """Where each line of a text starts and ends; lines count from 0, offsets are code points.

    A byte-order mark in front belongs to no line.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.first = int(text.startswith(BYTE_ORDER_MARK))
        breaks = list(_NEWLINE.finditer(text))
        self.starts = [self.first, *(match.end() for match in breaks)]
        self.ends = [*(match.start() for match in breaks), len(text)]  # without the newline

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, line: int) -> str:
        return self.text[self.starts[line] : self.ends[line]]

    def span(self, first: int, after: int, *, indented: bool = False) -> tuple[int, int]:
        """Start and end of lines `first` up to but without `after`, without blank lines and space around them.

        With `indented`, the white space that opens the first line stays. Empty (start == end) if all are blank.
        """
        start, end = self.starts[first], self.ends[min(after, len(self)) - 1] if after > first else self.starts[first]
        piece = self.text[start:end]
        end -= len(piece) - len(piece.rstrip(_BLANK))
        skipped = len(piece) - len(piece.lstrip(_BLANK))
        if indented and skipped and start < end:
            skipped = max(piece.rfind("\n", 0, skipped), piece.rfind("\r", 0, skipped)) + 1
        return (start + skipped, end) if start + skipped < end else (end, end)
