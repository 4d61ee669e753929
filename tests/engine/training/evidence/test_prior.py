"""The linear fusions that the network starts from and has to beat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.training.evidence.measures import all_measured
from engine.training.evidence.prior import fitted, listwise, pointwise, speaking
from engine.training.evidence.samples import Sample
from tests.engine.training.evidence.made_samples import NAMES, sample, samples


def _reached(prior, held: list[Sample]) -> float:
    return float(all_measured(held, [prior.scores(each.candidates.features) for each in held])[:, 0].mean())


@pytest.mark.parametrize("fit", [lambda train: listwise(train, 1e-3), lambda train: pointwise(train, 1.0)])
def test_the_feature_that_tells_gets_the_weight(fit) -> None:
    given = samples(150, 50)
    prior = fit(given[:150])
    assert np.argmax(prior.weights) == NAMES.features.index("bm25")
    held = [each for each in given[150:] if each.gold.any()]
    alone = float(all_measured(held, [each.candidates.features[:, 2] for each in held])[:, 0].mean())
    assert _reached(prior, held) > alone


def test_at_its_lowest_the_slope_is_the_ridges() -> None:
    given, ridge = samples(40), 1e-2
    told = [each for each in given if each.gold.any()]
    spread = np.concatenate([each.candidates.features for each in told]).std(axis=0) + 1e-6
    weights = listwise(given, ridge).weights * spread
    slope = np.zeros(len(weights))
    for each in told:
        rows = each.candidates.features / spread
        powers = np.exp(rows @ weights)
        slope += (powers / powers.sum() - each.gold / each.gold.sum()) @ rows / len(told)
    assert np.allclose(slope, -ridge * weights, atol=1e-4)


def test_what_counts_nothing_changes_nothing() -> None:
    given = samples(30)
    odd = replace(sample(31), candidates=replace(sample(31).candidates, features=9 * sample(31).candidates.features))
    with_odd = listwise([*given, odd], 1e-3, [1.0] * 30 + [0.0])
    assert np.allclose(with_odd.weights, listwise(given, 1e-3).weights, atol=1e-5)


def test_without_evidence_nothing_can_be_fitted() -> None:
    with pytest.raises(ValueError, match="evidence"):
        listwise([sample(0), sample(5)], 1e-3)


def test_what_speaks_against_a_passage_is_left_out_of_the_bound_fusion() -> None:
    given = [sample(seed) for seed in range(40)]
    columns = range(given[0].candidates.features.shape[1])
    unbound = listwise(given, 0.01).weights
    bound = speaking(given, 0.01, None, list(columns)).weights
    assert (unbound < 0).any() and (bound >= 0).all() and (bound > 0).any()
    assert speaking(given, 0.01, None, [0]).weights[1:].tolist() == [0.0] * (len(bound) - 1)


def test_after_the_rounds_scores_are_those_of_what_is_known_then() -> None:
    given = samples(40, stages=2)
    kept = NAMES.features.index("kept")  # 0 before any round, 1 for evidence after them
    priors = fitted(given, lambda told: listwise(told, 1e-2))
    assert priors.after.weights[kept] > priors.first.weights[kept] > 0
    assert priors.of(0) is priors.first and priors.of(1) is priors.after


def test_where_nothing_was_followed_up_one_line_serves_both_stages() -> None:
    priors = fitted(samples(40), lambda told: listwise(told, 1e-2))
    assert priors.after is priors.first
