"""The first reading of PDFs: words at once."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.errors import ReadError, SkipFile
from engine.sources import pdf
from engine.sources.mupdf import pymupdf
from engine.sources.reading import BlockKind, MarkKind, Reading
from tests.engine.sources.pdf_builder import (
    MARGIN,
    PROSE,
    add_page,
    add_prose,
    add_table,
    add_text,
    document,
    grey_picture,
)


def _read(doc: object, name: str = "tides.pdf") -> Reading:
    (reading,) = pdf.read(name, doc.tobytes())  # type: ignore[attr-defined]
    return reading


def _texts(reading: Reading, kind: BlockKind) -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks if block.kind is kind]


def _page(reading: Reading, number: int) -> str:
    mark = next(mark for mark in reading.marks if mark.number == number)
    return reading.text[mark.start : mark.end]


def test_each_page_is_marked_and_holds_its_own_words() -> None:
    doc = document()
    for word in ("alpha", "beta", "gamma"):
        add_text(add_page(doc), MARGIN, 100, f"This page speaks of {word} alone.")
    reading = _read(doc)
    assert [(mark.kind, mark.number) for mark in reading.marks] == [(MarkKind.PAGE, n) for n in (1, 2, 3)]
    assert [_page(reading, n) for n in (1, 2, 3)] == [
        f"This page speaks of {w} alone." for w in ("alpha", "beta", "gamma")
    ]


def test_blocks_and_marks_are_in_order_and_do_not_overlap() -> None:
    doc = document()
    for _ in range(2):
        page = add_page(doc)
        add_text(page, MARGIN, 80, "A Heading", size=20)
        add_table(page, add_prose(page, MARGIN, 120, PROSE) + 40, [["Year", "Low", "High"], ["1901", "12", "34"]])
    reading = _read(doc)
    for spans in (reading.blocks, reading.marks):
        assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(reading.text[b.start : b.end] == reading.text[b.start : b.end].strip() != "" for b in reading.blocks)


def test_larger_lines_become_headings_with_levels_by_their_size() -> None:
    doc = document()
    page = add_page(doc)
    add_text(page, MARGIN, 80, "The Tides of the Harbour", size=24)
    add_text(page, MARGIN, 130, "How they were measured", size=16)
    add_prose(page, MARGIN, 160, PROSE)
    reading = _read(doc)
    headings = [(block.level, block.name) for block in reading.blocks if block.kind is BlockKind.HEADING]
    assert headings == [(1, "The Tides of the Harbour"), (2, "How they were measured")]
    assert _texts(reading, BlockKind.PARAGRAPH) == [PROSE]


def test_two_columns_are_read_one_after_the_other() -> None:
    doc = document()
    page = add_page(doc)
    left = " ".join(f"left{n} goes on." for n in range(30))
    right = " ".join(f"right{n} goes on." for n in range(30))
    add_text(page, MARGIN, 80, "A title above both columns of this page", size=20)
    add_prose(page, MARGIN, 120, left, columns=36)
    add_prose(page, 320, 120, right, columns=36)
    reading = _read(doc)
    assert reading.deepen
    text = reading.text.replace("\n", " ")
    assert text.index("left29") < text.index("right0")
    assert text.index("A title") < text.index("left0")


def test_a_table_asks_for_the_second_reading_and_keeps_its_rows() -> None:
    doc = document()
    add_table(add_page(doc), 120, [["Year", "Low", "High"], ["1901", "12.5", "34.0"], ["1902", "11.9", "33.8"]])
    reading = _read(doc)
    assert reading.deepen
    assert "1901 12.5 34.0\n1902 11.9 33.8" in reading.text


def test_plain_prose_needs_no_second_reading() -> None:
    doc = document()
    add_prose(add_page(doc), MARGIN, 100, PROSE)
    assert not _read(doc).deepen


def test_a_word_broken_at_a_line_end_is_joined_only_where_the_document_shows_it_whole() -> None:
    doc = document()
    page = add_page(doc)
    for row, line in enumerate(
        ["The measurement of water is old. A new measure-", "ment needs a well-", "kept staff."]
    ):
        add_text(page, MARGIN, 100 + 14 * row, line)
    assert _read(doc).text == "The measurement of water is old. A new measurement needs a well-kept staff."


def test_running_heads_are_kept_out_of_the_prose() -> None:
    doc = document()
    for number in range(1, 6):
        page = add_page(doc)
        add_text(page, MARGIN, 40, f"Harbour Office, report {number}")
        add_prose(page, MARGIN, 120, f"{PROSE} This was page {number}.")
    reading = _read(doc)
    assert _texts(reading, BlockKind.META) == [f"Harbour Office, report {number}" for number in range(1, 6)]


def test_code_keeps_its_lines_and_indents() -> None:
    doc = document()
    page = add_page(doc)
    y = add_prose(page, MARGIN, 100, PROSE)
    for row, line in enumerate(["def low(levels):", "    return min(levels)"]):
        page.insert_text((MARGIN, y + 20 + 14 * row), line, fontsize=11, fontname="cour")
    assert _texts(_read(doc), BlockKind.CODE) == ["def low(levels):\n    return min(levels)"]


def test_title_comes_from_the_metadata_then_the_first_large_line_then_the_file_name() -> None:
    doc = document()
    page = add_page(doc)
    add_text(page, MARGIN, 80, "The Tides of the Harbour", size=24)
    add_prose(page, MARGIN, 120, PROSE)
    assert _read(doc).title == "The Tides of the Harbour"
    doc.set_metadata(
        {"title": "Ninety Years of Tides", "author": "E. Quist", "creationDate": "D:20230804060209-04'00'"}
    )
    reading = _read(doc)
    assert reading.title == "Ninety Years of Tides"
    assert dict(reading.facts) == {"author": ("E. Quist",), "date": ("2023-08-04T06:02:09-04:00",)}
    doc.set_metadata({"title": "0000320193-23-000077"})
    assert _read(doc).title == "The Tides of the Harbour"
    plain = document()
    add_prose(add_page(plain), MARGIN, 120, PROSE)
    assert _read(plain, "/papers/tide notes.pdf").title == "tide notes"


def test_pages_without_text_are_named() -> None:
    doc = document()
    for number in range(1, 5):
        page = add_page(doc)
        if number in (1, 4):
            add_prose(page, MARGIN, 100, PROSE)
        elif number == 2:
            grey_picture(page)
    reading = _read(doc)
    assert reading.notes == ("page 2 holds no text (scanned)", "page 3 holds no text (blank)")
    assert len(reading.marks) == 4
    assert _page(reading, 2) == ""


def test_a_wholly_scanned_file_is_skipped_and_says_so() -> None:
    doc = document()
    grey_picture(add_page(doc))
    with pytest.raises(SkipFile, match="scanned"):
        _read(doc)


def test_an_encrypted_file_asks_for_a_copy_without_password() -> None:
    doc = document()
    add_prose(add_page(doc), MARGIN, 100, PROSE)
    data = doc.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="user")
    with pytest.raises(ReadError, match="password"):
        pdf.read("locked.pdf", data)


def test_a_file_that_opens_without_its_password_is_read() -> None:
    doc = document()
    add_prose(add_page(doc), MARGIN, 100, PROSE)
    data = doc.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="")
    assert PROSE in pdf.read("open.pdf", data)[0].text


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\nnothing follows", b"\x00" * 4096])
def test_what_is_no_pdf_is_refused_in_one_sentence_and_silence(data: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ReadError, match=r"broken\.pdf is not a readable PDF"):
        pdf.read("broken.pdf", data)
    assert capfd.readouterr() == ("", "")


def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused_but_never_in_silence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    doc = document()
    for _ in range(5):
        add_prose(add_page(doc), MARGIN, 100, PROSE)
    data = doc.tobytes()
    outcomes = set()
    for share in (0.2, 0.5, 0.8, 0.95):
        try:
            (reading,) = pdf.read("cut.pdf", data[: int(len(data) * share)])
        except (ReadError, SkipFile) as error:
            outcomes.add(type(error))
        else:
            assert any("damaged" in note for note in reading.notes)
            outcomes.add(Reading)
    assert outcomes
    assert capfd.readouterr() == ("", "")
