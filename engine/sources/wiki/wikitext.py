"""Wikitext as a tree of HTML that the walk for web pages reads: what mwparserfromhell takes apart, put in blocks.

Templates are programs that an export does not bring along: infoboxes become tables, those around plain words become
their words, all others go. So does the markup of footnotes, whose texts are given back beside the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import mwparserfromhell
from lxml import etree
from mwparserfromhell import nodes
from mwparserfromhell.wikicode import Wikicode

from engine.sources.wiki.titles import tidy_title

Element = Any  # lxml ships no types

HEADING = "data-heading"
"""The attribute of a link that names a heading of its target."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAGIC = re.compile(r"__[A-Z]+__")
_TRAIL = re.compile(r"[^\W\d_]+")
_INFOBOX = re.compile(r"infobox|taxobox|speciesbox|geobox|infocaja|ficha de", re.IGNORECASE)
_CODE_TAGS = frozenset(("pre", "syntaxhighlight", "source"))
_LEFT_OUT = frozenset(
    (
        *("ref", "references", "gallery", "imagemap", "timeline", "score", "templatestyles", "mapframe", "maplink"),
        *("graph", "indicator", "section", "includeonly", "inputbox", "hiero", "style", "script"),
    )
)
_FIRST = frozenset(
    ("nowrap", "small", "big", "em", "strong", "abbr", "sup", "sub", "as of", "nobold", "resize", "tooltip")
)
_LAST = frozenset(("lang", "langx", "transl", "transliteration", "script", "audio", "visible anchor", "vanchor"))
_LISTS = frozenset(("ubl", "hlist", "plainlist", "flatlist", "unbulleted list", "ubil"))
_DATE = re.compile(r"(?:start|end|birth|death|film|launch|opening)[ -]date")
_NUMBERED = frozenset(("convert", "cvt"))
_DASHES = {
    "snd": " – ",
    "spnd": " – ",
    "spaced ndash": " – ",
    "ndash": "–",
    "mdash": "—",
    "nbsp": "\u00a0",
    "!": "|",
    "=": "=",
}
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|simple|zh-[a-z-]+|roa-rup|be-tarask|bat-smg|fiu-vro|map-bms|nds-nl)")


@dataclass(slots=True)
class Wikitext:
    """A page's text, taken apart."""

    root: Element  # a div with blocks; links are `a` with the target in href
    categories: list[str] = field(default_factory=list)
    language_links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)  # of infoboxes


@dataclass(frozen=True, slots=True)
class Namespaces:
    """Prefixes of page names, in lower case, as a wiki calls them."""

    category: frozenset[str] = frozenset({"category"})
    file: frozenset[str] = frozenset({"file", "image", "media"})


def parse(text: str, namespaces: Namespaces) -> Wikitext:
    """Take a page's wikitext apart."""
    clean = _MAGIC.sub("", _CONTROLS.sub(" ", text))
    builder = _Builder(namespaces)
    builder.add(mwparserfromhell.parse(clean).nodes)
    return builder.made


