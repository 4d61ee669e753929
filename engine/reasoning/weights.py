"""The two logistic models of the extractive answers and their thresholds, as fitted by `nacre train answers`.

They lie in `weights.json` beside this file, by feature name, with a card that says on what they were fitted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from engine.reasoning.features import SENTENCE_FEATURES, SUPPORT_FEATURES

FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """1 / (1 + exp(-(bias + weights · features)))."""

    bias: float
    weights: tuple[float, ...]

    def chance(self, row: Sequence[float]) -> float:
        """The probability that a row of features stands for."""
        value = self.bias + sum(weight * feature for weight, feature in zip(self.weights, row, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


@dataclass(frozen=True, slots=True)
class Weights:
    """What one tier answers with."""

    sentence: Logistic  # does this sentence hold the answer?
    support: Logistic  # does the library hold the answer at all?
    worth: float  # chance of holding the answer that each word of a further sentence must bring
    threshold: float  # support below which the answer is an abstention


@cache
def load(tier: int) -> Weights:
    """The models for vectors of meaning (tier 1 and above) or for hashed words (tier 0)."""
    data = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return parse(data["tiers"]["1" if tier else "0"])


def parse(data: Mapping[str, Mapping[str, float]]) -> Weights:
    """One tier's entry of the file.

    Raises:
        KeyError: a feature has no weight, so the file was fitted for other features.
    """
    return Weights(
        sentence=_model(data["sentence"], SENTENCE_FEATURES),
        support=_model(data["support"], SUPPORT_FEATURES),
        worth=data["choice"]["worth"],
        threshold=data["choice"]["threshold"],
    )


def _model(data: Mapping[str, float], names: Sequence[str]) -> Logistic:
    return Logistic(data["bias"], tuple(data[name] for name in names))
