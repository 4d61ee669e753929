"""Small PDFs for the tests, drawn on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from engine.sources.mupdf import pymupdf

MARGIN = 72
WIDTH, HEIGHT = 595, 842
PROSE = (
    "The tide table of the harbour was kept by hand for ninety years. Each keeper read the staff twice a day and wrote "
    "the level down in ink. When the paper was measured again, the oldest pages proved to be the most exact of all."
)


def document() -> Any:
    return pymupdf.open()


def add_page(doc: Any) -> Any:
    return doc.new_page(width=WIDTH, height=HEIGHT)


def add_text(page: Any, x: float, y: float, text: str, *, size: float = 11, bold: bool = False) -> None:
    page.insert_text((x, y), text, fontsize=size, fontname="hebo" if bold else "helv")


def add_prose(page: Any, x: float, y: float, text: str, *, columns: int = 80) -> float:
    """Writes a paragraph of lines of at most `columns` letters; the y below it."""
    for line in wrap(text, columns, break_on_hyphens=False):
        add_text(page, x, y, line)
        y += 14
    return y


def add_table(page: Any, y: float, rows: Sequence[Sequence[str]], *, ruled: bool = True) -> None:
    """Writes labels at the left and the other cells right-aligned below each other, as reports do."""
    edges = [MARGIN, 260, 350, 440]
    for number, row in enumerate(rows):
        base = y + 18 * number
        for column, text in enumerate(row):
            if column:
                left = edges[column] + 80 - pymupdf.get_text_length(text, fontsize=11)
                add_text(page, left, base, text)
            else:
                add_text(page, edges[0] + 4, base, text)
        if ruled:
            page.draw_line((MARGIN, base + 5), (edges[len(row) - 1] + 90, base + 5))
    if ruled:
        page.draw_line((MARGIN, y - 13), (edges[len(rows[0]) - 1] + 90, y - 13))


def grey_picture(page: Any) -> None:
    """Covers the page with an image, as a scanner does."""
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 8, 8))
    pixmap.clear_with(200)
    page.insert_image(page.rect, pixmap=pixmap)
