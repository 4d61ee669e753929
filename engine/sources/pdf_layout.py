"""PDF files, second reading: headings, reading order and tables by PyMuPDF's layout model, about three pages a second.

Only pages that gain by it are read again. The model says where things are; the words come from the page. A page whose
numbers do not all come out as they stand in the file keeps its plain text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import Any

from engine.errors import Cancelled, ReadError
from engine.sources import pdf
from engine.sources.mupdf import opened, page_alone, words
from engine.sources.pdf_page import BULLET, PlainPage
from engine.sources.pdf_pieces import Habits, Piece, assemble, listing, mended, pieces
from engine.sources.pdf_table import Grid, Word, lines, markdown, numbers, spaced
from engine.sources.reading import BlockKind, Reading

READER = "pdf-layout/1"

_HEADINGS = {"title", "section-header"}
_RUNNING = {"page-header", "page-footer"}
_FIXED = 8  # a span's flag
_PROSE_WORDS = 8  # a line of a picture's text with fewer is a label, not a sentence


@dataclass(frozen=True, slots=True)
class Region:
    """A box of the layout, in reading order, with its words."""

    kind: str
    box: tuple[float, float, float, float]
    size: float  # of its largest letters
    fixed: bool  # all of them as wide as each other, as in code
    grid: Grid | None
    words: list[Word]

    def holds(self, word: Word) -> bool:
        x0, y0, x1, y1 = self.box
        return x0 - 1 <= word.x <= x1 + 1 and y0 - 1 <= word.y <= y1 + 1

    @property
    def area(self) -> float:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


def read(
    path: Path | str, data: bytes, *, progress: Callable[[int, int], None] | None = None, cancel: Flag | None = None
) -> Reading:
    """The document anew, with tables as Markdown and columns in reading order where a page has them.

    Args:
        progress: called after each page with (pages done, pages in all).
        cancel: looked at before each page.

    Raises:
        Cancelled: `cancel` was set.
        ReadError, SkipFile: as the first reading.
    """
    with opened(path, data) as document:
        pages = pdf.look_at_all(document)
        metadata = document.metadata or {}
        repaired = bool(document.is_repaired)
    pdf.require_text(path, pages)
    habits = Habits(pages)
    found: list[tuple[int, Sequence[Piece]]] = []
    doubtful: list[int] = []
    for done, page in enumerate(pages):
        if cancel and cancel.is_set():
            raise Cancelled(f"reading the tables of {Path(path).name} was stopped", "Its plain text stays searchable")
        deep = _page(path, data, page, habits) if page.deepen else pieces(page, habits)
        if deep is None:
            doubtful.append(page.number)
        found.append((page.number, pieces(page, habits) if deep is None else deep))
        if progress:
            progress(done + 1, len(pages))
    canonical = assemble(found)
    doubt = [f"{pdf.listed(doubtful)} kept as plain text: low confidence in the layout"] if doubtful else []
    return Reading(
        title=pdf.title(path, metadata, pages),
        text=canonical.text,
        reader=READER,
        kind="pdf",
        blocks=canonical.blocks,
        marks=canonical.marks,
        facts=pdf.facts(metadata),
        notes=(*pdf.notes(pages, repaired), *doubt),
    )


def _page(path: Path | str, data: bytes, page: PlainPage, habits: Habits) -> list[Piece] | None:
    """The page's pieces by its layout; None where that fails, or a number was lost, changed or made up."""
    try:
        with opened(path, data) as document:
            before = numbers(" ".join(word[4] for word in words(document[page.number - 1])))
            regions = _regions(document, page.number - 1)
    except ReadError:  # the plain text of this page was readable, so it stands
        return None
    found = [piece for region in regions for piece in _pieces(region, habits)]
    after = numbers("\n".join(piece.text for piece in found))
    # a column head may stand over several columns, so a number may come more often, but never less, and no new one
    return _merged(mended(found, habits)) if before <= after and set(after) == set(before) else None


