"""Noun phrases are found where small words bound them, with what tells who or what they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.following import kinds
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.wordlists import language


def texts(question: str, spoken: str = "en") -> list[str]:
    return [phrase.text for phrase in phrases(question, spoken)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who built the abbey?", ["the abbey"]),
        ("What is the height of the Eiffel Tower?", ["the height of the Eiffel Tower", "the Eiffel Tower"]),
        ("When did the volcano erupt?", ["the volcano"]),
        ("When did the Huguenots secure the right to trade?", ["the Huguenots", "the right", "trade"]),
        ("Who was Newton's teacher?", ["Newton's teacher", "Newton"]),
        ("How many ships were built in 1973?", ["ships"]),
        ("Why did the University of Oslo close?", ["the University of Oslo"]),
        ("What do hedgehogs eat?", ["hedgehogs"]),
        ("Who is the CEO of Acme?", ["the CEO of Acme", "Acme"]),
    ],
)
def test_an_outer_phrase_comes_before_what_it_holds(question: str, found: list[str]) -> None:
    assert texts(question) == found


def test_other_languages_bound_their_phrases_with_words_of_their_own() -> None:
    assert texts("Wer hat die alte Abtei gebaut?", "de") == ["die alte Abtei"]
    assert texts("Où se trouve le lac d'Annecy ?", "fr") == ["le lac d'Annecy", "Annecy"]
    assert texts("¿Dónde está el puente viejo?", "es") == ["el puente viejo"]


@pytest.mark.parametrize(
    ("question", "at", "expected"),
    [
        ("When was Ada Lovelace born?", 0, True),
        ("Who was the first mayor of Lund?", 0, True),
        ("Who built the Severn Bridge?", 0, False),
        ("Where is Loch Ness?", 0, False),
        ("What does NASA do?", 0, False),
    ],
)
def test_persons_are_told_from_things(question: str, at: int, expected: bool) -> None:
    assert kinds.person(phrases(question, "en")[at], question, "en") is expected


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("Who built the abbey?", "en"),
        ("Was steht im Mietvertrag über Haustiere?", "de"),
        ("Quand le pont a-t-il été fermé ?", "fr"),
        ("¿Quién pintó el Guernica?", "es"),
    ],
)
def test_the_language_shows_in_the_small_words(question: str, spoken: str) -> None:
    assert language(question) == spoken
    assert language("1974?", question) == spoken, "a fragment has that of the question before"


def _well_formed(phrase: Phrase, text: str) -> bool:
    return phrase.text == text[phrase.start : phrase.end] and bool(phrase.words) and phrase.head in phrase.words


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "es"]))
def test_phrases_are_parts_of_their_text(text: str, spoken: str) -> None:
    assert all(_well_formed(phrase, text) for phrase in phrases(text, spoken))
