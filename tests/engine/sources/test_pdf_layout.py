"""The second reading of PDFs: tables, columns and headings by the layout model."""

from __future__ import annotations

from threading import Event as Flag

import pytest

from engine.errors import Cancelled
from engine.sources import pdf, pdf_layout
from engine.sources.pdf_table import Grid, Word, markdown, numbers, spaced
from engine.sources.reading import BlockKind
from tests.engine.sources.pdf_builder import MARGIN, PROSE, add_page, add_prose, add_table, add_text, document

ROWS = [
    ["", "1901", "1902"],
    ["Readings", "1,204", "1,377"],
    ["Lowest level", "(12.5)", "(11.9)"],
    ["Highest level", "34.0", "33.8"],
    ["Cost of paper", "$ 81", "$ 79"],
]


@pytest.fixture(scope="module")
def report() -> bytes:
    """A page of prose, then a page with a heading and a ruled table."""
    doc = document()
    add_prose(add_page(doc), MARGIN, 100, PROSE)
    page = add_page(doc)
    add_text(page, MARGIN, 80, "The Readings in Figures", size=20, bold=True)
    add_table(page, add_prose(page, MARGIN, 120, PROSE) + 40, ROWS)
    return bytes(doc.tobytes())


def test_a_ruled_table_becomes_a_markdown_table_with_exact_cells(
    report: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    steps: list[tuple[int, int]] = []
    reading = pdf_layout.read("report.pdf", report, progress=lambda done, total: steps.append((done, total)))
    tables = [reading.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.TABLE]
    assert len(tables) == 1
    for row in ROWS[1:]:
        assert f"| {' | '.join(row)} |" in tables[0].splitlines()
    assert "The Readings in Figures" in [b.name for b in reading.blocks if b.kind is BlockKind.HEADING]
    assert reading.text.count(PROSE) == 2
    assert reading.reader == "pdf-layout/1"
    assert [mark.number for mark in reading.marks] == [1, 2]
    assert not reading.deepen
    assert not reading.notes
    assert steps == [(1, 2), (2, 2)]
    assert capfd.readouterr() == ("", "")


def test_numbers_of_both_readings_are_the_same(report: bytes) -> None:
    (plain,) = pdf.read("report.pdf", report)
    assert numbers(pdf_layout.read("report.pdf", report).text) == numbers(plain.text)


def test_a_page_whose_layout_loses_a_number_keeps_its_plain_text(
    report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pdf_layout._regions
    monkeypatch.setattr(pdf_layout, "_regions", lambda document, index: whole(document, index)[:1])
    reading = pdf_layout.read("report.pdf", report)
    assert any("page 2 kept as plain text" in note for note in reading.notes)
    assert "Readings 1,204 1,377" in reading.text


def test_a_set_flag_stops_between_pages(report: bytes) -> None:
    flag = Flag()
    steps: list[int] = []

    def stop(done: int, total: int) -> None:
        steps.append(done)
        flag.set()

    with pytest.raises(Cancelled):
        pdf_layout.read("report.pdf", report, progress=stop, cancel=flag)
    assert steps == [1]


def _words(*rows: tuple[float, list[tuple[float, str]]]) -> list[Word]:
    return [Word(x, y, x + 6 * len(text), y + 10, text) for y, row in rows for x, text in row]


def test_a_head_over_two_columns_stands_over_both() -> None:
    words = _words(
        (0, [(130, "Three"), (166, "months")]),
        (20, [(110, "2023"), (200, "2022")]),
        (40, [(0, "Sales"), (105, "60,584"), (195, "63,355")]),
    )
    table = markdown(words, Grid((0, 15, 35, 55), (0, 90, 170, 250)))
    assert table.splitlines() == [
        "|  | Three months 2023 | Three months 2022 |",
        "| --- | --- | --- |",
        "| Sales | 60,584 | 63,355 |",
    ]


def test_signs_in_cells_of_their_own_join_their_number() -> None:
    words = _words((0, [(0, "Loss"), (60, "$"), (80, "(265"), (120, ")")]), (20, [(0, "Gain"), (60, "$"), (86, "10")]))
    table = markdown(words, Grid((0, 15, 35), (0, 50, 75, 115, 140)))
    assert table.splitlines() == ["|  |  |", "| --- | --- |", "| Loss | $ (265) |", "| Gain | $ 10 |"]


def test_a_bar_in_a_cell_does_not_split_it() -> None:
    words = _words((0, [(0, "a|b"), (60, "Unit")]), (20, [(0, "row"), (60, "c")]))
    assert markdown(words, Grid((0, 15, 35), (0, 50, 100))).splitlines()[0] == "| a\\|b | Unit |"


def test_brackets_and_per_cent_signs_stand_close() -> None:
    assert spaced(_words((0, [(0, "("), (10, "6"), (20, ")%")]))) == "(6)%"
