"""How a passage is called in a reason."""

from __future__ import annotations

import pytest

from engine.records import Place
from engine.retrieval.reasons import Spot, first_words, link, name, shared_words


def place(headings: tuple[str, ...] = (), page: int | None = None, speaker: str | None = None) -> Place:
    return Place(1, 1, "/notes/a.md", "", "A", headings, page, speaker, None, 3, 9, 0, 40)


@pytest.mark.parametrize(
    ("spot", "called"),
    [
        (Spot(place(("Oil", "Paraffin")), "It burns."), "‘Paraffin’"),
        (Spot(place(("Learn more",)), "It burns.", common=True), "‘It burns.’ (lines 3–9)"),
        (Spot(place(), "It burns."), "‘It burns.’ (lines 3–9)"),
        (Spot(place(page=4), "It burns."), "‘It burns.’ (page 4)"),
        (Spot(place(("Ann · 2024-03-01",), speaker="Ann"), "It burns."), "‘It burns.’ (Ann, lines 3–9)"),
        (Spot(place(("Ann · 2024-03-01", "Step 2"), speaker="Ann"), "It burns."), "‘Step 2’"),
        (Spot(place(), "---\n\n***"), "lines 3–9"),
    ],
)
def test_a_passage_is_called_by_what_tells_something(spot: Spot, called: str) -> None:
    assert name(spot) == called


def test_first_words_leave_out_front_matter_and_marks_and_end_at_a_word() -> None:
    assert first_words("---\ntitle: x\n---\n> [!tip]- See **[[lamp|the lamp]]**") == "See lamp the lamp"
    assert first_words("the keeper of the lighthouse trims the wick at dusk").endswith("trims the …")
    assert len(first_words("x" * 500)) <= 50


def test_a_word_is_shared_only_as_a_word_of_its_own() -> None:
    assert shared_words(["sit", "lamp"], "The website of the Lamp") == ["lamp"]


def test_without_a_cosine_the_words_are_the_reason() -> None:
    assert link(Spot(place(), ""), None, None, ["lamp", "oil"]) == "Both say lamp, oil."
