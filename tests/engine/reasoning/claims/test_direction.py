"""Denials, opposites, and who did what to whom."""

from __future__ import annotations

import pytest

from engine.reasoning.claims.direction import denials, direction, opposites
from engine.reasoning.claims.reading import read
from engine.reasoning.claims.roles import roles


@pytest.mark.parametrize(
    "source",
    [
        "The council did not approve the plan.",
        "The council never approved the plan.",
        "The council didn't approve the plan.",
        "The council refused to approve the plan.",
    ],
)
def test_a_denial_on_one_side_is_noticed(source: str) -> None:
    claim = "The council approved the plan."
    assert denials(direction(claim), direction(source))
    assert not denials(direction(source), direction(source))


@pytest.mark.parametrize(
    "source",
    [
        "It was not until May that the council approved the plan.",
        "The council approved the plan, not the budget.",
        "The council approved not only the plan.",
    ],
)
def test_a_denial_of_something_else_is_none(source: str) -> None:
    assert not denials(direction("The council approved the plan."), direction(source))


def test_an_opposite_is_named_with_both_words() -> None:
    found = opposites(direction("Prices increased in May."), direction("In May prices decreased."))
    assert found == [("increased", "decreased")]
    both = "Prices increased before they decreased."
    assert not opposites(direction("Prices increased."), direction(both))


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("We say Brutus attacked Caesar.", "Then Brutus attacked Caesar again.", 1.0),
        ("We say Caesar attacked Brutus.", "Then Brutus attacked Caesar again.", -1.0),
        ("We say Caesar was attacked by Brutus.", "Then Brutus attacked Caesar again.", 1.0),
        ("We say Brutus was attacked by Caesar.", "Then Brutus attacked Caesar again.", -1.0),
        ("We say Brutus met Caesar.", "Then Brutus attacked Caesar again.", 0.0),
    ],
)
def test_names_around_a_shared_verb_keep_their_roles(claim: str, source: str, expected: float) -> None:
    assert roles(read(claim), read(source)) == expected
