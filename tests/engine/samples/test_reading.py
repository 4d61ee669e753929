"""What the readers make of the sample documents, and that the sample questions have their answers there."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

import pytest

from engine import samples
from engine.config import IngestSettings
from engine.sources import registry
from engine.sources.reading import BlockKind, MarkKind, Reading
from engine.sources.walk import Found, find

ANSWERS = {
    samples.QUESTIONS[0]: (
        ("keepers-journal-1968.txt", "the water rose to 5.41 metres above station zero"),
        ("harbour-office-report-1968.txt", "the water rose to 5.26 metres above station zero"),
    ),
    samples.QUESTIONS[1]: (
        ("The causeway.md", "The causeway is safe to cross while the tide stands below 2.60 metres."),
    ),
    samples.QUESTIONS[2]: (
        ("sensor-drift.ipynb", "The pressure sensor drifts by 1.4 millimetres a month against the float gauge."),
    ),
    samples.QUESTIONS[3]: (
        ("annual-report-2024.pdf", "The highest water of 2024 was 4.93 metres, on 12 March at 18:32."),
    ),
    samples.QUESTIONS[4]: (
        (
            "minutes-2025-03.docx",
            "The meeting decided that the stilling well will be cleaned twice a year, in April and in October.",
        ),
    ),
    samples.QUESTIONS[5]: (
        ("The brass bolt.md", "The brass bolt was moved to the new quay on 6 June 1931"),
        ("keepers-of-tolsay.epub", "Edwin Sarn was keeper from 1926 to 1938."),
    ),
}


@cache
def reading(name: str) -> Reading:
    path = samples.folder() / name
    (only,) = registry.read(path, path.read_bytes())
    return only


def plain(text: str) -> str:
    """The text on one line and without ligatures."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def test_walk_leaves_none_of_the_samples_out() -> None:
    found = list(find([samples.folder()], IngestSettings()))
    assert {entry.path for entry in found if isinstance(entry, Found)} == set(samples.folder().iterdir())
    assert len(found) == len(list(samples.folder().iterdir()))


def test_samples_have_every_kind_that_there_is_a_reader_for() -> None:
    kinds = Counter(reading(path.name).kind for path in samples.folder().iterdir())
    others_make_them = {"wikitext", "bookmarks", "zim"}  # exports and archives of others: a tide station has none
    assert set(kinds) == set(registry.READER_VERSIONS) - others_make_them
    assert all(count == 1 for kind, count in kinds.items() if kind not in ("markdown", "text"))


@pytest.mark.parametrize("name", sorted(path.name for path in samples.folder().iterdir()))
def test_every_sample_is_read_with_a_title_and_blocks_in_order(name: str) -> None:
    document = reading(name)
    assert document.title
    assert document.blocks
    ends = [0, *(block.end for block in document.blocks)]
    assert all(before <= block.start < block.end for before, block in zip(ends, document.blocks, strict=False))
    assert ends[-1] <= len(document.text)


@pytest.mark.parametrize("question", samples.QUESTIONS)
def test_every_sample_question_has_its_answer_in_the_texts(question: str) -> None:
    for name, answer in ANSWERS[question]:
        assert answer in plain(reading(name).text)


def test_the_unanswered_question_finds_the_mailboat_but_no_price() -> None:
    assert "The mailboat leaves Orrin at 08:15" in plain(reading("visiting.html").text)
    texts = [plain(reading(path.name).text).lower() for path in samples.folder().iterdir()]
    assert not any(word in text.split() for text in texts for word in ("ticket", "tickets", "fare", "fares", "cost"))


def test_structure_that_the_samples_are_there_to_show_is_found() -> None:
    report = reading("annual-report-2024.pdf")
    assert [mark.number for mark in report.marks if mark.kind is MarkKind.PAGE] == [1, 2, 3]
    conversation = reading("conversations.json")
    assert sum(mark.kind is MarkKind.MESSAGE for mark in conversation.marks) == 8
    book = reading("keepers-of-tolsay.epub")
    assert sum(mark.kind is MarkKind.CHAPTER for mark in book.marks) >= 3
    handbook = reading("station-handbook.md")
    assert "The brass bolt" in handbook.facts["link"]
    assert set(handbook.facts["tag"]) >= {"station", "instruments", "method"}
    assert "Désiré Aumont" in reading("harbour-office-report-1968.txt").text
    for name in ("station-handbook.md", "visiting.html", "minutes-2025-03.docx", "keepers-of-tolsay.epub"):
        assert any(block.kind is BlockKind.HEADING for block in reading(name).blocks), name
