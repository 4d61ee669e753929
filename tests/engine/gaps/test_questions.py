"""Questions that are asked and not answered: in documents, between two sides, and by the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.gaps.asked import Asking, askings, stands_alone
from engine.gaps.finder import Looking
from engine.gaps.questions import Questions, QuestionsWithin
from engine.gaps.side import Side, side
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.questions.records import Judged
from engine.questions.store import Questions as Store
from engine.reasoning.vectors import SentenceVectors
from engine.sources.registry import read
from tests.engine import shelf

PLANS = """# Plans for the station

## Open questions

- Which boat carries the spare mirror to Tolsay?
- How much paraffin does the lamp at Grey Point burn?

## How is the fog bell struck?

Twice every minute, by hand.

## Who painted the tower of Skerry Rock?

## Supplies

Why should the boat wait for the tide? Because the bay is shallow.
"""
LOG = "# Log\n\nThe lamp at Grey Point burns two litres of paraffin in a night.\n\nThe tide was high at noon.\n"


def asked(text: str) -> list[Asking]:
    (reading,) = read(Path("a.md"), text.encode())
    found = list(askings(reading.text, reading.blocks))
    assert all(each.text in " ".join(reading.text[each.start : each.end].split()) for each in found)
    return found


def whole(library: Library) -> Side:
    return side(library, SentenceVectors(HashedEncoder()), "")


def test_questions_of_lists_and_headings_are_asked_and_those_of_prose_are_not() -> None:
    assert [(each.text, each.is_open) for each in asked(PLANS)] == [
        ("Which boat carries the spare mirror to Tolsay?", True),
        ("How much paraffin does the lamp at Grey Point burn?", True),
        ("How is the fog bell struck?", False),
        ("Who painted the tower of Skerry Rock?", True),
    ]


def test_a_question_with_nothing_but_doubt_behind_it_is_open() -> None:
    (found,) = asked("# Notes\n\n## Which keeper signed the log of 1911?\n\nTBD\n")
    assert found.is_open


@pytest.mark.parametrize("text", ["Is it there?", "Why?", "Need help with that?", "What about them?", "Really, now?"])
def test_what_leans_on_its_surroundings_can_not_be_looked_for(text: str) -> None:
    assert not stands_alone(text)


def test_within_a_library_what_a_document_answers_is_no_gap(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path, {"plans.md": PLANS, "log.md": LOG})
    looking = Looking()
    gaps = list(QuestionsWithin().find(whole(library), looking))
    titles = {gap.title for gap in gaps}
    assert "Which boat carries the spare mirror to Tolsay?" in titles and "How is the fog bell struck?" not in titles
    assert "How much paraffin does the lamp at Grey Point burn?" not in titles
    assert looking.weighed == 3
    for gap in gaps:
        for each in (*gap.a, *gap.b):
            assert library.text(each.place.version)[each.place.char_start : each.place.char_end] == each.quote


def test_what_the_user_asked_is_a_gap_until_it_is_answered(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path, {"log.md": LOG})
    store = Store(library)
    number = store.add("Who painted the tower?", Judged(0.1, False, None), "hashed")
    (gap,) = QuestionsWithin().find(whole(library), Looking())
    assert gap.question == "Who painted the tower?" and gap.why.startswith("You asked this on")
    assert number is not None
    store.drop(number)
    assert not list(QuestionsWithin().find(whole(library), Looking()))


def test_between_two_sides_what_a_asks_and_answers_itself_counts_too(library: Library, tmp_path: Path) -> None:
    other = "# Bell\n\nThe fog bell hangs on the gallery of the tower and is heard for two miles.\n"
    shelf.fill(library, tmp_path, {"plans.md": PLANS, "bell.md": other})
    vectors = SentenceVectors(HashedEncoder())
    a, b = side(library, vectors, "plans.md"), side(library, vectors, "bell.md")
    found = {gap.title: gap for gap in Questions().find(a, b, Looking())}
    gap = found["How is the fog bell struck?"]
    assert [each.quote for each in gap.a] == ["## How is the fog bell struck?", "Twice every minute, by hand."]
    assert "gallery" in gap.b[0].quote


def test_a_library_without_questions_has_none(library: Library) -> None:
    shelf.fill(library, Path("/nowhere"), {"log.md": LOG})
    looking = Looking()
    assert list(QuestionsWithin().find(whole(library), looking)) == [] and looking.weighed == 0
