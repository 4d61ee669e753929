"""When two sentences can't both be true of one thing; precision comes before recall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.differing.contrast import Contrast, contrast, title_keys
from engine.reasoning.differing.frame import LONGEST, frame
from tests.engine.reasoning.differing.pairs import COMPATIBLE, CONTRADICTING

NONE = title_keys()


def idf(_: str) -> float:
    return 0.7


def held(first: str, second: str, above: str = "", beyond: str = "") -> Contrast | None:
    return contrast(frame(first), frame(second), title_keys(above), title_keys(beyond), idf)


@pytest.mark.parametrize(("first", "second"), COMPATIBLE)
def test_what_can_both_be_true_is_no_contradiction(first: str, second: str) -> None:
    assert held(first, second) is None and held(second, first) is None


def test_nine_of_ten_contradictions_are_seen_from_both_sides() -> None:
    seen = [bool(held(*pair)) for pair in CONTRADICTING]
    assert sum(seen) >= 0.9 * len(seen)
    assert seen == [bool(held(second, first)) for first, second in CONTRADICTING]


def test_a_contrast_names_both_sides_as_they_are_written() -> None:
    found = held("The deposit for the flat is 500 euros.", "The deposit for the flat is €750.")
    assert found == Contrast("number", "500 euros", "€750")
    found = held("Marie Curie was born in Warsaw.", "Marie Curie was born in Krakow.")
    assert found == Contrast("name", "Warsaw", "Krakow")
    found = held("Smoking is allowed on the terrace.", "Smoking is not allowed on the terrace.")
    assert found == Contrast("denial", "says so", "denies it")


def test_the_same_sentence_under_titles_of_two_things_is_about_two_things() -> None:
    first, second = "The population was 343 at the 2000 census.", "The population was 963 at the 2000 census."
    assert contrast(frame(first), frame(second), title_keys("Corran"), title_keys("Oban"), lambda _: 0.4) is None
    assert contrast(frame(first), frame(second), title_keys("Corran"), title_keys("Corran, old notes"), lambda _: 0.4)


def test_a_pronoun_speaks_of_what_the_title_names() -> None:
    first, second = "It was released by Corran Records in May 2004.", "It was released by Corran Records in June 2006."
    assert held(first, second, "High Tide", "Low Water") is None
    assert held(first, second, "High Tide", "High Tide") is not None


def test_numbers_of_list_items_are_not_compared() -> None:
    assert held("1. Open the palette of commands.", "2. Open the palette of commands.") is None


def test_pages_of_a_book_are_not_compared() -> None:
    assert held("Menzies and Frost 2008, p. 41.", "Menzies and Frost 2008, p. 122.") is None


def test_what_people_say_of_their_own_day_is_not_compared() -> None:
    assert held("Saturday noon works for me in the harbour.", "Friday noon works for me in the harbour.") is None


WORDS = (
    "The tower", "of Corran", "is", "not", "built", "in", "1868", "1e999", "-5", "1/0", "½", "3,5", "€", "$5", "%",
    "about", "between", "and", "5-", "–", "8:15", "24:99", "May", "Monday", "99.99.2020", "1.234", "٣٤", "\x1b[1m",
    "3rd", "1960s", "no more than", "²", "metres", "million", "\u202e", "[1]", "?", ",", "31/12/20", "1.2.3.4",
)  # fmt: skip
SENTENCES = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@given(SENTENCES, SENTENCES)
def test_any_two_texts_are_compared_and_both_ways_alike(first: str, second: str) -> None:
    assert bool(held(first, second)) == bool(held(second, first))


@given(SENTENCES)
def test_nothing_contradicts_itself(text: str) -> None:
    assert held(text, text) is None
    assert held(text, f"  {text} ") is None


def test_a_sentence_of_ten_thousand_words_is_read() -> None:
    long = "The tower of Corran is 24 metres high " + "and 1e999 ½ white " * 2500
    assert len(long) > LONGEST and held(long, long) is None
    assert held(long, long.replace("24", "31")) == Contrast("number", "24 metres", "31 metres")
