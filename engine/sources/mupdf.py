"""The one door to MuPDF: silent, one thread at a time, and its many failures as one error that a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Any

from engine.errors import ReadError, SkipFile

pymupdf: Any = import_module("pymupdf")  # it states no types

# MuPDF keeps state for the whole process: only the thread that holds this may be inside it.
LOCK = RLock()
# what it raises on bad files
_FAILURES = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, TypeError, LookupError, ArithmeticError)
_FETCH = "It may be cut off or damaged: fetch it again"

pymupdf.TOOLS.mupdf_display_errors(False)  # they would land in the middle of the screen
pymupdf.TOOLS.mupdf_display_warnings(False)
pymupdf.set_messages(pylogging=True, pylogging_name="nacre.pdf", pylogging_level=10)


@contextmanager
def opened(path: Path | str, data: bytes) -> Iterator[Any]:
    """The open `pymupdf.Document`, which has at least one page. Holds the lock.

    Raises:
        ReadError: the file is broken, opens only with a password, or can't be read while it is open.
        SkipFile: it has no pages.
    """
    name = Path(path).name
    with LOCK:
        try:
            document = pymupdf.open(stream=data, filetype="pdf")
        except _FAILURES as error:
            raise ReadError(f"{name} is not a readable PDF", _FETCH) from error
        try:
            if document.needs_pass:
                raise ReadError(f"{name} opens only with a password", "Save a copy without one and take that in")
            if document.page_count == 0:
                raise SkipFile(f"{name} has no pages")
            yield document
        except _FAILURES as error:
            raise ReadError(f"{name} can't be read to its end", _FETCH) from error
        finally:
            document.close()


def page_alone(document: Any, index: int) -> Any:
    """A new document of this page alone, for work whose cost must not grow with the document; close it after use."""
    single = pymupdf.open()
    single.insert_pdf(document, from_page=index, to_page=index, links=False, annots=True)
    return single


def text_blocks(page: Any) -> list[dict[str, Any]]:
    """The page's text as MuPDF's nested blocks, lines and spans, in the order of the file."""
    unwanted = pymupdf.TEXT_PRESERVE_IMAGES | pymupdf.TEXT_PRESERVE_LIGATURES
    blocks: list[dict[str, Any]] = page.get_text("dict", flags=pymupdf.TEXTFLAGS_DICT & ~unwanted)["blocks"]
    return blocks


def words(page: Any) -> list[tuple[float, float, float, float, str]]:
    """(x0, y0, x1, y1, word) for every word of the page."""
    flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_PRESERVE_LIGATURES  # 'office', not 'oﬃce'
    return [tuple(word[:5]) for word in page.get_text("words", flags=flags)]
