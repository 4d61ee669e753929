"""A page of a PDF as a picture, the quoted words marked on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.records import PagePicture
from engine.sources.mupdf import opened, page_alone, pymupdf

MOST_PX = 4_000  # of either side: 16 million pixels, 48 MB while they are drawn
MARK = (1.0, 0.85, 0.2)  # the colour of a text marker
WORDS_OF_A_PART = 6  # a quote over several lines or columns is looked for in parts


def picture(path: Path | str, data: bytes, page: int, width_px: int, quote: str = "") -> PagePicture:
    """Draw a page `width_px` wide, at most `MOST_PX` in either direction.

    Args:
        path: the name that the file is known by, for errors.
        data: the PDF.
        page: 1-based.
        quote: marked where it stands on the page.

    Raises:
        UsageError: there is no such page.
        ReadError: the file is broken, or opens only with a password.
        SkipFile: it has no pages.
    """
    with opened(path, data) as document:
        count = int(document.page_count)
        if not 1 <= page <= count:
            raise UsageError(f"{Path(path).name} has no page {page}", f"it has {count}")
        single = page_alone(document, page - 1)
        try:
            drawn = single[0]
            marked = _mark(drawn, quote)
            box = drawn.rect
            zoom = min(min(width_px, MOST_PX) / max(1.0, box.width), MOST_PX / max(1.0, box.height))
            pixels = drawn.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
            return PagePicture(pixels.tobytes("png"), pixels.width, pixels.height, page, count, marked)
        finally:
            single.close()


def _mark(page: Any, quote: str) -> bool:
    """Mark the words of a quote; whether any were found."""
    words = quote.split()
    found = page.search_for(" ".join(words), quads=True) if words else []
    for at in range(0, 0 if found else len(words), WORDS_OF_A_PART):
        part = words[at : at + WORDS_OF_A_PART]
        if len(part) > 2 or len(words) == len(part):
            found += page.search_for(" ".join(part), quads=True)
    if found:
        page.add_highlight_annot(found).set_colors(stroke=MARK)
    return bool(found)