class _Builder:
    """Puts nodes into blocks: paragraphs end at blank lines, items of lists at the end of their line."""

    def __init__(self, namespaces: Namespaces) -> None:
        self._namespaces = namespaces
        root = etree.Element("div")
        self.made = Wikitext(root)
        self._holder = root  # what blocks go into: the page, a cell, a quote
        self._here: Element | None = None  # what words go into; None between blocks
        self._prefix = ""  # list markers at the beginning of this line
        self._lists: list[tuple[str, Element]] = []  # that are open, with their markers
        self._depth = 0  # of inline elements; within them no block begins
        self._link: Element | None = None  # just closed: letters that follow belong to it

    def add(self, found: Iterable[Any]) -> None:
        for node in found:
            link, self._link = self._link, None
            if isinstance(node, nodes.Text):
                self._text(str(node.value), link)
            elif isinstance(node, nodes.HTMLEntity):
                self._words(str(node.normalize()))
            elif isinstance(node, nodes.Wikilink):
                self._wikilink(node)
            elif isinstance(node, nodes.ExternalLink):
                self._external(node)
            elif isinstance(node, nodes.Heading):
                self._heading(node)
            elif isinstance(node, nodes.Tag):
                self._tag(node)
            elif isinstance(node, nodes.Template):
                self._template(node)

    # --- words ----------------------------------------------------------------------------------------------------

    def _text(self, text: str, link: Element | None) -> None:
        if link is not None and (trail := _TRAIL.match(text)):
            _append(link, trail[0])
            text = text[trail.end() :]
        lines = text.split("\n")
        for at, line in enumerate(lines):
            if at:
                self._newline(blank=not lines[at - 1].strip() and at > 1)
            if line:
                self._words(line)

    def _newline(self, *, blank: bool) -> None:
        if self._depth:
            self._words(" ")
        elif self._prefix or blank or self._here is None:
            self._end_block()
        else:
            self._words(" ")

    def _words(self, text: str) -> None:
        if self._here is None and not text.strip():
            return
        _append(self._block(), text)

    def _block(self) -> Element:
        """Where words go: the open block, or a new one."""
        if self._here is None:
            if not self._prefix:
                self._lists.clear()
            self._here = self._item() if self._prefix else etree.SubElement(self._holder, "p")
        return self._here

    def _end_block(self) -> None:
        if not self._prefix:
            self._lists.clear()
        self._here, self._prefix = None, ""

    def _item(self) -> Element:
        """A new item of the list that the markers of this line name: '*#' is an ordered list within a bulleted one."""
        markers = self._prefix.replace(";", ":")
        same = 0
        while same < min(len(markers), len(self._lists)) and self._lists[same][0] == markers[same]:
            same += 1
        del self._lists[same:]
        for marker in markers[same:]:
            above = self._lists[-1][1] if self._lists else self._holder
            if len(above) and self._lists:
                above = above[-1]
            elif self._lists:
                above = etree.SubElement(above, "li")
            self._lists.append((marker, etree.SubElement(above, "ol" if marker == "#" else "ul")))
        return etree.SubElement(self._lists[-1][1], "li")

    def _inside(self, tag: str, found: Iterable[Any]) -> Element:
        """An inline element with these nodes in it."""
        above = self._block()
        self._here = etree.SubElement(above, tag)
        self._depth += 1
        made = self._here
        self.add(found)
        self._depth -= 1
        self._here = above
        return made

    def _apart(self, tag: str, found: Iterable[Any]) -> Element:
        """A block with blocks in it, such as a quote or a cell."""
        saved = self._holder, self._here, self._prefix, self._lists, self._depth
        made = etree.SubElement(self._holder, tag)
        self._holder, self._here, self._prefix, self._lists, self._depth = made, None, "", [], 0
        self.add(found)
        self._holder, self._here, self._prefix, self._lists, self._depth = saved
        return made

    # --- links ----------------------------------------------------------------------------------------------------

    def _wikilink(self, node: Any) -> None:
        name, _, heading = str(node.title).replace("\n", " ").partition("#")
        is_plain = name.lstrip().startswith(":")
        name = name.strip().lstrip(":").strip()
        before, colon, after = name.partition(":")
        space = before.strip().lower() if colon else ""
        if not is_plain and space in self._namespaces.category:
            self.made.categories.append(tidy_title(after))
        elif not is_plain and space in self._namespaces.file:
            return
        elif not is_plain and colon and _LANGUAGE.fullmatch(before) and after.strip():
            self.made.language_links.append(f"{before}:{tidy_title(after)}")
        else:
            shown = (
                node.text.nodes
                if node.text is not None and str(node.text).strip()
                else [nodes.Text(str(node.title).strip().lstrip(":"))]
            )
            made = self._inside("a", shown)
            if name:
                made.set("href", tidy_title(name))
                made.set(HEADING, heading.strip().replace("_", " "))
            self._link = made

    def _external(self, node: Any) -> None:
        made = self._inside("a", node.title.nodes if node.title is not None else [nodes.Text(str(node.url))])
        place, _, heading = str(node.url).strip().partition("#")
        made.set("href", place)
        made.set(HEADING, heading)

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _heading(self, node: Any) -> None:
        self._end_block()
        self._lists.clear()
        self._here = etree.SubElement(self._holder, f"h{min(6, int(node.level))}")
        self._depth += 1
        self.add(node.title.nodes)
        self._depth -= 1
        self._here = None

    def _tag(self, node: Any) -> None:
        tag = str(node.tag).strip().lower()
        markup = str(node.wiki_markup or "")
        if markup and set(markup) <= set("*#:;") and node.self_closing:
            if self._here is None and not self._depth:
                self._prefix += markup
            elif markup != ":":
                self._words(" ")
            return
        if tag == "ref":
            self._reference(node)
        elif tag in _LEFT_OUT:
            return
        elif tag in ("br", "wbr"):
            if self._here is not None:
                etree.SubElement(self._here, tag)
        elif tag == "hr":
            self._end_block()
        elif tag == "math":
            self._words(f"${str(node.contents).strip()}$")
        elif tag == "nowiki":
            self._words(str(node.contents))
        elif tag in _CODE_TAGS and not self._depth:
            self._end_block()
            etree.SubElement(self._holder, "pre").text = str(node.contents)
        elif tag == "table" and not self._depth:
            self._end_block()
            self._table(node)
        elif tag in ("blockquote", "poem", "center", "div") and not self._depth and node.contents is not None:
            self._end_block()
            self._apart("blockquote" if tag in ("blockquote", "poem") else "div", node.contents.nodes)
        elif node.contents is not None and not node.self_closing:
            self._inside(
                tag if tag in ("b", "i", "code", "sub", "sup", "small", "s", "u", "q", "em", "strong") else "span",
                node.contents.nodes,
            )

    def _table(self, node: Any) -> None:
        classes = str(node.get("class").value) if node.has("class") else ""
        if "navbox" in classes or node.contents is None:
            return
        holder = self._holder
        table = self._holder = etree.SubElement(holder, "table")
        for at, row in enumerate(_rows(node.contents.nodes)):
            if not at and str(row[0]).startswith("|+"):
                caption = plain(row.pop(0).contents)
                etree.SubElement(table, "caption").text = _CONTROLS.sub(" ", caption.lstrip("+ "))
            self._holder = etree.SubElement(table, "tr")
            for cell in row:
                made = self._apart(
                    str(cell.tag).strip().lower(), cell.contents.nodes if cell.contents is not None else ()
                )
                if cell.has("colspan"):
                    made.set("colspan", re.sub(r"\D", "", str(cell.get("colspan").value)) or "1")
        self._holder = holder

    # --- what is no text ------------------------------------------------------------------------------------------

    def _reference(self, node: Any) -> None:
        text = plain(node.contents) if node.contents is not None else ""
        if text:
            self.made.references.append(text[:1_000])

    def _template(self, node: Any) -> None:
        name = " ".join(str(node.name).replace("_", " ").split()).lower()
        values = [parameter.value for parameter in node.params if not parameter.showkey]
        if name in _DASHES:
            self._words(_DASHES[name])
        elif name in _FIRST and values:
            self._inside("span", values[0].nodes)
        elif name in _LAST and values:
            self._inside("span", values[-1].nodes)
        elif name in _LISTS and values:
            for value in values[:-1]:
                self._inside("span", value.nodes)
                self._words(", ")
            self._inside("span", values[-1].nodes)
        elif _DATE.match(name):
            self._words("-".join(part for part in map(plain, values) if part.isdecimal()))
        elif name in _NUMBERED and len(values) > 1:
            self._words(f"{plain(values[0])} {plain(values[1])}")
        elif _INFOBOX.search(name) and not self._depth:
            self._infobox(node)

    def _infobox(self, node: Any) -> None:
        self._end_block()
        holder = self._holder
        table = etree.SubElement(holder, "table")
        for parameter in node.params:
            label = " ".join(str(parameter.name).split())
            if not parameter.showkey or not plain(parameter.value):
                continue
            row = self._holder = etree.SubElement(table, "tr")
            etree.SubElement(row, "th").text = _CONTROLS.sub(" ", label)
            cell = self._apart("td", parameter.value.nodes)
            text = " ".join("".join(cell.itertext()).split())
            if text and len(text) <= 500 and len(self.made.fields) < 100:
                self.made.fields.setdefault(label[:100], []).append(text)
            elif not text:
                table.remove(row)
        self._holder = holder
        if not len(table):
            holder.remove(table)


