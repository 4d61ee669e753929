# mypy: allow-untyped-calls
"""The sample documents themselves: small, of every kind, and agreeing where they ought to agree."""

from __future__ import annotations

import csv
import json
import runpy
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import linear_regression

import docx
import pymupdf
import pytest
from ebooklib import ITEM_DOCUMENT, epub
from lxml import html

from engine import samples
from tests.samples import make_samples

KIB = 1024


def test_folder_holds_every_supported_format_and_nothing_else() -> None:
    suffixes = Counter(path.suffix for path in samples.folder().iterdir())
    assert suffixes == {
        ".md": 3,
        ".txt": 2,
        ".py": 1,
        ".html": 1,
        ".pdf": 1,
        ".docx": 1,
        ".epub": 1,
        ".csv": 1,
        ".ipynb": 1,
        ".json": 1,
    }


def test_samples_are_small() -> None:
    sizes = [path.stat().st_size for path in samples.folder().iterdir()]
    assert max(sizes) < 30 * KIB
    assert sum(sizes) < 150 * KIB


def test_one_text_is_latin1_and_the_other_utf8() -> None:
    report = (samples.folder() / "harbour-office-report-1968.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        report.decode("utf-8")
    assert "Captain Désiré Aumont" in report.decode("latin-1")
    (samples.folder() / "keepers-journal-1968.txt").read_bytes().decode("utf-8")


def binary_texts(folder: Path) -> dict[str, object]:
    """What a reader of any make would find in the three binary documents."""
    with pymupdf.open(folder / "annual-report-2024.pdf") as pdf:
        pages = [page.get_text() for page in pdf]
        head = (pdf.metadata["title"], pdf.metadata["author"], pdf.metadata["creationDate"])
    minutes = docx.Document(str(folder / "minutes-2025-03.docx"))
    book = epub.read_epub(str(folder / "keepers-of-tolsay.epub"), {"ignore_ncx": True})
    return {
        "pdf": (head, pages),
        "docx": [(paragraph.style.name, paragraph.text) for paragraph in minutes.paragraphs if paragraph.style],
        "docx tables": [[cell.text for cell in row.cells] for table in minutes.tables for row in table.rows],
        "epub": [item.get_content() for item in book.get_items_of_type(ITEM_DOCUMENT)],
        "epub head": (book.title, book.get_metadata("DC", "creator")),
    }


def test_making_the_binary_samples_again_gives_the_same_texts(tmp_path: Path) -> None:
    made = make_samples.make_all(tmp_path)
    assert {path.name for path in made} == {"annual-report-2024.pdf", "minutes-2025-03.docx", "keepers-of-tolsay.epub"}
    assert binary_texts(tmp_path) == binary_texts(samples.folder())


def test_making_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = make_samples.make_all(tmp_path / "a"), make_samples.make_all(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_report_has_three_pages_and_its_table_is_read_exactly() -> None:
    with pymupdf.open(samples.folder() / "annual-report-2024.pdf") as pdf:
        assert pdf.page_count == 3
        words = pdf[1].get_text().split()
    start = words.index("October")
    assert words[start : start + 5] == ["October", "2.49", "4.92", "0.26", "31"]


def test_figures_of_the_report_add_up() -> None:
    root = html.fromstring((make_samples.TEXTS / "annual-report-2024.html").read_bytes())
    months, floods, accounts = (
        [[make_samples.plain(cell) for cell in row] for row in table.iter("tr")][1:] for table in root.iter("table")
    )
    assert sum(int(row[4]) for row in months) == 54
    assert max(float(row[2]) for row in months) == 4.93
    assert min(float(row[3]) for row in months) == 0.22
    assert round(sum(float(row[1]) for row in months) / 12, 2) == 2.42
    assert round(100 * (8784 - 54) / 8784, 1) == 99.4
    assert len(floods) == 4
    for column in (1, 2):
        *items, total = (float(row[column].replace(",", "") or 0) for row in accounts)
        assert round(sum(items), 2) == total


def test_notebook_output_is_what_its_numbers_give() -> None:
    notebook = json.loads((samples.folder() / "sensor-drift.ipynb").read_text("utf-8"))
    scope: dict[str, object] = {}
    printed: list[str] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            scope["print"] = printed.append
            exec("".join(cell["source"]), scope)
    shown = [
        line.rstrip("\n") for cell in notebook["cells"] for output in cell.get("outputs", ()) for line in output["text"]
    ]
    assert printed == shown
    assert isinstance(scope["difference_mm"], list)
    assert round(linear_regression(range(1, 13), scope["difference_mm"]).slope, 1) == 1.4


def test_source_file_runs_and_agrees_with_the_handbook() -> None:
    module = runpy.run_path(str(samples.folder() / "residual.py"))
    flood = module["Reading"](date(1968, 1, 14), measured_m=5.41, predicted_m=4.62)
    assert module["residual"](flood) == pytest.approx(0.786)
    assert module["water_on_quay"](5.41) == pytest.approx(0.36)
    assert module["pressure_effect"](983) == pytest.approx(0.30)
    assert module["causeway_open"](2.59) and not module["causeway_open"](2.60)
    handbook = (samples.folder() / "station-handbook.md").read_text("utf-8")
    assert f"edge of the quay | {module['QUAY_EDGE_M']} |" in handbook


def test_tide_table_has_every_day_of_the_month_in_order() -> None:
    with (samples.folder() / "tide-table-2025-09.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["date"] for row in rows] == [f"2025-09-{day:02}" for day in range(1, 31)]
    assert all(date.fromisoformat(row["date"]).strftime("%A") == row["weekday"] for row in rows)
    highest = max(rows, key=lambda row: float(row["morning_height_m"]))
    assert highest["remark"] == "highest of the month"


def test_conversation_has_both_speakers_in_turn_and_times_that_rise() -> None:
    (conversation,) = json.loads((samples.folder() / "conversations.json").read_text("utf-8"))
    messages = conversation["chat_messages"]
    assert [message["sender"] for message in messages] == ["human", "assistant"] * 4
    times = [message["created_at"] for message in messages]
    assert times == sorted(set(times))


def test_links_between_the_markdown_notes_lead_somewhere() -> None:
    names = {path.stem for path in samples.folder().glob("*.md")}
    links = [
        link.split("]]")[0].split("|")[0]
        for path in samples.folder().glob("*.md")
        for link in path.read_text("utf-8").split("[[")[1:]
    ]
    assert len(links) == 4
    assert set(links) <= names
