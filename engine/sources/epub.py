"""EPUB books through ebooklib: chapters in the order of the spine, through the same walk as web pages."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from engine.errors import ReadError
from engine.sources import web_page
from engine.sources.archive import check_archive
from engine.sources.canonical import Canonical
from engine.sources.markup import add_markup
from engine.sources.reading import MarkKind, Reading

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # ebooklib announces changes of its own options on import
    import ebooklib
    from ebooklib import epub

READER = "epub/1"

_ENCRYPTION = "META-INF/encryption.xml"
_FONTS_ONLY = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document with a mark for each chapter. Facts: 'title', 'author', 'date', 'language' and 'tag'.

    Raises:
        ReadError: the file is protected, damaged or no EPUB.
    """
    check_archive(path.name, data, "an EPUB")
    _refuse_protected(path.name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = epub.read_epub(BytesIO(data), options={"ignore_ncx": True})
        chapters = list(_chapters(book))
    except (epub.EpubException, etree.LxmlError, BadZipFile, KeyError, AttributeError, TypeError, ValueError) as error:
        raise ReadError(f"{path.name} is not an EPUB that can be read", "convert or download it again") from error
    canonical = Canonical()
    number = 0
    for content in chapters:
        decoded = web_page.page_text(content)
        root = web_page.parse(decoded.text)
        if root is None:
            continue
        web_page.prune(root)
        body = root.find("body")
        before = canonical.length
        ...
    facts = _facts(book)
    title = next(iter(facts.get("title", ())), "") or path.stem
    return (Reading(title, canonical.text, READER, "epub", canonical.blocks, canonical.marks, facts),)
