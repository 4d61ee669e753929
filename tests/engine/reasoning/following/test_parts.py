"""Parts of one question borrow from those before them what they only point to."""

from __future__ import annotations

import pytest

from engine.reasoning.following.parts import completed


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("When is the station open?", "How do I get there?"), "How do I get to the station?"),
        (("Who built the lighthouse?", "when was it built?"), "When was the lighthouse built?"),
        (("How high is the brass bolt?", "Who set it?"), "Who set the brass bolt?"),
        (("Who built the lighthouse?", "What is the capital of France?"), "What is the capital of France?"),
    ],
)
def test_a_part_that_points_back_is_completed(parts: tuple[str, ...], wanted: str) -> None:
    assert completed(parts) == (parts[0], wanted)


def test_a_third_part_goes_on_from_the_second() -> None:
    assert completed(("Who built the lighthouse?", "When was it built?", "How high is it?"))[2] == (
        "How high is the lighthouse?"
    )


def test_nothing_is_made_of_nothing() -> None:
    assert completed(()) == () and completed(("Why?",)) == ("Why?",)
