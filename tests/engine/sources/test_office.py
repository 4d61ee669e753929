"""Word documents, books and notebooks, each built by the test."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from ebooklib import epub

from engine.errors import ReadError
from engine.sources.reading import MarkKind, Reading
from engine.sources.registry import read
from tests.engine.sources.checks import assert_sound, pieces

_FOOTNOTES = """<?xml version="1.0"?><w:footnotes
xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote><w:p><w:r><w:t>Measured at
noon.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def word() -> bytes:
    document = docx.Document()
    document.core_properties.author = "Ada; Bob"
    document.core_properties.keywords = "sea, gate"
    document.add_heading("The gate", 0)
    document.add_heading("Hours", 1)
    document.add_paragraph("It opens twice a day.")
    document.add_paragraph("low", style="List Bullet")
    document.add_paragraph("six", style="List Bullet 2")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["Ship", "Fee", "Tug", "3"], strict=True):
        cell.text = text
    document.add_paragraph("Mind the gap.", style="Quote")
    file = BytesIO()
    document.save(file)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/footnotes.xml", _FOOTNOTES)
    return file.getvalue()


def book() -> bytes:
    made = epub.EpubBook()
    made.set_identifier("x")
    made.set_title("The gate")
    made.set_language("en")
    made.add_author("Ada")
    chapters = []
    for number, body in enumerate(
        ("<h1>Low</h1><p>It ebbs.</p>", "<h1>High</h1><p>It flows.</p><ul><li>in</li></ul>"), 1
    ):
        chapter = epub.EpubHtml(title=f"C{number}", file_name=f"c{number}.xhtml", uid=f"c{number}")
        chapter.content = body
        made.add_item(chapter)
        chapters.append(chapter)
    made.toc = chapters
    made.add_item(epub.EpubNcx())
    made.add_item(epub.EpubNav())
    made.spine = ["nav", *chapters]
    file = BytesIO()
    epub.write_epub(file, made)
    return file.getvalue()


def notebook(**changes: Any) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Tides\n", "\n", "See [[Gate]].\n"]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "source": "print(1)\n",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["\x1b[31m1\x1b[0m\n"]},
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {},
                    "data": {"text/plain": "x" * 5_000},
                },
                {"output_type": "display_data", "metadata": {}, "data": {"image/png": "AAAA"}},
                {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": ["long"]},
            ],
        },
        {"cell_type": "raw", "metadata": {}, "source": "raw text"},
    ]
    made = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made | changes).encode()


def reading(name: str, data: bytes) -> Reading:
    (found,) = read(Path(name), data)
    assert_sound(found)
    return found


def test_a_word_document_keeps_its_structure_and_footnotes() -> None:
    found = reading("a.docx", word())
    assert found.title == "The gate"
    assert pieces(found) == [
        ("heading", "The gate"),
        ("heading", "Hours"),
        ("paragraph", "It opens twice a day."),
        ("list", "- low\n  - six"),
        ("table", "| Ship | Fee |\n| --- | --- |\n| Tug | 3 |"),
        ("quote", "Mind the gap."),
        ("paragraph", "Measured at noon."),
    ]
    assert [block.level for block in found.blocks[:2]] == [1, 1]
    assert found.facts["author"] == ("Ada", "Bob")
    assert found.facts["tag"] == ("sea", "gate")


def test_a_book_is_read_chapter_by_chapter() -> None:
    found = reading("a.epub", book())
    assert found.title == "The gate"
    assert found.facts["author"] == ("Ada",)
    assert found.facts["language"] == ("en",)
    assert [found.text[mark.start : mark.end] for mark in found.marks] == [
        "Low\n\nIt ebbs.",
        "High\n\nIt flows.\n\n- in",
    ]
    assert {mark.kind for mark in found.marks} == {MarkKind.CHAPTER}


def test_a_notebook_has_a_mark_for_each_cell_and_short_outputs() -> None:
    found = reading("a.ipynb", notebook())
    assert found.title == "Tides"
    assert found.facts == {"language": ("python",), "link": ("Gate",)}
    assert [found.text[mark.start : mark.end][:12] for mark in found.marks] == [
        "# Tides\n\nSee",
        "print(1)\n\n1\n",
        "raw text",
    ]
    assert pieces(found)[2:4] == [("code", "print(1)"), ("code", "1")]
    assert pieces(found)[-2] == ("code", "KeyError: 'a'")
    assert "AAAA" not in found.text
    assert found.text.count("x") < 2_100
    assert found.notes == ("Outputs longer than 2000 characters are kept in part (1).",)


def test_a_notebook_of_the_third_form_is_read() -> None:
    cells = [{"cell_type": "heading", "level": 1, "source": "Old", "metadata": {}}]
    cells.append({"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "metadata": {}})
    made = {"worksheets": [{"cells": cells}], "metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    assert "x = 1" in reading("a.ipynb", json.dumps(made).encode()).text


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_a_flipped_byte(data: bytes) -> bytes:
    return data[:200] + bytes([data[200] ^ 255]) + data[201:]


@pytest.mark.parametrize(
    "harm", [cut, with_a_flipped_byte, lambda _: b"no archive", lambda _: b"PK\x03\x04" + b"x" * 50]
)
@pytest.mark.parametrize(("name", "data"), [("a.docx", word()), ("a.epub", book())], ids=["docx", "epub"])
def test_a_damaged_archive_is_one_clear_sentence(name: str, data: bytes, harm: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ReadError, match=name):
        read(Path(name), harm(data))


@pytest.mark.parametrize("name", ["a.docx", "a.epub"])
def test_an_archive_of_something_else_is_refused(name: str) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ReadError, match=name):
        read(Path(name), file.getvalue())


def test_an_encrypted_word_document_is_told_apart() -> None:
    with pytest.raises(ReadError, match="encrypted"):
        read(Path("a.docx"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_protected_book_is_told_apart() -> None:
    file = BytesIO(book())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(
            "META-INF/encryption.xml",
            '<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
            "</EncryptedData></encryption>",
        )
    with pytest.raises(ReadError, match="protected"):
        read(Path("a.epub"), file.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"{}",
        b"null",
        notebook(cells={"a": 1}),
        notebook(cells=[1]),
        notebook(nbformat="x"),
        b"[" * 100_000,
    ],
)
def test_a_malformed_notebook_is_one_clear_sentence(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"a\.ipynb"):
        read(Path("a.ipynb"), data)
