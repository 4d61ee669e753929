"""What a newcomer has to be worth to displace a passage of the first search."""

from __future__ import annotations

import numpy as np
import pytest

from engine.reasoning.loop import acceptance
from engine.reasoning.loop.acceptance import Acceptance, Start, Swap, settle, swaps
from engine.reasoning.loop.bridges import Bridge
from engine.reasoning.loop.chains import Chain, Extension
from engine.reasoning.loop.field import Field
from engine.reasoning.loop.followups import FollowUp
from engine.reasoning.loop.settings import Weights
from engine.reasoning.weights import Logistic

FOLLOW_UP = FollowUp(Bridge("Name", ("name",), 1.0), "Name short", "Name whole")
START = Start((1, 2, 3), {1: 0.9, 2: 0.5, 3: 0.4}, 0.5)
ONLY_MARGIN = Acceptance(Logistic(0.0, (10.0, 0.0, 0.0, 0.0)), 0.7)


def field(kin: list[int]) -> Field:
    """Passages 1 to 5; the first covers the only word, the last two are worth little by themselves."""
    cover = np.array([[1.0, 0.0, 0.0, 0.0, 0.0]])
    return Field(np.arange(1, 6), np.array([1.0, 0.5, 0.4, 0.1, 0.1]), cover, np.array(kin), np.ones(1))


def extension(first: int, link: list[float]) -> Extension:
    return Extension(Chain((first,), (), ()), (FOLLOW_UP,), np.array(link), np.zeros(len(link), np.int64))


def test_the_strongest_newcomer_stands_beside_the_weakest_that_would_go() -> None:
    steps = [extension(1, [0.0, 0.4, 0.1, 0.8, 1.0])]
    found = swaps(field([0, 1, 2, 3, 4]), steps, START, (1, 4, 5), Weights())
    assert [(each.newcomer, each.displaced) for each in found] == [(5, 3), (4, 2)]
    assert all(len(each.features) == len(acceptance.FEATURES) for each in found)
    margin, nearness, kin, doubt = found[0].features
    assert margin > 0 and nearness == pytest.approx(-0.5) and (kin, doubt) == (0.0, 0.0)


def test_a_passage_of_the_title_that_led_to_it_is_marked() -> None:
    steps = [extension(1, [0.0, 0.4, 0.1, 0.8, 1.0])]
    found = swaps(field([0, 1, 2, 3, 0]), steps, START, (1, 4, 5), Weights())
    assert [each.features[2] for each in found] == [1.0, 0.0]


def test_the_same_passages_in_another_order_change_nothing() -> None:
    steps = [extension(1, [0.0, 0.4, 0.1, 0.8, 1.0])]
    assert swaps(field([0, 1, 2, 3, 4]), steps, START, (3, 1, 2), Weights()) == []
    assert settle((3, 1, 2), START, [], ONLY_MARGIN) == START.first


def test_what_has_not_earned_its_place_gives_it_back() -> None:
    possible = [Swap(5, 3, (0.5, 0.0, 0.0, 0.0)), Swap(4, 2, (0.01, 0.0, 0.0, 0.0))]
    assert settle((1, 4, 5), START, possible, ONLY_MARGIN) == (1, 2, 5)
    assert settle((1, 4, 5), START, [possible[1], Swap(5, 3, (-0.5, 0.0, 0.0, 0.0))], ONLY_MARGIN) == START.first


def test_a_newcomer_that_displaces_nothing_stays() -> None:
    short = Start((1,), {1: 0.9}, 0.5)
    assert swaps(field([0, 1, 2, 3, 4]), [extension(1, [0.0] * 5)], short, (1, 4), Weights()) == []
    assert settle((1, 4), short, [], ONLY_MARGIN) == (1, 4)


def test_the_shipped_model_asks_more_where_the_first_search_was_sure() -> None:
    model = acceptance.load().model
    usual = model.chance((0.3, -0.3, 0.0, 0.0))
    assert model.chance((0.1, -0.3, 0.0, 0.0)) < usual
    assert model.chance((0.3, -0.1, 0.0, 0.0)) < usual
    assert model.chance((0.3, -0.3, 1.0, 0.0)) < usual
    assert model.chance((0.3, -0.3, 0.0, -2.0)) < usual


def test_a_file_for_other_features_is_refused() -> None:
    with pytest.raises(KeyError):
        acceptance.parse({"bias": 0.0, "threshold": 0.5})
