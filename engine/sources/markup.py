"""Blocks from a tree of HTML: readable text in reading order, tables as Markdown, lists with their marks.

The same walk serves web pages, chapters of books and trafilatura's trees, whose element names are its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from engine.sources.canonical import Canonical
from engine.sources.grid import markdown_table
from engine.sources.marked import Marked, Target, unmark
from engine.sources.reading import Block, BlockKind, Link

Element = Any  # lxml ships no types
Resolve = Callable[[Element], Target | None]
"""Where an element leads, None if it is no link."""

ASIDE = "data-aside"
"""An attribute of lists that are kept but never answer, such as footnotes: their blocks are `META`."""

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
_LISTS = frozenset(("ul", "ol", "list"))
_ITEMS = frozenset(("li", "item"))
_QUOTES = frozenset(("blockquote", "quote"))
_SKIPPED = frozenset(("head", "title", "script", "style", "template", "svg", "noscript"))


def no_links(element: Element) -> None:
    """For texts whose links lead nowhere that could be named, such as the pages of a book."""


def add_markup(canonical: Canonical, root: Element, resolve: Resolve = no_links) -> None:
    """Add what an element holds as blocks, with its links. The tree may be of any depth; it is not changed.

    Args:
        resolve: asked for each element `a`; a link without words is none.
    """
    _Walk(canonical, resolve).walk(root)


class _Walk:
    """One pass over the tree: text gathers until an element that is a block of its own opens or closes."""

    def __init__(self, canonical: Canonical, resolve: Resolve) -> None:
        self._canonical = canonical
        self._resolve = resolve
        self._inline = Marked()
        self._list: list[str] = []  # lines of the outermost list that is open
        self._list_links: list[Link] = []  # offsets from the beginning of that list
        self._list_length = 0
        self._list_kind = BlockKind.LIST
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
            self._inline.add(text if self._pre else _SPACE.sub(" ", text))

    def _open(self, element: Element, *, is_root: bool) -> bool:
        """Begin an element; False if what is in it has been dealt with."""
        tag = _tag(element)
        if tag in _INLINE:
            if tag == "a" and (target := self._resolve(element)):
                self._inline.open(target)
            return True
        if tag in ("br", "lb"):
            self._inline.add("\n")
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
            if not self._markers:
                self._list_kind = BlockKind.META if element.get(ASIDE) else BlockKind.LIST
            self._markers.append(1 if tag == "ol" or element.get("rend") == "ol" else 0)
        elif tag in _ITEMS:
            self._begin_item()
        elif tag == "table" and not self._list:
            return not self._add_table(element)
        return True

    def _close(self, element: Element) -> None:
        tag = _tag(element)
        if tag == "a" and self._resolve(element):
            self._inline.close()
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
        text, targets = self._inline.take()
        if not self._pre:
            text = "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in text.split("\n"))))
        if not text.strip():
            return
        text = text.rstrip()
        if self._pre and not self._markers:
            text, links = unmark(text, targets)
            self._canonical.add(BlockKind.CODE, text, links=links)
            return
        if self._heading:
            self._end_list()
            line, links = unmark(" ".join(text.split()), targets)
            self._canonical.add(BlockKind.HEADING, line, level=self._heading, name=line[:300], links=links)
        elif self._markers or self._marker:
            indent = " " * len(self._marker) if self._marker else "  " * len(self._markers)
            self._add_line(*unmark((self._marker or indent) + text.replace("\n", "\n" + indent), targets))
            self._marker = ""
            if not self._markers:
                self._end_list()
        else:
            text, links = unmark(text, targets)
            self._canonical.add(BlockKind.QUOTE if self._quotes else BlockKind.PARAGRAPH, text, links=links)

    def _add_line(self, line: str, links: Sequence[Link]) -> None:
        here = self._list_length
        self._list.append(line)
        self._list_links += (replace(link, start=link.start + here, end=link.end + here) for link in links)
        self._list_length += len(line) + 1

    def _end_list(self) -> None:
        """The list that has gathered becomes a block, or one for each item."""
        text = "\n".join(self._list)
        if len(text) <= _LONG_LIST:
            self._canonical.add(self._list_kind, text, links=self._list_links)
        else:
            self._canonical.add_blocks(text, _item_blocks(self._list, self._list_kind), self._list_links)
        self._list.clear()
        self._list_links.clear()
        self._list_length = 0
        self._list_kind = BlockKind.LIST
        self._marker = ""

    def _add_table(self, element: Element) -> bool:
        """Add a table of data; False for one that only lays out the page, whose cells are read as they come."""
        if element.get("role") == "presentation" or element.find(".//table") is not None:
            return False
        caption = element.find("caption")
        cells = [[cell for cell in row if _tag(cell) in ("td", "th", "cell")] for row in element.iter("tr", "row")]
        if max(map(len, cells), default=0) < 2:
            return False
        name = ""
        if caption is not None:
            name, links = unmark(*self._line(caption))
            self._canonical.add(BlockKind.PARAGRAPH, name, links=links)
        targets: list[Target] = []
        rows = [[self._cell(cell, targets) for cell in row] for row in cells]
        table, links = unmark(markdown_table(rows, names_columns=_names_columns(cells)), targets)
        self._canonical.add(BlockKind.TABLE, table, name=name, links=links)
        return True

    def _cell(self, cell: Element, targets: list[Target]) -> tuple[str, int]:
        """A cell's text on one line, its links marked, and how many columns it spans; where they lead is added."""
        span = cell.get("colspan") or "1"
        text, found = self._line(cell)
        targets += found
        return text, min(int(span), 50) if span.isdecimal() and int(span) > 0 else 1

    def _line(self, element: Element) -> tuple[str, list[Target]]:
        """All text of an element on one line, its links marked; parts on lines of their own are set apart."""
        line = Marked()
        for event, part in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
            is_comment = event in ("comment", "pi")
            tag = "" if is_comment else _tag(part)
            target = self._resolve(part) if tag == "a" else None
            if not is_comment and tag not in _INLINE:
                line.add(" ")
            if event == "start":
                if target:
                    line.open(target)
                line.add(part.text or "")
            else:
                if target:
                    line.close()
                if part is not element:
                    line.add(part.tail or "")
        text, targets = line.take()
        return " ".join(text.split()), targets


def _item_blocks(lines: list[str], kind: BlockKind) -> list[Block]:
    """A block for each item of the outermost level, with what is nested in it."""
    blocks: list[Block] = []
    here = 0
    for line in lines:
        if line.startswith(" ") and blocks:
            blocks[-1] = Block(kind, blocks[-1].start, here + len(line))
        else:
            blocks.append(Block(kind, here, here + len(line)))
        here += len(line) + 1
    return blocks


def _names_columns(rows: Sequence[Sequence[Element]]) -> bool:
    """Whether the first row names the columns; in a table that marks its heads, all of that row's cells are heads."""
    marked = [[_tag(cell) == "th" or cell.get("role") == "head" for cell in row] for row in rows if row]
    return not any(map(any, marked)) or (len(marked[0]) > 1 and all(marked[0][1:]))


def _level(tag: str, element: Element) -> int:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    rend = element.get("rend") or ""
    return int(rend[1]) if tag == "head" and re.fullmatch("h[1-6]", rend) else 0


def _tag(element: Element) -> str:
    """The element's name without its namespace, in lower case; empty for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
