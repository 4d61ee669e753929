"""The box beside an article that states its subject's particulars, as facts."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from engine.sources.marked import INVISIBLE

Element = Any  # lxml ships no types

_BOX = re.compile(r"(?:^|\s)(?:infobox\S*|sinottico|taxobox|toptextcells|infotable)(?:\s|$)")
_BULLET = re.compile(r"^[•·–\-\s]+")
_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset(("div", "p", "li", "ul", "ol", "table", "tr", "td"))
_MOST_FIELDS = 100
_LONGEST = 500  # code points of a value; a longer one is prose


def infobox_facts(content: Element) -> dict[str, tuple[str, ...]]:
    """Values by 'infobox:<field>'. A field marked by a bullet has the name of the row above it in front: what it
    counts is said there. A value that is a list is as many values."""
    found: dict[str, list[str]] = {}
    for table in content.iter("table"):
        if _BOX.search(table.get("class") or ""):
            _read(table, found)
    return {f"infobox:{name}": tuple(dict.fromkeys(values)) for name, values in list(found.items())[:_MOST_FIELDS]}


def _read(table: Element, found: dict[str, list[str]]) -> None:
    above = ""
    has_heads = table.find(".//th") is not None
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        if len(cells) == 1 and cells[0].tag == "th":
            above = _line(cells[0])
            continue
        if len(cells) != 2 or (has_heads and cells[0].tag != "th"):
            continue
        label = _line(cells[0]).rstrip(":").strip()
        name = _BULLET.sub("", label)
        if name != label and above:
            name = f"{above}: {name}"
        elif name:
            above = name
        values = [value for value in _values(cells[1]) if value and len(value) <= _LONGEST]
        if name and values:
            found.setdefault(name[:100], []).extend(values)


def _values(cell: Element) -> list[str]:
    items = [_line(item) for item in cell.iter("li") if item.find(".//li") is None]
    return items or [_line(cell)]


def _line(element: Element) -> str:
    """Text on one line; a line break is a comma."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            pieces.append("\n" if part.tag == "br" else " " if part.tag in _BLOCKS else "")
            pieces.append(_SPACE.sub(" ", part.text or ""))
        elif part is not element:
            pieces.append(_SPACE.sub(" ", part.tail or ""))
    lines = (" ".join(line.split()).strip(" ,;") for line in "".join(pieces).translate(INVISIBLE).split("\n"))
    return ", ".join(filter(None, lines))
