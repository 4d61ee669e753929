"""A model that goes in circles has said it once."""

from __future__ import annotations

import pytest

from engine.reasoning.circles import said_once

SENTENCE = "The lighthouse was built in 1868 by Isla Menzies."


@pytest.mark.parametrize("cut", ["", "The lighthouse was"])
def test_what_is_said_over_and_over_at_the_end_is_said_once(cut: str) -> None:
    assert said_once(f"It is old.\n\n{f'{SENTENCE} ' * 40}{cut}") == f"It is old.\n\n{SENTENCE}"


def test_several_sentences_may_be_one_round() -> None:
    twice = f"{SENTENCE} Its tower is 41 metres high.\n"
    assert said_once(twice * 9) == twice.rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        SENTENCE,
        f"{SENTENCE} " * 3,
        "Row, row, row your boat\n" * 3 + "gently down the stream.",
        "| 0 | 0 | 0 | 0 |",
        f"{f'{SENTENCE} ' * 9}That is all there is to say.",
    ],
)
def test_what_ends_otherwise_stays(text: str) -> None:
    assert said_once(text) == text
