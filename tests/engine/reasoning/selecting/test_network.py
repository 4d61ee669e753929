"""The selector in numpy: it begins as the prior, sees a set, stays near the question, and refuses what is unfit."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import NacreError
from engine.reasoning.selecting.candidates import Candidates
from engine.reasoning.selecting.network import Network, NotThinkable, refined, shuffled
from engine.reasoning.selecting.strips import ALONE, ROWS, Strips
from tests.engine.reasoning.selecting.made import DIM, candidates, prior, unit, untrained, weights


def taken(given: Candidates, order: np.ndarray) -> Candidates:
    """Some of the candidates, in this order."""
    return replace(given, chunks=given.chunks[order], passages=given.passages[order], features=given.features[order])


@pytest.mark.parametrize("count", [1, 2, 7, 32])
def test_before_training_every_step_says_what_the_prior_says(count: int) -> None:
    thoughts = Network(untrained()).think(candidates(count), prior(count), 3)
    assert len(thoughts) == 3
    for thought in thoughts:
        assert np.array_equal(thought.scores, prior(count))
        assert thought.drift == 0
        assert np.allclose(thought.query, candidates(count).question, atol=1e-6)


def test_no_candidates_give_no_thoughts() -> None:
    assert Network(weights()).think(candidates(0), prior(0), 3) == ()


def test_steps_refine_what_was_said_before() -> None:
    one, two = Network(weights()).think(candidates(7), prior(7), 2)
    assert not np.allclose(one.scores, two.scores, atol=1e-3)
    (alone,) = Network(weights()).think(candidates(7), prior(7), 1)
    assert np.array_equal(alone.scores, one.scores)


def test_everything_is_float32_and_chances_are_chances() -> None:
    for thought in Network(weights()).think(candidates(5), prior(5), 2):
        assert thought.scores.dtype == thought.query.dtype == np.float32
        assert 0 <= thought.none <= 1 and 0 <= thought.halt <= 1


@given(st.permutations(range(9)), st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_order_among_candidates_means_nothing(places: list[int], seed: int) -> None:
    network, order, shown = Network(weights(seed=seed)), np.array(places), candidates(9, seed)
    straight = network.think(shown, prior(9, seed), 2)
    turned = network.think(taken(shown, order), prior(9, seed)[order], 2)
    for one, other in zip(straight, turned, strict=True):
        assert np.allclose(one.scores[order], other.scores, atol=1e-3)
        assert one.halt == pytest.approx(other.halt, abs=1e-4)


def test_copies_of_a_passage_get_the_same_score() -> None:
    order = np.array([0, 1, 1, 2, 1])
    *_, last = Network(weights()).think(taken(candidates(3), order), prior(3)[order], 3)
    assert last.scores[[2, 4]] == pytest.approx(last.scores[1], abs=1e-4)


def test_passages_and_a_question_without_vectors_are_thought_about() -> None:
    shown = candidates(4)
    shown = replace(shown, passages=np.zeros_like(shown.passages), question=np.zeros_like(shown.question))
    for thought in Network(weights()).think(shown, prior(4), 2):
        assert np.isfinite(thought.scores).all()
        assert thought.drift == 0 and not thought.query.any()


@given(st.floats(-3, 3), st.integers(0, 1_000))
@settings(max_examples=40, deadline=None)
def test_the_refined_query_stays_near_whatever_the_weights_are(power: float, seed: int) -> None:
    shown = candidates(5, seed)
    for thought in Network(weights(10**power, seed)).think(shown, prior(5), 2):
        cosine = thought.query @ shown.question / np.linalg.norm(thought.query)
        assert 1 - cosine < 0.2 and 0 <= thought.drift < 0.2
        assert 1 - cosine == pytest.approx(thought.drift, abs=1e-5)


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e4, 1e8])
def test_a_wish_along_the_question_moves_it_nowhere(size: float) -> None:
    question = unit(np.random.default_rng(1), DIM)
    query, drift = refined(question, -question * np.float32(size))
    assert np.allclose(query, question, atol=1e-5) and drift < 1e-6


def test_numbers_too_large_for_float32_are_no_answer() -> None:
    with pytest.raises(NotThinkable, match="computes numbers that are not finite"):
        Network(weights(1e30)).think(candidates(3), prior(3), 2)


@pytest.mark.parametrize("part", ["question", "passages", "features", "whole"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(part: str, value: float) -> None:
    shown = candidates(3)
    getattr(shown, part).flat[1] = value
    with pytest.raises(NacreError, match="not all finite"):
        Network(weights()).think(shown, prior(3), 1)


def test_a_prior_that_is_not_finite_is_refused() -> None:
    with pytest.raises(NotThinkable, match="not all finite"):
        Network(weights()).think(candidates(2), np.array([0, np.nan], np.float32), 1)


@pytest.mark.parametrize("part", ["question", "passages", "features", "whole"])
def test_candidates_of_another_size_are_refused(part: str) -> None:
    shown = candidates(3)
    shown = replace(shown, **{part: getattr(shown, part)[..., :-1]})
    with pytest.raises(NotThinkable, match="was trained for"):
        Network(weights()).think(shown, prior(3), 1)


def test_thinking_changes_nothing_it_was_given() -> None:
    shown, scores = candidates(6), prior(6)
    kept = [getattr(shown, field.name).copy() for field in fields(shown)]
    Network(weights()).think(shown, scores, 2)
    assert all(np.array_equal(one, getattr(shown, field.name)) for one, field in zip(kept, fields(shown), strict=True))
    assert np.array_equal(scores, prior(6))


def test_threads_may_share_a_network() -> None:
    network = Network(weights())
    alone = [network.think(candidates(8, seed), prior(8), 3)[-1].scores for seed in range(16)]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda seed: network.think(candidates(8, seed), prior(8), 3)[-1].scores, range(16))
        assert all(np.array_equal(one, other) for one, other in zip(alone, found, strict=True))


def test_shuffled_weights_are_the_same_numbers_and_another_network() -> None:
    network = Network(weights())
    other = shuffled(network, 3)
    for name, array in network.weights.arrays.items():
        assert np.array_equal(np.sort(array, axis=None), np.sort(other.weights.arrays[name], axis=None))
    assert other.priors is network.priors
    scores = [each.think(candidates(6), prior(6), 1)[0].scores for each in (network, other, shuffled(network, 3))]
    assert not np.allclose(scores[0], scores[1], atol=1e-2)
    assert np.array_equal(scores[1], scores[2]), "the same seed shuffles alike"


@pytest.mark.parametrize(("inputs", "outputs"), [(128, 384), (352, 128), (384, 128), (7, 13), (5_000, 6), (64, 1)])
def test_products_in_strips_are_products_and_small_enough_for_one_thread(inputs: int, outputs: int) -> None:
    random = np.random.default_rng(0)
    matrix, rows = (random.standard_normal(size).astype(np.float32) for size in ((inputs, outputs), (ROWS, inputs)))
    strips, found = Strips(matrix), np.empty((ROWS, outputs), np.float32)
    strips.multiply(rows, found)
    assert np.allclose(found, rows @ matrix, atol=1e-3 * np.sqrt(inputs))
    assert ROWS * inputs * strips.width <= ALONE


def test_thinking_needs_no_pytorch() -> None:
    code = "import sys, engine.reasoning.selecting.network; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
