"""The weights that ship fit the features that are computed, in both tiers."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest

from engine.agents import classifier, features
from engine.agents.reading import read
from engine.agents.route import ROLES


@pytest.mark.parametrize("tier", [0, 1])
def test_shipped_weights_score_any_text(tier: int) -> None:
    made = classifier.load(tier)
    assert made.lexical.shape == (len(features.names(tuple(made.vocabulary))), len(ROLES))
    assert made.embedding.shape == (384, len(ROLES))
    for text in ("What is a tide?", "", "\n", "🎉", "x" * 10_000):
        likely = classifier.chances(made.scores(np.zeros(384, np.float32), read(text)))
        assert float(likely.sum()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("tier", ["0", "1"])
def test_the_card_says_how_the_weights_came_about(tier: str) -> None:
    card = json.loads(resources.files("engine.agents").joinpath("card.json").read_text("utf-8"))["tiers"][tier]
    assert card["command"] == "nacre train route"
    assert card["held"]["classifier"]["n"] >= 300
    assert card["margin"] == pytest.approx(classifier.load(int(tier)).margin)


def test_weights_for_other_features_are_refused() -> None:
    data = {"vocabulary": np.array(["tide"]), "lexical": np.zeros((3, 7)), "embedding": np.zeros((384, 7))}
    with pytest.raises(ValueError, match="train route"):
        classifier.parse(data)


def test_ties_go_to_the_first_role_and_have_no_margin() -> None:
    assert classifier.best_two(np.full(7, 1 / 7, np.float32)) == (ROLES[0], pytest.approx(1 / 7), 0.0)
