"""`questions`, and `gaps` without sides: on a real library without an embedder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Nacre

NOTES = """# Notes

The lamp at Grey Point burns paraffin and is trimmed at dusk. The keeper writes the log.

## Open questions

- Which boat carries the spare mirror to Tolsay?
"""
ROCK = "# Skerry Rock\n\nThree keepers live on Skerry Rock all year round.\n"
ASKED = "How many keepers live on Skerry Rock?"


@pytest.fixture
def notes(nacre: Nacre, tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "notes.md").write_text(NOTES)
    assert nacre("ingest", str(folder)).status == 0
    return folder


def test_a_question_is_kept_answered_shown_and_dropped(nacre: Nacre, notes: Path) -> None:
    assert nacre("questions").out.startswith("No question is open.")
    assert nacre("ask", ASKED, "--json").json["abstained"]
    found = nacre("questions", "--json").json
    assert (found["open"], found["news"], found["questions"][0]["question"]) == (1, 0, ASKED)
    (notes / "rock.md").write_text(ROCK)
    assert nacre("ingest", str(notes)).status == 0
    (one,) = nacre("questions", "--json").json["questions"]
    assert one["news"] and one["best"]["quote"] == "Three keepers live on Skerry Rock all year round."
    assert "1 question answered now" in nacre("questions").out
    assert not nacre("questions", "--json").json["news"]
    assert nacre("questions", "drop", str(one["id"])).out == f"Question {one['id']} is off the list.\n"
    assert nacre("questions", "--json").json["questions"] == []


def test_a_question_is_added_in_plain_words(nacre: Nacre, notes: Path) -> None:
    text = nacre("questions", "add", "Who", "painted", "the", "tower", "of", "Muckle", "Flugga?").out
    assert "is on the list" in text and "Who painted the tower of Muckle Flugga?" in text
    assert nacre("questions", "add", "Who painted the tower of Muckle Flugga?", "--json").json["was_known"]


@pytest.mark.parametrize(
    "words",
    [
        ["add"],
        ["drop", "first"],
        ["forget", "1"],
        ["drop", "7"],
        ["drop", "²"],
        ["drop", "9" * 40],
        ["add", "x" * 10_000],
    ],
)
def test_wrong_uses_are_refused_with_a_way_out(nacre: Nacre, notes: Path, words: list[str]) -> None:
    result = nacre("questions", *words)
    assert result.status == 2 and result.err


def test_an_empty_library_has_no_questions_and_no_gaps(nacre: Nacre) -> None:
    assert nacre("questions", "--json").json == {
        "open": 0, "answered": 0, "news": 0, "questions": [], "closed_gaps": [],
    }  # fmt: skip
    assert nacre("gaps").status == 2


def test_a_kept_gap_that_new_documents_close_is_news(nacre: Nacre, notes: Path) -> None:
    (gap,) = nacre("gaps", "--kind", "question", "--json").json["gaps"]
    assert gap["title"] == "Which boat carries the spare mirror to Tolsay?"
    assert nacre("gaps", "keep", gap["id"]).status == 0
    assert nacre("gaps", "--kind", "question", "--json").json["gaps"][0]["decision"] == "kept"
    (notes / "boats.md").write_text("# Boats\n\nThe boat Solan carries the spare mirror to Tolsay each March.\n")
    assert nacre("ingest", str(notes)).status == 0
    (closed,) = nacre("questions", "--json").json["closed_gaps"]
    assert closed["id"] == gap["id"] and closed["news"]
    assert "1 kept gap found no more" in nacre("questions").out