def _regions(document: Any, index: int) -> list[Region]:
    """The page's boxes in reading order, every word in exactly one of them."""
    import pymupdf4llm  # slow to import (a model): only when a layout is wanted

    single = page_alone(document, index)
    try:
        layout = json.loads(pymupdf4llm.to_json(single, use_ocr=False, show_progress=False))["pages"][0]
        found = [Word(*word) for word in words(single[0])]
    finally:
        single.close()
    regions = [_region(box) for box in layout["boxes"]]
    _share_out(found, regions)
    return [region for region in regions if region.words]


def _region(box: dict[str, Any]) -> Region:
    spans = [span for line in box.get("textlines") or () for span in line["spans"]]
    cells = (box.get("table") or {}).get("cells")
    grid = None
    if cells:
        rows = (cells[0][0][1], *(row[0][3] for row in cells))
        grid = Grid(rows, (cells[0][0][0], *(cell[2] for cell in cells[0])))
    size = round(max((span["size"] for span in spans), default=0.0) * 2) / 2
    fixed = bool(spans) and all(span["flags"] & _FIXED for span in spans)
    return Region(box["boxclass"], (box["x0"], box["y0"], box["x1"], box["y1"]), size, fixed, grid, [])


def _share_out(found: Iterable[Word], regions: list[Region]) -> None:
    """Give each word to the table or else the smallest box it lies in; those in none make regions of their own."""
    homeless: list[Word] = []
    for word in found:
        homes = [region for region in regions if region.holds(word)]
        if homes:
            min(homes, key=lambda region: (region.grid is None, region.area)).words.append(word)
        else:
            homeless.append(word)
    for line in lines(homeless):
        box = (line[0].x0, min(word.y0 for word in line), line[-1].x1, max(word.y1 for word in line))
        below = (i for i, region in enumerate(regions) if region.box[1] > box[1] and _share_width(region.box, box))
        regions.insert(next(below, len(regions)), Region("text", box, 0.0, False, None, line))


def _share_width(first: Sequence[float], second: Sequence[float]) -> bool:
    return first[0] < second[2] and first[2] > second[0]


def _pieces(region: Region, habits: Habits) -> list[Piece]:
    rows = [spaced(line) for line in lines(region.words)]
    if region.kind == "table":
        table = markdown(region.words, region.grid) if region.grid else "\n".join(rows)
        return [Piece(BlockKind.TABLE, table)]
    if region.fixed and not habits.fixed and region.kind not in _RUNNING:
        edges = [line[0].x0 for line in lines(region.words)]
        return [listing(list(zip(edges, rows, strict=True)), region.size)]
    text = habits.join(rows)
    if region.kind in _HEADINGS:
        return [Piece(BlockKind.HEADING, text, region.size, text)]
    if region.kind in _RUNNING or not any(map(str.isalnum, text)):
        return [Piece(BlockKind.META, text)]
    if region.kind == "list-item":
        return [Piece(BlockKind.LIST, text)]
    if region.kind == "picture" and len(region.words) < _PROSE_WORDS * len(rows):
        return [Piece(BlockKind.META, text)]
    return [Piece(BlockKind.PARAGRAPH, text)]


def _merged(found: Sequence[Piece]) -> list[Piece]:
    """List items that follow each other as one list; a table named by the text that introduces it."""
    merged: list[Piece] = []
    for piece in found:
        last = merged[-1] if merged else None
        if last and piece.kind is last.kind is BlockKind.CODE:
            merged[-1] = Piece(BlockKind.CODE, f"{last.text}\n{piece.text}")
        elif last and piece.kind is last.kind is BlockKind.LIST:
            glue = "\n" if BULLET.match(piece.text) else " "
            merged[-1] = Piece(BlockKind.LIST, f"{last.text}{glue}{piece.text}")
        elif last and piece.kind is BlockKind.TABLE and _introduces(last):
            merged.append(Piece(BlockKind.TABLE, piece.text, name=last.text))
        else:
            merged.append(piece)
    return merged


def _introduces(piece: Piece) -> bool:
    return piece.kind is BlockKind.HEADING or (piece.kind is BlockKind.PARAGRAPH and piece.text.endswith((":", ")")))
