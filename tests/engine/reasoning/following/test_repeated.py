"""The same question asked again is noticed, and a similar one is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.following.repeated import said_before
from engine.records import Turn
from tests.engine.reasoning.following.conversation import turns

SAID = turns(("When was the old abbey built?", "In 1108 [1]."), ("Is the rent due in May?", "Yes [1]."))


@pytest.mark.parametrize(
    "text",
    ["When was the old abbey built?", "when was the old abbey built", "Please tell me, when was old abbey built?!"],
)
def test_the_same_question_in_other_dress_is_the_same(text: str) -> None:
    found = said_before(text, SAID)
    assert found is not None and found.turn_id == 1


@pytest.mark.parametrize(
    "text",
    [
        "Who built the old abbey?",
        "When was the new abbey built?",
        "When wasn't the old abbey built?",
        "Is the rent due in June?",
        "Is the rent not due in May?",
        "why?",
        "",
    ],
)
def test_another_question_is_not(text: str) -> None:
    assert said_before(text, SAID) is None


def test_what_was_looked_for_counts_not_what_was_typed() -> None:
    said = turns(("When was the old abbey built?", "In 1108."), ("and the mill?", "In 1200."))
    found = said_before("When was the mill built?", said, {3: "When was the mill built?"})
    assert found is not None and found.turn_id == 3
    assert said_before("When was the mill built?", said) is None


def test_its_own_turn_is_no_repetition() -> None:
    own = Turn(1, "user", "When was the old abbey built?", "", "", partial=False)
    assert said_before(own.text, (own,)) is None


@given(st.text(max_size=200), st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=4))
def test_what_is_found_was_asked(question: str, pairs: list[tuple[str, str]]) -> None:
    found = said_before(question, turns(*pairs))
    assert found is None or found.role == "user"
