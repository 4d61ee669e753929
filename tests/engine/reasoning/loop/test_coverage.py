"""Choosing a set: by chains, and by what the set still lacks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.loop.bridges import Bridge
from engine.reasoning.loop.chains import Chain, Extension, best_chains
from engine.reasoning.loop.coverage import choose, support
from engine.reasoning.loop.field import Field
from engine.reasoning.loop.followups import FollowUp
from engine.reasoning.loop.settings import Weights

FOLLOW_UP = FollowUp(Bridge("Name", ("name",), 1.0), "Name short", "Name whole")


def field(worth: list[float], cover: list[list[float]], kin: list[int] | None = None) -> Field:
    count, tokens = len(worth), len(cover)
    return Field(
        np.arange(1, count + 1),
        np.array(worth),
        np.array(cover).reshape(tokens, count),
        np.arange(count) if kin is None else np.array(kin),
        np.full(tokens, 1.0 / max(tokens, 1)),
    )


def extension(first: int, link: list[float]) -> Extension:
    return Extension(Chain((first,), (), ()), (FOLLOW_UP,), np.array(link), np.zeros(len(link), np.int64))


def test_a_passage_that_brings_the_missing_word_goes_before_its_equal() -> None:
    found = field([1.0, 0.5, 0.5], [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    steps = [extension(1, [0.0, 0.6, 0.6])]
    assert choose(found, steps, 0, 2, Weights()) == [0, 2]
    assert choose(found, steps, 0, 2, Weights(coverage=0.0)) == [0, 1], "without coverage the earlier one"


def test_a_strong_link_outweighs_what_a_passage_is_worth_by_itself() -> None:
    found = field([1.0, 0.6, 0.1], [[1.0, 0.0, 0.0]])
    assert choose(found, [extension(1, [0.0, 0.3, 1.0])], 0, 2, Weights()) == [0, 2]


def test_the_first_member_of_a_strong_chain_is_evidence_too() -> None:
    found = field([1.0, 0.9, 0.1, 0.2], [[1.0, 0.0, 0.0, 0.0]])
    steps = [extension(1, [0.0, 0.1, 0.1, 0.1]), extension(2, [0.1, 0.0, 1.5, 0.1])]
    assert set(choose(found, steps, 0, 3, Weights())) == {0, 1, 2}


def test_the_best_chains_say_what_led_to_them() -> None:
    found = field([1.0, 0.2, 0.1], [[1.0, 0.0, 0.0]])
    best = best_chains([extension(1, [0.0, 0.2, 1.0])], found, Weights(), 1)[0]
    assert best.chunks == (1, 3) and best.links == (1.0,) and best.steps == (FOLLOW_UP,)


def test_of_two_equals_the_one_of_another_title_is_chosen() -> None:
    found = field([1.0, 0.5, 0.5], [[1.0, 0.0, 0.0]], kin=[7, 7, 8])
    assert choose(found, [extension(1, [0.0, 0.6, 0.6])], 0, 2, Weights()) == [0, 2]


numbers = st.floats(0.0, 1.5)


@given(st.data(), st.integers(1, 8), st.integers(0, 4))
def test_a_choice_has_each_place_once_and_its_first_place_first(data: st.DataObject, size: int, tokens: int) -> None:
    row = st.lists(st.floats(0.0, 1.0), min_size=size, max_size=size)
    found = field(data.draw(st.lists(numbers, min_size=size, max_size=size)), [data.draw(row) for _ in range(tokens)])
    steps = [extension(data.draw(st.integers(1, size)), data.draw(st.lists(numbers, min_size=size, max_size=size)))]
    first = data.draw(st.integers(0, size - 1))
    chosen = choose(found, steps, first, 5, Weights())
    assert chosen[0] == first
    assert len(chosen) == len(set(chosen)) == min(5, size)
    assert 0.0 <= support(found, steps, chosen, Weights()) <= 1.0
    assert found.covered(chosen) >= found.covered([first])
