# mypy: allow-untyped-calls
"""Make the binary sample documents from the texts beside this file: a PDF, a DOCX and an EPUB.

    python tests/samples/make_samples.py [TARGET]

TARGET is a folder, by default that of the shipped samples. Dates inside the files come from the texts, so that the same
text gives the same file as long as the libraries stay the same.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import docx
import pymupdf
from ebooklib import epub
from lxml import html

TEXTS = Path(__file__).parent / "texts"
DOCUMENTS = Path(__file__).parents[2] / "engine" / "samples" / "documents"

PAGE = pymupdf.paper_rect("a5")
UNNEEDED_PARTS = ("/thumbnail", "/stylesWithEffects")  # of Word's template: a picture of an empty page, styles twice
MARGINS = (48, 48, -48, -48)  # points; left and top inwards, right and bottom inwards
PDF_STYLE = """
body { font-family: sans-serif; font-size: 10pt; line-height: 1.35; }
h1 { font-size: 16pt; } h2 { font-size: 12pt; } .new-page { page-break-before: always; }
table { border-collapse: collapse; } th { text-align: left; } th, td { padding: 2pt 10pt 2pt 0; }
"""


@dataclass(frozen=True)
class Source:
    """One of the texts: its head, and the elements of its body in order."""

    title: str
    author: str
    date: datetime
    body: html.HtmlElement

    @classmethod
    def read(cls, name: str) -> Source:
        """Read `texts/NAME.html`."""
        root = html.fromstring((TEXTS / f"{name}.html").read_bytes())
        meta = {entry.get("name"): entry.get("content") for entry in root.iter("meta")}
        date = datetime.fromisoformat(meta["date"]).replace(tzinfo=UTC)
        return cls(root.findtext(".//title"), meta["author"], date, root.find("body"))


def plain(element: html.HtmlElement) -> str:
    """The element's text on one line."""
    return " ".join(element.text_content().split())


def make_pdf(source: Source, path: Path) -> None:
    """Lay the text out on A5 pages; of the fonts only the letters used are embedded."""
    story = pymupdf.Story(html.tostring(source.body, encoding="unicode"), user_css=PDF_STYLE)
    laid_out = io.BytesIO()
    writer = pymupdf.DocumentWriter(laid_out)
    more = 1
    while more:
        device = writer.begin_page(PAGE)
        more, _ = story.place(PAGE + MARGINS)
        story.draw(device)
        writer.end_page()
    writer.close()
    stamp = source.date.strftime("D:%Y%m%d%H%M%SZ")
    with pymupdf.open(stream=laid_out.getvalue(), filetype="pdf") as document:
        document.set_metadata({"title": source.title, "author": source.author, "creationDate": stamp, "modDate": stamp})
        document.subset_fonts()
        document.save(path, garbage=4, deflate=True, use_objstms=1, no_new_id=True)


def make_docx(source: Source, path: Path) -> None:
    """Headings, paragraphs and tables with Word's own styles."""
    document = docx.Document()
    document.core_properties.title = source.title
    document.core_properties.author = source.author
    document.core_properties.created = document.core_properties.modified = source.date.replace(tzinfo=None)
    for element in source.body:
        if element.tag in ("h1", "h2"):
            document.add_heading(plain(element), level=int(element.tag[1]))
        elif element.tag == "p":
            document.add_paragraph(plain(element))
        elif element.tag == "table":
            rows = [[plain(cell) for cell in row] for row in element.iter("tr")]
            table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            raise ValueError(f"<{element.tag}> has no form in a DOCX")
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(UNNEEDED_PARTS)]:
            del relations[key]  # a part that nothing points at is not written
    packed = io.BytesIO()
    document.save(packed)
    path.write_bytes(repacked(packed.getvalue(), source.date))


def chapters(source: Source) -> Iterator[tuple[str, str]]:
    """(title, HTML) of each chapter; an <h1> begins one."""
    parts: list[list[html.HtmlElement]] = []
    for element in source.body:
        if element.tag == "h1":
            parts.append([])
        parts[-1].append(element)
    for part in parts:
        yield plain(part[0]), "".join(html.tostring(element, encoding="unicode") for element in part)


def make_epub(source: Source, path: Path) -> None:
    """One XHTML file for each chapter, with a table of contents."""
    book = epub.EpubBook()
    book.set_identifier(f"nacre-sample-{path.stem}")
    book.set_title(source.title)
    book.set_language("en")
    book.add_author(source.author)
    book.add_metadata("DC", "date", source.date.date().isoformat())
    pages = []
    for number, (title, content) in enumerate(chapters(source), 1):
        page = epub.EpubHtml(title=title, file_name=f"chapter-{number}.xhtml", lang="en")
        page.content = content
        book.add_item(page)
        pages.append(page)
    book.toc = pages
    book.spine = ["nav", *pages]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    packed = io.BytesIO()
    epub.write_epub(packed, book, {"mtime": source.date})
    path.write_bytes(repacked(packed.getvalue(), source.date))


def repacked(archive: bytes, date: datetime) -> bytes:
    """The same ZIP archive with every member dated `date` and compressed as far as it goes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(result, "w") as new:
        for member in old.infolist():
            # the type of an EPUB must stand first and uncompressed
            method = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(member.filename, date.timetuple()[:6])
            new.writestr(entry, old.read(member), compress_type=method, compresslevel=9)
    return result.getvalue()


MAKERS = {
    "annual-report-2024.pdf": make_pdf,
    "minutes-2025-03.docx": make_docx,
    "keepers-of-tolsay.epub": make_epub,
}


def make_all(target: Path) -> list[Path]:
    """Write every binary sample into `target`; returns their paths."""
    for name, make in MAKERS.items():
        make(Source.read(Path(name).stem), target / name)
    return [target / name for name in MAKERS]


if __name__ == "__main__":
    for made in make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS):
        print(f"{made} ({made.stat().st_size} bytes)")
