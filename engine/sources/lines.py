"""Line numbers to spans of the untouched text, whatever its newlines are."""

from __future__ import annotations

import re

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff\0"  # all white space there is, and marks
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
        start = self.starts[first]
        end = self.ends[min(after, len(self)) - 1] if after > first else start
        bare, end = trim(self.text, start, end)
        if indented and bare < end:
            bare = max(start, self.text.rfind("\n", start, bare) + 1, self.text.rfind("\r", start, bare) + 1)
        return bare, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` without white space and marks around the text between them; equal if nothing else is there."""
    piece = text[start:end]
    right = len(piece.rstrip(_BLANK))
    left = len(piece) - len(piece.lstrip(_BLANK))
    return (start + left, start + right) if left < right else (end, end)
