"""Measures against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evaluation.metrics import all_within, auroc, ndcg, overlap, percentile, recall, reciprocal_rank

RANKED = ["a", "b", "c", "d", "e"]


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(RANKED, {"a": 1.0}) == 1.0
    assert ndcg(RANKED, {"c": 1.0}) == pytest.approx(1 / 2)  # 1 / log2(4)
    assert ndcg(RANKED, {"b": 1.0, "x": 1.0}) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    assert ndcg(RANKED, {"a": 1.0, "b": 2.0}) == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert ndcg(RANKED, {"c": 1.0}, k=2) == 0.0
    assert ndcg(RANKED, {}) == 0.0


def test_more_relevant_ones_than_places_can_still_be_ideal() -> None:
    assert ndcg(["a", "b"], dict.fromkeys("abcdef", 1.0), k=2) == 1.0


def test_reciprocal_rank_is_of_the_first_relevant_one() -> None:
    assert reciprocal_rank(RANKED, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"c"}, k=2) == 0.0
    assert reciprocal_rank(RANKED, {"x"}) == 0.0


def test_recall_is_the_share_that_was_found() -> None:
    assert recall(RANKED, {"a", "e", "x"}, 4) == pytest.approx(1 / 3)
    assert recall(RANKED, {"a", "e", "x"}, 5) == pytest.approx(2 / 3)
    assert recall(RANKED, set(), 5) == 0.0


def test_all_within_needs_every_one() -> None:
    assert all_within(RANKED, {"a", "e"}) == 1.0
    assert all_within(RANKED, {"a", "e"}, k=4) == 0.0
    assert all_within(RANKED, {"a", "x"}) == 0.0


def test_auroc_is_the_chance_of_being_above() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9, 0.8]) == 0.0
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.7, 0.3], [0.5, 0.3]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert math.isnan(auroc([], [0.5])) and math.isnan(auroc([0.5], []))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 6).map(float), min_size=1, max_size=8),
    st.lists(st.integers(0, 6).map(float), min_size=1, max_size=8),
)
def test_auroc_is_what_counting_all_pairs_gives(positive: list[float], negative: list[float]) -> None:
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in positive for other in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, share) for share in (0.0, 0.2, 0.5, 0.95, 1.0)] == [1.0, 1.0, 3.0, 5.0, 5.0]
    assert math.isnan(percentile([], 0.5))


def test_overlap_counts_each_character_once() -> None:
    assert overlap([(0, 10), (5, 15)], [(8, 20)]) == 7
    assert overlap([(0, 3)], [(3, 6)]) == 0
    assert overlap([(0, 3), (0, 3)], [(0, 3)]) == 3
