"""Near-duplicates by wording."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from engine.retrieval.editions import NEAR, SKETCHED, Wording, resemblance

WORDS = [f"word{n}" for n in range(3_000)]


def text(seed: int, words: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(of: str, share: float) -> str:
    chance = random.Random(9)
    return " ".join(chance.choice(WORDS) if chance.random() < share else word for word in of.split())


@given(st.text(max_size=200), st.text(max_size=200))
def test_resemblance_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    found = resemblance(Wording(one), Wording(other))
    assert found == resemblance(Wording(other), Wording(one))
    assert 0.0 <= found <= 1.0


def test_a_lightly_edited_copy_is_an_edition_and_another_text_is_none() -> None:
    assert resemblance(Wording(text(1)), Wording(edited(text(1), 0.05))) > NEAR
    assert resemblance(Wording(text(1)), Wording(text(2))) < 0.01
    assert resemblance(Wording(text(1)), Wording(text(1).upper())) == 1.0


def test_an_excerpt_is_no_edition_of_the_whole() -> None:
    assert resemblance(Wording(text(1)), Wording(text(1)[:600])) < NEAR


def test_a_long_text_is_judged_by_a_sample_as_well_as_by_the_whole() -> None:
    long = text(3, 60_000)
    assert len(long) > 2 * SKETCHED
    assert abs(resemblance(Wording(long), Wording(edited(long, 0.05))) - 0.81) < 0.05
    assert resemblance(Wording(long), Wording(text(4, 60_000))) < 0.01
