"""A question is text, whatever it is made of: none of its characters is an operator of the full-text index."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.library.store import Library
from engine.retrieval.query import MAX_TERMS, STOP_WORDS, read_query
from engine.retrieval.words import search_words
from tests.engine import shelf

HOSTILE = [
    'the "lamp',
    "lamp NEAR tide",
    "NEAR(lamp tide, 3)",
    "lamp -tide",
    "lamp*",
    "title:lamp",
    "{title body}:lamp",
    "^lamp",
    "lamp AND NOT tide",
    "lamp + tide",
    "(lamp",
    "lamp' OR 1=1; DROP TABLE words; --",
    "lamp\0tide",
    "_ lamp __",
    "LAMP ½ ÄÖ 灯 💡",
    "lamp \ud800",
    "lamp " * 20_000,
]


@pytest.fixture
def lamps(library: Library, tmp_path: Path) -> Library:
    shelf.put(library, tmp_path / "a.md", "# Lamps\n\nThe lamp burned all night.\n")
    return library


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_operators_in_a_question_are_words(lamps: Library, question: str) -> None:
    assert len(search_words(lamps, read_query(question), 10)) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_text_is_an_error_of_syntax(lamps: Library, text: str) -> None:
    found = search_words(lamps, read_query(text), 10)
    assert len(found) <= 1 and all(score >= 0 for score in found.values())


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_terms_are_lower_case_each_once_and_without_stop_words(text: str) -> None:
    query = read_query(text)
    assert query.text == text
    assert len(set(query.terms)) == len(query.terms) <= MAX_TERMS
    assert not STOP_WORDS & set(query.terms)
    assert all(term in text.lower() for term in query.terms)


def test_terms_keep_the_questions_order() -> None:
    assert read_query("Where did Isla Menzies build the lamp, Isla?").terms == ("isla", "menzies", "build", "lamp")


def test_only_stop_words_leave_nothing_to_look_for(lamps: Library) -> None:
    query = read_query("What is it that they are?")
    assert query.terms == () and search_words(lamps, query, 10) == {}


def test_a_pasted_page_is_cut_to_the_first_words() -> None:
    text = " ".join(f"word{n}" for n in range(20_000))
    assert len(text) > 100_000
    assert read_query(text).terms == tuple(f"word{n}" for n in range(MAX_TERMS))
