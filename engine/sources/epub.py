"""EPUB books through ebooklib: chapters in the order of the spine, through the same walk as web pages."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
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
    from ebooklib import epub

READER = "epub/2"

_ENCRYPTION = "META-INF/encryption.xml"
_METHOD = re.compile(rb"<(?:\w+:)?EncryptionMethod\s+Algorithm=[\"']([^\"']+)")
_FONTS_ONLY = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document with a mark for each chapter. Facts: 'title', 'author', 'date', 'language' and 'tag'.

    Raises:
        ReadError: the file is protected, damaged or no EPUB.
        SkipFile: a chapter is not text.
    """
    check_archive(path.name, data, "an EPUB")
    _refuse_protected(path.name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = epub.read_epub(BytesIO(data), options={"ignore_ncx": True})
        chapters = list(_contents(book))
    except (epub.EpubException, etree.LxmlError, BadZipFile, KeyError, AttributeError, TypeError, ValueError) as error:
        raise ReadError(f"{path.name} is not an EPUB that can be read", "convert or download it again") from error
    canonical = Canonical()
    for number, chapter in enumerate(filter(lambda part: part.blocks, map(_chapter, chapters)), 1):
        with canonical.mark(MarkKind.CHAPTER, number):
            canonical.add_blocks(chapter.text, chapter.blocks)
    facts = _facts(book)
    title = next(iter(facts.get("title", ())), "") or path.stem
    return (Reading(title, canonical.text, READER, "epub", canonical.blocks, canonical.marks, facts),)


def _refuse_protected(name: str, data: bytes) -> None:
    """Raise ReadError for a book under digital rights management; scrambled fonts alone do no harm."""
    with ZipFile(BytesIO(data)) as archive:
        if _ENCRYPTION in archive.namelist():
            methods = _METHOD.findall(archive.read(_ENCRYPTION))
            if any(not method.startswith(_FONTS_ONLY) for method in methods):
                raise ReadError(f"{name} is protected against copying", "only books without protection can be read")


def _contents(book: Any) -> Iterator[bytes]:
    """The documents of the spine as they stand in the archive, without the table of contents."""
    for name, _ in book.spine:
        item = book.get_item_with_id(name)
        if item is not None and not isinstance(item, epub.EpubNav) and isinstance(item.content, bytes):
            yield item.content


def _chapter(content: bytes) -> Canonical:
    """One document of the spine; empty if there is no text in it."""
    chapter = Canonical()
    root = web_page.parse(web_page.page_text(content).text)
    if root is not None:
        web_page.prune(root)
        body = root.find("body")
        add_markup(chapter, root if body is None else body)
    return chapter


def _facts(book: Any) -> dict[str, tuple[str, ...]]:
    facts = {}
    for fact, name in (
        ("title", "title"),
        ("author", "creator"),
        ("date", "date"),
        ("language", "language"),
        ("tag", "subject"),
    ):
        values = (" ".join(str(value or "").split()) for value, _ in book.get_metadata("DC", name))
        if found := tuple(dict.fromkeys(filter(None, values))):
            facts[fact] = found
    return facts
