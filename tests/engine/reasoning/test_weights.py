"""The fitted numbers that answers rest on."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from engine.reasoning import weights
from engine.reasoning.features import SENTENCE_FEATURES, SUPPORT_FEATURES
from engine.reasoning.weights import Logistic


@pytest.mark.parametrize("tier", [0, 1, 2])
def test_every_tier_has_a_weight_for_every_feature(tier: int) -> None:
    fitted = weights.load(tier)
    assert len(fitted.sentence.weights) == len(SENTENCE_FEATURES)
    assert len(fitted.support.weights) == len(SUPPORT_FEATURES)
    assert 0 < fitted.threshold < 1 and 0 < fitted.worth < 1


def test_the_file_says_what_it_was_fitted_on_and_how() -> None:
    data = json.loads(resources.files("engine.reasoning").joinpath(weights.FILE).read_text("utf-8"))
    assert data["tiers"].keys() == {"0", "1"}
    for tier in data["tiers"].values():
        assert tier["card"].keys() >= {"encoder", "data", "command", "seed", "date"}
        assert "/" not in tier["card"]["data"], "no path of the machine it was fitted on"


def test_a_file_for_other_features_is_refused() -> None:
    data = json.loads(resources.files("engine.reasoning").joinpath(weights.FILE).read_text("utf-8"))["tiers"]["0"]
    del data["sentence"]["overlap"]
    with pytest.raises(KeyError, match="overlap"):
        weights.parse(data)


def test_a_chance_is_the_logistic_function_of_the_weighted_sum() -> None:
    model = Logistic(bias=0.5, weights=(1.0, -2.0))
    assert model.chance([0.5, 0.5]) == pytest.approx(0.5)
    assert model.chance([1.0, 0.0]) == pytest.approx(0.8175744761936437)
    assert 0.0 < model.chance([-1e9, 0.0]) < 1e-12
    assert 1.0 - model.chance([1e9, 0.0]) < 1e-12
    with pytest.raises(ValueError, match="zip"):
        model.chance([1.0])
