"""Questions are made only of sentences that name what they speak of."""

from __future__ import annotations

import pytest

from engine.reasoning.phrasing import asked_by


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The float gauge is a drum on a wire.", ["What is the float gauge?"]),
        ("Tolsay Tide Watch is a society of nine keepers.", ["What is Tolsay Tide Watch?"]),
        ("It rains. The old harbour wall was built in May 1911.", ["When was the old harbour wall built?"]),
        ("The spare sensors are the same kind.", ["What are the spare sensors?"]),
        ("The station is a hut on the rocks.", []),  # which station?
        ("This gauge is a drum on a wire. It is a good one. Water is a wet thing.", []),
        ("Nobody knows whether the float gauge is a drum.", []),
    ],
)
def test_a_sentence_that_says_what_a_named_thing_is_gives_a_question(text: str, asked: list[str]) -> None:
    assert list(asked_by(text)) == asked


def test_questions_come_in_the_order_of_their_sentences() -> None:
    text = "The north tower was opened in 1902. The brass bolt is the zero of all heights."
    assert list(asked_by(text)) == ["When was the north tower opened?", "What is the brass bolt?"]
