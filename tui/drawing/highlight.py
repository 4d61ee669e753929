"""Colours for code: what each piece of it is, by Pygments, in names of the palette.

A lexer that is used for the first time is imported, and a long text is read, on a thread: until then code is drawn in
one colour. What is missing is in `wanted`, and `missed` is told; `learn` reads it on a thread, `take` keeps what was
found, and what has been drawn is drawn again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.cache import LRUCache

from tui.themes import Palette

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

AT_ONCE = 4_000  # code points that are read while they are drawn; about 15 ms
CONTEXT_LINES = 40  # of code before the lines that are new
WINDOW_LINES = 200  # that are read together while a text grows
LONGEST = 1_000_000  # code points: three seconds of a thread; what is longer has one colour
KEPT = 64  # texts whose colours are kept

Run = tuple[int, str]
"""How many code points, and the kind of token that they are."""

KINDS: dict[str, tuple[str, str]] = {
    "Comment": ("muted", "italic"),
    "Keyword": ("primary", "bold"),
    "Keyword.Constant": ("accent", ""),
    "Operator.Word": ("primary", "bold"),
    "Name.Function": ("mark", ""),
    "Name.Class": ("mark", "bold"),
    "Name.Decorator": ("warning", ""),
    "Name.Builtin": ("accent", ""),
    "Name.Exception": ("accent", ""),
    "Name.Tag": ("primary", "bold"),
    "Name.Attribute": ("mark", ""),
    "Name.Variable": ("mark", ""),
    "Literal.String": ("success", ""),
    "Literal.String.Doc": ("muted", "italic"),
    "Literal.Number": ("warning", ""),
    "Generic.Heading": ("primary", "bold"),
    "Generic.Subheading": ("primary", "bold"),
    "Generic.Deleted": ("error", ""),
    "Generic.Inserted": ("success", ""),
    "Generic.Strong": ("code", "bold"),
    "Generic.Emph": ("code", "italic"),
}
"""The palette's colour and an attribute, by Pygments' kinds of tokens; a kind has those of the nearest above it."""

Wanted = tuple[str, str]
"""A language, and the text to read ('': the lexer alone)."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a thread has found: a lexer (None: there is none), and what a text is made of."""

    wanted: Wanted
    lexer: Lexer | None
    runs: Sequence[Run]


class Highlighter:
    """Knows the lexers that have been used, and the texts that have been read."""

    def __init__(self) -> None:
        self.wanted: dict[Wanted, None] = {}  # in the order in which it was missed
        self.missed: Callable[[], None] | None = None  # called when something new is wanted
        self.learnt = 0  # how often something was learnt: what was drawn before looks different now
        self._lexers: dict[str, Lexer | None] = {}
        self._known: LRUCache[Wanted, Sequence[Run]] = LRUCache(KEPT)

    def runs(self, name: str, code: str) -> Sequence[Run]:
        """What `code` is made of, in order; nothing where that is not known, or not known yet."""
        if not name or not code or len(code) > LONGEST:
            return ()
        found = self._known.get((name, code))
        if found is None:
            lexer = self._lexers.get(name)
            if lexer is None or len(code) > AT_ONCE:
                self._want(name, code if len(code) > AT_ONCE else "")
                return ()
            found = self._known[name, code] = _read(lexer, code)
        return found

    def tail(self, name: str, lines: Sequence[str], first: int) -> list[Run]:
        """What the lines from `first` on are made of, while a text grows: a little before them is read once more."""
        lexer = self._lexers.get(name)
        if lexer is None:
            if any(lines):  # before that the language's name may still grow
                self._want(name, "")
            return []
        found: list[Run] = []
        for begin in range(first, len(lines), WINDOW_LINES):
            start = max(0, begin - CONTEXT_LINES)
            code = "\n".join(lines[start : begin + WINDOW_LINES])
            found += _behind(_read(lexer, code), sum(len(line) + 1 for line in lines[start:begin]))
            found.append((1, ""))  # the newline between two windows
        return found

    def _want(self, name: str, code: str) -> None:
        if not name or self._lexers.get(name, name) is None:
            return
        self.wanted[name, code] = None
        if self.missed is not None:
            self.missed()

    def learn(self, wanted: Iterable[Wanted]) -> list[Learnt]:
        """Import lexers and read texts. Not on the screen's loop."""
        found = []
        for name, code in wanted:
            lexer = self._lexers[name] if name in self._lexers else _lexer(name)
            found.append(Learnt((name, code), lexer, _read(lexer, code) if lexer is not None and code else ()))
        return found

    def take(self, found: Iterable[Learnt]) -> None:
        """Keep what a thread has found."""
        for each in found:
            self._lexers[each.wanted[0]] = each.lexer
            if each.wanted[1]:
                self._known[each.wanted] = each.runs
            self.wanted.pop(each.wanted, None)
        self.learnt += 1


HIGHLIGHTER = Highlighter()
"""The one that the screen draws with; lexers are the same for everybody."""

_NAME = re.compile(r"\{?\s*\.?(?:language-)?([\w+#.-]+)")


def language(info: str) -> str:
    """The language that the first words behind a fence name, '' where there is none."""
    match = _NAME.match(info.strip())
    return match[1].lower()[:30] if match else ""


PROSE = frozenset((".md", ".markdown", ".txt", ".text", ".rst", ".log", ".pdf", ".html", ".htm", ".xhtml", ".docx"))
"""Endings of files that are no code, or whose text is not what stands in the file."""


def of_file(path: str) -> str:
    """The language of a file by its ending, with the '.' before it; '' for prose."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    ending = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    return "" if ending in PROSE else ending


def painted(code: str, found: Iterable[Run] | None, palette: Palette, ground: str = "panel") -> Text:
    """`code` with its colours; on the ground of code where `ground` says so."""
    text = Text(code, palette.style("code", on=ground))
    position = 0
    for length, kind in found or ():
        if (style := style_of(kind, palette, ground)) is not None:
            text.stylize(style, position, position + length)
        position += length
    return text


def style_of(kind: str, palette: Palette, ground: str = "") -> Style | None:
    """How a kind of token looks; None where it looks like all others."""
    colour, attribute = _look(kind)
    if not colour:
        return None
    style = palette.style(colour, on=ground)
    return style + Style.parse(attribute) if attribute else style


@lru_cache(256)
def _look(kind: str) -> tuple[str, str]:
    while kind and kind not in KINDS:
        kind = kind.rpartition(".")[0]
    return KINDS.get(kind, ("", ""))


def _lexer(name: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
    from pygments.util import ClassNotFound

    try:
        if name.startswith("."):
            return get_lexer_for_filename(f"x{name}", stripnl=False, ensurenl=False)
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _read(lexer: Lexer, code: str) -> list[Run]:
    """Runs that cover `code` from its beginning, neighbours of one kind put together."""
    found: list[Run] = []
    position = 0
    for start, token, value in lexer.get_tokens_unprocessed(code):
        if start < position:
            continue  # some lexers come back to what they have read
        if start > position:
            found.append((start - position, ""))
        kind = _kind(token)
        if found and found[-1][1] == kind and start == position:
            found[-1] = (found[-1][0] + len(value), kind)
        else:
            found.append((len(value), kind))
        position = start + len(value)
    return found


@lru_cache(512)
def _kind(token: _TokenType) -> str:
    return ".".join(token)


def _behind(found: Iterable[Run], offset: int) -> Iterable[Run]:
    """What is left of the runs behind `offset` code points."""
    for length, kind in found:
        if offset >= length:
            offset -= length
            continue
        yield length - offset, kind
        offset = 0
