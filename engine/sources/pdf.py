"""PDF files, first reading: the words at once, page by page, from the plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from engine.errors import SkipFile
from engine.sources.mupdf import opened
from engine.sources.pdf_page import PlainPage, clean, look
from engine.sources.pdf_pieces import Habits, assemble, pieces
from engine.sources.reading import Reading

READER = "pdf/1"

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d'?\d\d)?")
_NO_TITLE = re.compile(r"(?i)untitled|microsoft word|\.(docx?|tex|dvi|indd|pdf|html?|odt|rtf|pages|pptx?)$|^[\W\d_]*$")


def read(path: Path | str, data: bytes) -> tuple[Reading, ...]:
    """The document in one reading, with a mark for each page.

    Raises:
        ReadError: the file is broken, or opens only with a password.
        SkipFile: it has no pages, or only scanned ones.
    """
    with opened(path, data) as document:
        pages = look_at_all(document)
        metadata = document.metadata or {}
        repaired = bool(document.is_repaired)
    require_text(path, pages)
    habits = Habits(pages)
    canonical = assemble([(page.number, pieces(page, habits)) for page in pages])
    reading = Reading(
        title=title(path, metadata, pages),
        text=canonical.text,
        reader=READER,
        kind="pdf",
        blocks=canonical.blocks,
        marks=canonical.marks,
        facts=facts(metadata),
        notes=notes(pages, repaired),
        deepen=any(page.deepen for page in pages),
    )
    return (reading,)


def look_at_all(document: Any) -> tuple[PlainPage, ...]:
    """Every page's plain text in reading order."""
    return tuple(look(document[index]) for index in range(document.page_count))


def require_text(path: Path | str, pages: Sequence[PlainPage]) -> None:
    """Raises SkipFile where no page has a word."""
    if any(page.blocks for page in pages):
        return
    scanned = any(page.pictured for page in pages)
    what = f"{Path(path).name} holds no text on any of its {len(pages)} pages" + (" (scanned)" if scanned else "")
    raise SkipFile(what, "A text recognition program can add the words" if scanned else "")


def title(path: Path | str, metadata: dict[str, str], pages: Sequence[PlainPage]) -> str:
    """The title from the file's own metadata, else the largest words of the first page, else the file's name."""
    given = clean(metadata.get("title") or "")
    if len(given) > 2 and not _NO_TITLE.search(given):
        return given
    stem = Path(path).stem
    lines = [line for block in pages[0].blocks for line in block.lines if any(map(str.isalpha, line.text))]
    if not lines:
        return stem
    largest = max(line.size for line in lines)
    from_first = lines[next(i for i, line in enumerate(lines) if line.size == largest) :]
    big = " ".join(line.text for line in takewhile(lambda line: line.size == largest, from_first))
    usual = [line.size for page in pages for block in page.blocks for line in block.lines]
    if not 3 < len(big) <= 200 or largest <= sorted(usual)[len(usual) // 2]:
        return stem
    return big if len(big.split()) > 2 else f"{big} ({stem})"  # one or two words say too little to tell files apart


def facts(metadata: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """'author', 'date' (ISO 8601, as exact as the file says), 'subject'; only those that the file states."""
    found = {
        "author": clean(metadata.get("author") or ""),
        "date": _iso(metadata.get("creationDate") or ""),
        "subject": clean(metadata.get("subject") or ""),
    }
    return {name: (value,) for name, value in found.items() if value}


def notes(pages: Sequence[PlainPage], repaired: bool) -> tuple[str, ...]:
    """What the user should know: pages without text, damage."""
    found = []
    for why, pictured in (("scanned", True), ("blank", False)):
        numbers = [page.number for page in pages if not page.blocks and page.pictured is pictured]
        if numbers:
            found.append(f"{listed(numbers)} {'holds' if len(numbers) == 1 else 'hold'} no text ({why})")
    if repaired:
        found.append("the file was damaged and has been repaired for reading; something may be missing")
    return tuple(found)


def listed(numbers: Sequence[int]) -> str:
    """'page 3' or 'pages 3, 5 and 7'."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _iso(date: str) -> str:
    """PDF's 'D:YYYYMMDDHHmmSS+HH'mm' as ISO 8601; the time only where its zone is known."""
    found = _DATE.match(date)
    if not found:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    iso = "-".join(part for part in (year, month, day) if part)
    if not (day and hour and zone):
        return iso
    digits = zone.replace("'", "")
    offset = "+00:00" if zone == "Z" else f"{digits[:3]}:{digits[3:]}"
    return f"{iso}T{hour}:{minute}:{second or '00'}{offset}"
