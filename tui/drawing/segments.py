"""Markdown cut into pieces that can be drawn one by one, so that a growing text draws only its last piece again.

A piece is a heading, a paragraph, one item of a list, a table, a quote, a fence or a formula by itself. `Pieces` is fed
the text as it grows: every piece is finished and never changes, but for the last and, while its first line is
unfinished, the one before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+([^\n]*))?(?:\s|$)")
_MATH = re.compile(r" {0,3}(?:(?P<dollars>\$\$)|(?P<square>\\\[)|\\begin\{(?P<name>[a-z]+\*?)\})")
_SETTLED = re.compile(r" {0,3}(?:[^\W\d_]|[|>]|(?:[-+*]|\d{1,9}[.)]|#{1,6})[ \t]+[^\s*_+-])")
"""The beginning of a line whose kind can't change any more, whatever is added: '#' may yet become '#tag'."""

LONG = 3_000  # code points of a paragraph that is still one piece: what grows is drawn again and again
AHEAD = 200  # code points that say what kind of line follows
_SENTENCE = re.compile(r"[.!?:;]\]?\s+(?=\S)")

_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]` is one piece; `gap` says that a blank line stands before it."""

    start: int
    end: int
    gap: bool


class Pieces:
    """The pieces of a text that only ever grows at its end."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[Piece] = []

    def grow(self, text: str) -> int:
        """Take the longer `text`; the number of pieces that stay as they were (the first ones)."""
        stable = max(0, len(self._pieces) - 1)
        if stable and self._may_join_the_former():
            stable -= 1
        self.text = text
        if not self._pieces:
            self._pieces = scan(text, 0, gap=False)
            return 0
        first = self._pieces[stable]
        self._pieces[stable:] = scan(text, first.start, gap=first.gap)
        return stable

    def _may_join_the_former(self) -> bool:
        """Whether the last piece is an unfinished line that may turn out to belong to the piece before it."""
        line = self.text[self._pieces[-1].start :]
        return "\n" not in line and not _SETTLED.match(line)

    def __len__(self) -> int:
        return len(self._pieces)

    def __getitem__(self, index: int) -> Piece:
        return self._pieces[index]

    def source(self, index: int) -> str:
        """The Markdown of piece `index`."""
        piece = self._pieces[index]
        return self.text[piece.start : piece.end]


def scan(text: str, start: int, *, gap: bool) -> list[Piece]:
    """The pieces of `text[start:]`; `gap` says whether a blank line stands before `start`."""
    pieces: list[Piece] = []
    begin = -1  # where the open piece begins, -1 between pieces
    kind = fence = ""
    blank = False
    position = start
    for line in text[start:].splitlines(keepends=True):
        end = position + len(line)
        if kind == "fence":
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                pieces.append(Piece(begin, end, gap))
                begin, kind, gap = -1, "", False
        elif not line.strip():
            if begin >= 0 and kind != "item":
                pieces.append(Piece(begin, position, gap))
                begin, kind, gap = -1, "", True
            blank, gap = True, gap if begin >= 0 else True
        elif kind == "math":
            if line.rstrip().endswith(fence) or (fence in line and fence != "$$"):
                pieces.append(Piece(begin, end, gap))
                begin, kind, gap = -1, "", False
            blank = False
        else:
            new = _kind(line)
            continues = begin >= 0 and _continues(kind, new, line, blank)
            if not continues:
                if begin >= 0:
                    pieces.append(Piece(begin, position, gap))
                    gap = blank
                begin, kind = position, new
                gap = gap or (new == "heading" and bool(pieces or start))
                if new == "fence" and (match := FENCE.match(line)):
                    fence = match.group(1)
                elif new == "math":
                    fence, opening = _math_end(line)
                    if fence in line[opening:]:
                        pieces.append(Piece(begin, end, gap))
                        begin, kind, gap = -1, "", False
                elif new in ("heading", "rule"):
                    pieces.append(Piece(begin, end, gap))
                    begin, kind, gap = -1, "", False
            blank = False
        position = end
    if begin >= 0:
        pieces.append(Piece(begin, position, gap))
    return [part for piece in pieces for part in _parts(text, piece)]


def _parts(text: str, piece: Piece) -> list[Piece]:
    """A piece, or the parts of a paragraph that is too long, cut behind sentences where no mark-up is open."""
    if piece.end - piece.start <= LONG or _kind(text[piece.start : text.find("\n", piece.start)]) != "paragraph":
        return [piece]
    parts, start = list[Piece](), piece.start
    for match in _SENTENCE.finditer(text, piece.start, piece.end):
        end = match.end()
        length = end - start
        if (
            length > LONG
            and (length > 4 * LONG or not _open(text[start:end]))
            and _kind(text[end : end + AHEAD]) == "paragraph"
        ):
            parts.append(Piece(start, end, piece.gap and not parts))
            start = end
    return [*parts, Piece(start, piece.end, piece.gap and not parts)]


def _open(text: str) -> bool:
    """Whether an emphasis, a link or code may have begun in it that has not ended."""
    return any(text.count(sign) % 2 for sign in "*_`$~") or text.count("[") != text.count("]")


def _math_end(line: str) -> tuple[str, int]:
    """What closes the formula that begins with `line`, and where its own beginning ends."""
    match = _MATH.match(line)
    if match is None:
        return "", 0
    if match["name"]:
        return f"\\end{{{match['name']}}}", match.end()
    return ("$$" if match["dollars"] else "\\]"), match.end()


def heading(source: str) -> tuple[int, str]:
    """The level and the words of a piece that is a heading; (0, '') where it is none."""
    match = _HEADING.match(source)
    return (len(match[1]), (match[2] or "").rstrip("# \t\r")) if match is not None else (0, "")


def _kind(line: str) -> str:
    if _MATH.match(line):
        return "math"
    if FENCE.match(line):
        return "fence"
    if _RULE.match(line):
        return "rule"
    if _ITEM.match(line):
        return "item"
    if _HEADING.match(line):
        return "heading"
    first = line.lstrip()[:1]
    return {"|": "table", ">": "quote"}.get(first, "paragraph")


def _continues(kind: str, new: str, line: str, blank: bool) -> bool:
    """Whether a line of kind `new` belongs to the open piece of kind `kind`."""
    if kind == "item":
        indented = line.startswith(("  ", "\t"))
        return indented or (not blank and new == "paragraph")
    if kind == "quote":
        return new in ("quote", "paragraph")
    if kind == "table":
        return new == "table"
    if kind == "paragraph":  # a list may not interrupt a paragraph unless it says so with a marker
        return new in ("paragraph", "table")
    return False
