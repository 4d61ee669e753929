"""What is measured of a question and of a sentence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reasoning.features import (
    SENTENCE_FEATURES,
    SUPPORT_FEATURES,
    Candidate,
    PassageView,
    View,
    asked_for,
    fits,
    has_new_name,
    sentence_rows,
    share,
    stems,
    support_row,
    view,
)
from engine.retrieval.query import read_query


def seen(question: str) -> View:
    return view(read_query(question), lambda stem: 0.5, 100)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it built?", "time"),
        ("In which year did it burn?", "time"),
        ("How many keepers were there?", "number"),
        ("What percentage of them slept?", "number"),
        ("Who built it?", "person"),
        ("Whose lamp is it?", "person"),
        ("Where is it?", "place"),
        ("What city is it near?", "place"),
        ("Why did it burn?", "cause"),
        ("What burned?", ""),
    ],
)
def test_a_question_says_what_kind_of_thing_would_answer_it(question: str, kind: str) -> None:
    assert asked_for(question) == kind


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        ("When was it built?", "It was built in 1868.", "It was built by hand."),
        ("How many keepers had it in 1868?", "In 1868 it had three keepers.", "It had keepers in 1868."),
        ("Who built it?", "It was built by Isla Menzies.", "It was built by hand."),
        ("Why did it burn?", "It burned because of the oil.", "It burned."),
    ],
)
def test_a_sentence_fits_where_it_has_such_a_thing(question: str, good: str, bad: str) -> None:
    asked = seen(question)
    assert fits(asked.kind, good, asked) == 1.0
    assert fits(asked.kind, bad, asked) == 0.0


def test_a_name_of_the_question_is_no_news() -> None:
    asked = seen("What did Isla Menzies build?")
    assert asked.names == {"isla", "menzi"}
    assert not has_new_name("The tower that Isla Menzies built.", asked)
    assert has_new_name("The tower that Isla Menzies built at Corran.", asked)


def test_words_are_compared_by_their_stems_and_weighed() -> None:
    assert stems("The keepers were keeping the lamps") == ["keeper", "keep", "lamp"]
    asked = view(read_query("keeper of lamps"), {"keeper": 0.75, "lamp": 0.25}.__getitem__, 100)
    assert share(asked, {"lamp"}) == pytest.approx(0.25)
    assert share(asked, {"lamp", "keeper"}) == pytest.approx(1.0)
    assert asked.pairs == {("keeper", "lamp")}


@settings(max_examples=50)
@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.text(max_size=60), st.floats(-1, 1), st.integers(0, 2)), min_size=1, max_size=6),
)
def test_any_texts_give_as_many_finite_figures_as_there_are_features(
    question: str, sentences: list[tuple[str, float, int]]
) -> None:
    asked = seen(question)
    candidates = [Candidate(text, cosine, passage, at) for at, (text, cosine, passage) in enumerate(sentences)]
    passages = [PassageView("A passage of words.", 0.5, 0.1, 2.0)] * 3
    rows = sentence_rows(asked, candidates, passages)
    assert [len(row) for row in rows] == [len(SENTENCE_FEATURES)] * len(candidates)
    support = support_row(asked, candidates, rows, [0.5] * len(candidates), passages)
    assert len(support) == len(SUPPORT_FEATURES)
    assert all(math.isfinite(figure) for row in [*rows, support] for figure in row)
