"""Blocks from a tree of HTML: readable text in reading order, tables as Markdown, lists with their marks.

The same walk serves web pages, chapters of books and trafilatura's trees, whose element names are its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from engine.sources.canonical import Canonical
from engine.sources.grid import markdown_table
from engine.sources.reading import Block, BlockKind

Element = Any  # lxml ships no types

_LONG_LIST = 500  # code points; a shorter list is one block
_SPACES = re.compile(r" {2,}")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space, which HTML keeps
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "hi"),
        *("i", "img", "graphic", "ins", "kbd", "label", "mark", "math", "nobr", "q", "rb", "ref", "rt", "ruby", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # they would keep words from being found
_LISTS = frozenset(("ul", "ol", "list"))
_ITEMS = frozenset(("li", "item"))
_QUOTES = frozenset(("blockquote", "quote"))
_SKIPPED = frozenset(("head", "title", "script", "style", "template", "svg", "noscript"))


def add_markup(canonical: Canonical, root: Element) -> None:
    """Add what an element holds as blocks. The tree may be of any depth; it is not changed."""
    _Walk(canonical).walk(root)


class _Walk:
    """One pass over the tree: text gathers until an element that is a block of its own opens or closes."""

    def __init__(self, canonical: Canonical) -> None:
        self._canonical = canonical
        self._inline: list[str] = []
        self._list: list[str] = []  # lines of the outermost list that is open
        self._markers: list[int] = []  # a number for each open ordered list, 0 for others
        self._marker = ""  # of an item whose text has not come yet
        self._quotes = 0
        self._heading = 0
        self._pre = 0

    def walk(self, root: Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if self._open(element, is_root=element is root):
                    self._text(element.text)
                else:
                    walker.skip_subtree()
            elif event == "end":
                self._close(element)
            if event != "start" and element is not root:
                self._text(element.tail)
        self._flush()

    def _text(self, text: str | None) -> None:
        if text:
            self._inline.append(text if self._pre else _SPACE.sub(" ", text))

    def _open(self, element: Element, *, is_root: bool) -> bool:
        """Begin an element; False if what is in it has been dealt with."""
        tag = _tag(element)
        if tag in _INLINE:
            return True
        if tag in ("br", "lb"):
            self._inline.append("\n")
            return True
        if (tag in _SKIPPED and not element.get("rend") and not is_root) or (tag == "rp"):
            return False
        self._flush()
        if level := _level(tag, element):
            self._heading = level
        elif tag in ("pre", "code"):
            self._pre += 1
        elif tag in _QUOTES:
            self._quotes += 1
        elif tag in _LISTS:
            self._markers.append(1 if tag == "ol" or element.get("rend") == "ol" else 0)
        elif tag in _ITEMS:
            self._begin_item()
        elif tag == "table" and not self._list:
            return not self._add_table(element)
        return True

    def _close(self, element: Element) -> None:
        tag = _tag(element)
        if tag in _INLINE or tag in ("br", "lb") or (tag in _SKIPPED and not element.get("rend")):
            return
        self._flush()
        if _level(tag, element):
            self._heading = 0
        elif tag in ("pre", "code"):
            self._pre = max(0, self._pre - 1)
        elif tag in _QUOTES:
            self._quotes = max(0, self._quotes - 1)
        elif tag in _LISTS and self._markers:
            self._markers.pop()
            if not self._markers:
                self._end_list()

    def _begin_item(self) -> None:
        if not self._markers:  # an item outside any list
            self._marker = "- "
            return
        number = self._markers[-1]
        self._markers[-1] += bool(number)
        self._marker = "  " * (len(self._markers) - 1) + (f"{number}. " if number else "- ")

    def _flush(self) -> None:
        """What has gathered becomes a block, or a line of the list that is open."""
        text = "".join(self._inline).translate(_INVISIBLE)
        self._inline.clear()
        if not self._pre:
            text = "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in text.split("\n"))))
        if not text.strip():
            return
        text = text.rstrip()
        if self._pre and not self._markers:
            self._canonical.add(BlockKind.CODE, text)
            return
        if self._heading:
            self._end_list()
            line = " ".join(text.split())
            self._canonical.add(BlockKind.HEADING, line, level=self._heading, name=line[:300])
        elif self._markers or self._marker:
            indent = " " * len(self._marker) if self._marker else "  " * len(self._markers)
            self._list.append((self._marker or indent) + text.replace("\n", "\n" + indent))
            self._marker = ""
            if not self._markers:
                self._end_list()
        else:
            self._canonical.add(BlockKind.QUOTE if self._quotes else BlockKind.PARAGRAPH, text)

    def _end_list(self) -> None:
        """The list that has gathered becomes a block, or one for each item."""
        text = "\n".join(self._list)
        if len(text) <= _LONG_LIST:
            self._canonical.add(BlockKind.LIST, text)
        else:
            self._canonical.add_blocks(text, _item_blocks(self._list))
        self._list.clear()
        self._marker = ""

    def _add_table(self, element: Element) -> bool:
        """Add a table of data; False for one that only lays out the page, whose cells are read as they come."""
        if element.get("role") == "presentation" or element.find(".//table") is not None:
            return False
        caption = element.find("caption")
        cells = [[cell for cell in row if _tag(cell) in ("td", "th", "cell")] for row in element.iter("tr", "row")]
        rows = [[_cell(cell) for cell in row] for row in cells]
        if max(map(len, rows), default=0) < 2:
            return False
        name = _line(caption) if caption is not None else ""
        if name:
            self._canonical.add(BlockKind.PARAGRAPH, name)
        self._canonical.add(BlockKind.TABLE, markdown_table(rows, names_columns=_names_columns(cells)), name=name)
        return True


def _item_blocks(lines: list[str]) -> list[Block]:
    """A block for each item of the outermost level, with what is nested in it."""
    blocks: list[Block] = []
    here = 0
    for line in lines:
        if line.startswith(" ") and blocks:
            blocks[-1] = Block(BlockKind.LIST, blocks[-1].start, here + len(line))
        else:
            blocks.append(Block(BlockKind.LIST, here, here + len(line)))
        here += len(line) + 1
    return blocks


def _names_columns(rows: Sequence[Sequence[Element]]) -> bool:
    """Whether the first row names the columns; in a table that marks its heads, all of that row's cells are heads."""
    marked = [[_tag(cell) == "th" or cell.get("role") == "head" for cell in row] for row in rows if row]
    return not any(map(any, marked)) or (len(marked[0]) > 1 and all(marked[0][1:]))


def _cell(cell: Element) -> tuple[str, int]:
    """A cell's text on one line, and how many columns it spans."""
    span = cell.get("colspan") or "1"
    return _line(cell), min(int(span), 50) if span.isdecimal() and int(span) > 0 else 1


def _line(element: Element) -> str:
    """All text of an element on one line; parts that stand on lines of their own are set apart."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        is_comment = event in ("comment", "pi")
        if not is_comment and _tag(part) not in _INLINE:
            pieces.append(" ")
        if event == "start":
            pieces.append(part.text or "")
        elif part is not element:
            pieces.append(part.tail or "")
    return " ".join("".join(pieces).split())


def _level(tag: str, element: Element) -> int:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    rend = element.get("rend") or ""
    return int(rend[1]) if tag == "head" and re.fullmatch("h[1-6]", rend) else 0


def _tag(element: Element) -> str:
    """The element's name without its namespace, in lower case; empty for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
