"""Every glyph as ASCII, in as many cells: the last thing that happens to a line before it is drawn."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.line.ways import Ways

_LIKE = {
    "-": "─┄┅┈┉╌╍╴╶╸╺╼╾–—−‒―‐‑·▔▱",
    "_": "▁▂▃",
    "|": "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▌▐▎▏▍▋▊▉▕¦",
    "+": "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╔╗╚╝╭╮╯╰╠╣╦╩╬✓✔±†‡",
    "#": "█▄▅▆▇▀▖▗▘▙▚▛▜▝▞▟░▒▓■▪▮▰",
    ">": "▸▹►▶›»→⇒⟩≥‣",
    "<": "◂◃◄◀‹«←⇐⟨≤",
    "v": "▾▿▼↓⇓",
    "^": "▴▵▲↑⇑",
    "=": "━═↔⇔≡",  # a heavy line is what has the focus: told apart by shape here too
    ".": "…⋯․。｡",
    "*": "•●◦∙⋆★☆※",
    "o": "☐◌○◯◇◆◎°º",
    "0": "∅",
    "x": "☑✗✘×✕✖",
    "@": "◉",
    "~": "≈∼～",
    "'": "’‘‚‛′`´",
    '"': "“”„‟″",
    "/": "⁄∕÷",
    "?": "¿\ufffd",
    "!": "¡≠",
    "s": "ß",
    "a": "æ",
    "A": "Æ",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "d": "đð",
    "D": "ĐÐ␡",
    "p": "þ",
    "P": "Þ",
    "i": "ı",
    "c": "¢©",
    "E": "€",
    "R": "®",
    "S": "§",
    " ": "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f",
}
_UPPER, _LEFT = 0x1B, 0x47  # of the eight dots of braille: those of the two upper rows, those of the left column
_DOTS = 0x2800


def _of_dots(dots: int) -> str:
    """The ASCII character that has its ink where these dots of braille are, as in the lines of the graph."""
    if not dots & 0xFF:
        return " "
    if not dots & ~_UPPER & 0xFF:
        return "'"
    if not dots & _UPPER:
        return "."
    left, right = bool(dots & _LEFT), bool(dots & ~_LEFT & 0xFF)
    if not (left and right):
        return "|"
    if not dots & _UPPER & _LEFT:
        return "/"
    return "\\" if not dots & _UPPER & ~_LEFT else "-"


MAPPED = {
    **{_DOTS + dots: _of_dots(dots) for dots in range(256)},
    **{ord(glyph): like for like, glyphs in _LIKE.items() for glyph in glyphs if cell_len(glyph) == 1},
}
"""The ASCII character of each glyph of one cell that looks like one."""

_CONSOLE_HAS = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬▀▄█▌▐░▒▓←↑→↓•·°«»±÷≈≤≥"  # code page 437
_CONSOLE_LIKE = {
    "─": "╌╍",
    "═": "━",
    "│": "┃╎╏",
    "┌": "┏╭",
    "┐": "┓╮",
    "└": "┗╰",
    "┘": "┛╯",
    "├": "┣",
    "┤": "┫",
    "▄": "▅▃▂▁▆▇",
    "▌": "▎▏▍▋▊▉",
    "▐": "▕",
}
SIGNS = {code: like for code, like in MAPPED.items() if not chr(code).isalpha()}
"""The same for a terminal that shows letters of all kinds: these stay as they are."""

CONSOLE = {
    **SIGNS,
    **{ord(glyph): glyph for glyph in _CONSOLE_HAS},
    **{ord(glyph): like for like, glyphs in _CONSOLE_LIKE.items() for glyph in glyphs},
}
"""The same for the console of Linux, whose fonts have some of them."""


def plain_for(ways: Ways) -> Plain | None:
    """What these ways need; None where every glyph can be drawn as it is."""
    if not ways.ascii:
        return None
    return Plain(CONSOLE if ways.console else SIGNS if ways.letters else MAPPED, letters=ways.letters)


class Plain(LineFilter):
    """Draws with other glyphs.

    Args:
        table: what comes in the place of what, by code point; each of one cell.
        letters: whether what is not in the table stays; otherwise it becomes its ASCII look-alike, or '?'.
    """

    def __init__(self, table: dict[int, str], *, letters: bool) -> None:
        super().__init__()
        self._table = table
        self._letters = letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with other glyphs, each as wide as before."""
        return [
            segment if segment.control or segment.text.isascii() else Segment(self.plain(segment.text), segment.style)
            for segment in segments
        ]

    def plain(self, text: str) -> str:
        """A text with other glyphs, as wide as before."""
        text = text.translate(self._table)
        if self._letters or text.isascii():
            return text
        return "".join(_look_alike(text[begin:end], width) for begin, end, width in split_graphemes(text)[0])


@lru_cache(4096)
def _look_alike(grapheme: str, width: int) -> str:
    """ASCII of so many cells for what a reader sees as one sign."""
    if grapheme.isascii():
        return grapheme
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", grapheme).translate(MAPPED) if " " <= sign <= "~")
    return bare if len(bare) == width else "?" * width