def plain(code: Wikicode | Any) -> str:
    """Wikitext as words on one line; of templates such as those for books, the values in their order."""
    pieces = []
    for node in code.nodes:
        if isinstance(node, nodes.Template):
            values = [plain(parameter.value) for parameter in node.params if not _is_administrative(parameter)]
            pieces.append(". ".join(filter(None, values)))
        elif isinstance(node, nodes.Wikilink):
            pieces.append(plain(node.text) if node.text is not None else str(node.title))
        elif isinstance(node, nodes.ExternalLink):
            pieces.append(plain(node.title) if node.title is not None else str(node.url))
        elif isinstance(node, nodes.Tag):
            if node.contents is not None and str(node.tag).lower() not in _LEFT_OUT:
                pieces.append(plain(node.contents))
        elif isinstance(node, nodes.HTMLEntity):
            pieces.append(str(node.normalize()))
        elif isinstance(node, nodes.Text):
            pieces.append(str(node.value))
    return " ".join("".join(pieces).split())


def _is_administrative(parameter: Any) -> bool:
    name = str(parameter.name).strip().lower()
    return name.endswith(("date", "status", "access", "link", "mode", "ref")) and name != "date"


def _rows(found: Iterable[Any]) -> list[list[Any]]:
    """The cells of each row; cells before the first row marker are a row of their own."""
    rows: list[list[Any]] = [[]]
    for node in found:
        if not isinstance(node, nodes.Tag):
            continue
        tag = str(node.tag).strip().lower()
        if tag == "tr":
            inner = node.contents.nodes if node.contents is not None else ()
            rows += [row for row in _rows(inner) if row] or [[]]
        elif tag in ("td", "th"):
            rows[-1].append(node)
        elif tag in ("tbody", "thead") and node.contents is not None:
            rows += _rows(node.contents.nodes)
    return [row for row in rows if row]


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
