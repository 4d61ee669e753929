"""Word documents through python-docx: headings, paragraphs, lists and tables in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from engine.errors import ReadError
from engine.sources.archive import check_archive
from engine.sources.canonical import Canonical
from engine.sources.grid import Cell, markdown_table
from engine.sources.reading import BlockKind, Reading

READER = "docx/1"

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*(\d)", re.IGNORECASE)
_TITLES = frozenset(("title", "titel", "titre"))
_QUOTES = frozenset(("quote", "intense quote", "zitat"))
_CODE = re.compile(r"code|preformatted|source|plain text", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Facts: 'title', 'author', 'date', 'tag', 'language' and 'link'.

    Raises:
        ReadError: the file is encrypted, damaged or no Word document.
    """
    check_archive(path.name, data, "a Word document")
    try:
        document = docx.Document(BytesIO(data))
        canonical, first_title = _canonical(document)
        _add_footnotes(canonical, data)
        facts = _facts(document)
    except (OpcError, KeyError, ValueError, AttributeError, BadZipFile, etree.LxmlError) as error:
        raise ReadError(
            f"{path.name} is not a Word document that can be read", "open it in Word and save it again"
        ) from error
    heading = next((block.name for block in canonical.blocks if block.kind is BlockKind.HEADING), "")
    title = next(iter(facts.get("title", ())), "") or first_title or heading or path.stem
    return (Reading(title, canonical.text, READER, "docx", canonical.blocks, facts=facts),)


def _canonical(document: Any) -> tuple[Canonical, str]:
    """The text with its blocks, and the first paragraph in the style of a title."""
    canonical = Canonical()
    title = ""
    items: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph) and _list_level(part) is not None:
            if text := part.text.strip():
                items.append("  " * (_list_level(part) or 0) + "- " + text)
            continue
        _end_list(canonical, items)
        if isinstance(part, Table):
            canonical.add(BlockKind.TABLE, markdown_table(list(_rows(part))))
        else:
            style = _style(part)
            title = title or (part.text.strip() if style in _TITLES else "")
            _add_paragraph(canonical, part.text.strip(), style)
    _end_list(canonical, items)
    return canonical, title


def _add_paragraph(canonical: Canonical, text: str, style: str) -> None:
    heading = _HEADING.match(style)
    if heading or style in _TITLES:
        line = " ".join(text.split())
        canonical.add(BlockKind.HEADING, line, level=min(6, int(heading[1]) or 1) if heading else 1, name=line)
    elif _CODE.search(style):
        canonical.add(BlockKind.CODE, text)
    else:
        canonical.add(BlockKind.QUOTE if style in _QUOTES else BlockKind.PARAGRAPH, text)


def _end_list(canonical: Canonical, items: list[str]) -> None:
    canonical.add(BlockKind.LIST, "\n".join(items))
    items.clear()


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "").lower() if style is not None else ""


def _list_level(paragraph: Paragraph) -> int | None:
    """How deep in a list a paragraph is, from 0; None if it is in none."""
    style = _style(paragraph)
    if _HEADING.match(style):  # headings are numbered by the same means
        return None
    numbering = paragraph._p.find(f"{_W}pPr/{_W}numPr")
    if numbering is not None:
        level = numbering.find(f"{_W}ilvl")
        value = level.get(f"{_W}val", "0") if level is not None else "0"
        return int(value) if value.isdecimal() else 0
    if style.startswith("list") and style != "list paragraph":
        return int(style[-1]) - 1 if style[-1:].isdecimal() and style[-1] != "0" else 0
    return None


def _rows(table: Table) -> Iterator[list[Cell]]:
    for row in table.rows:
        seen: set[Any] = set()
        cells: list[Cell] = []
        for cell in row.cells:  # a merged cell comes once for each column
            cells.append(("", 1) if cell._tc in seen else (" ".join(cell.text.split()), 1))
            seen.add(cell._tc)
        yield cells


def _add_footnotes(canonical: Canonical, data: bytes) -> None:
    """Footnotes and endnotes come last; python-docx does not read them."""
    with ZipFile(BytesIO(data)) as archive:
        for part in ("word/footnotes.xml", "word/endnotes.xml"):
            if part not in archive.namelist():
                continue
            root = etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root:
                text = " ".join("".join(run.text or "" for run in note.iter(f"{_W}t")).split())
                if text:
                    canonical.add(BlockKind.PARAGRAPH, text)


def _facts(document: Any) -> dict[str, tuple[str, ...]]:
    properties = document.core_properties
    date = properties.created or properties.modified
    targets = (relation.target_ref for relation in document.part.rels.values() if relation.is_external)
    found = {
        "title": (properties.title,),
        "author": re.split(r"[;,]\s*", properties.author or ""),
        "date": (date.isoformat() if date else "",),
        "tag": re.split(r"[;,]\s*", properties.keywords or ""),
        "language": (properties.language,),
        "link": targets,
    }
    cleaned = {
        name: tuple(dict.fromkeys(v.strip() for v in values if v and v.strip())) for name, values in found.items()
    }
    return {name: values for name, values in cleaned.items() if values}
