"""Figures of single questions, and how sure a difference is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.training.evidence.measures import all_measured, enough, measured, rise
from tests.engine.training.evidence.made_samples import sample

ONE = replace(sample(1), units=np.array([0, 1, 2, 3, 4, 5, 6, 6]))


def _gold(*places: int, wanted: int = 0):
    gold = np.zeros(8, np.bool_)
    gold[list(places)] = True
    return replace(ONE, gold=gold, wanted=wanted or len(places))


def test_the_first_of_two_pieces_counts_and_both_are_recalled() -> None:
    scores = np.arange(8.0, 0.0, -1.0).astype(np.float32)
    assert measured(_gold(1, 4), scores) == (0.5, 1.0, 1.0)
    assert measured(_gold(1, 5), scores) == (0.5, 0.5, 0.0)
    assert measured(_gold(2, wanted=2), scores) == (1 / 3, 0.5, 0.0)
    assert measured(replace(_gold(), wanted=1), scores) == (0.0, 0.0, 0.0)


def test_parts_of_one_document_stand_once_where_the_best_does() -> None:
    scores = np.array([0, 0, 0, 0, 0, 9, 8, 7], np.float32)  # the last two are one
    assert measured(_gold(0), scores)[0] == pytest.approx(1 / 3)


def test_of_equal_scores_the_first_is_ahead() -> None:
    assert measured(_gold(3), np.zeros(8, np.float32))[0] == 0.25


def test_enough_is_what_the_halting_head_learns() -> None:
    scores = np.arange(8.0, 0.0, -1.0).astype(np.float32)
    assert enough(_gold(0, 4), scores)
    assert not enough(_gold(0, 5), scores)
    assert not enough(_gold(0, wanted=2), scores)
    assert not enough(replace(_gold(), wanted=0), scores)


def test_a_clear_rise_is_told_from_chance_and_none_from_none() -> None:
    random = np.random.default_rng(0)
    before = random.random(200)
    sure = rise(before, before + 0.1 + 0.05 * random.standard_normal(200))
    assert sure.low > 0 and sure.p < 0.001 and sure.mean == pytest.approx(0.1, abs=0.02)
    same = rise(before, before)
    assert (same.mean, same.low, same.high, same.p) == (0.0, 0.0, 0.0, 1.0)
    assert rise(before, before[::-1]) == rise(before, before[::-1])
    with pytest.raises(ValueError, match="without questions"):
        rise(np.zeros(0), np.zeros(0))


def test_no_questions_have_no_figures() -> None:
    assert all_measured([], []).shape == (0, 3)
