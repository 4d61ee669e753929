"""The probability that a topic is a gap, from its features: a logistic model, one for each kind of encoder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from engine.gaps.features import FEATURES
from engine.retrieval.contents import Floats

FILE = "weights.json"
"""Made by `nacre train gaps`."""


MANY = 10
"""Topics from which on it takes all of `Weights.together` for any gap to be reported. Of fewer, fewer can be doubtful,
and the least of what is asked for falls with the square of their number: where one to six topics are left of a text,
.35 of their gaps are found instead of .07, and .73 of what is told is right instead of .89."""

TERSE = 2.0
"""How much more it takes where B has e times fewer sentences for each of A. In a terse text one sentence treats what A
has a paragraph for, and all topics look doubtful together; where B is the longer one, what is not found is missing."""

LITTLE, WEALTHY = 0.5, 1.0
"""What it takes at least, of many topics, and the wealth of B from which it takes no less."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was fitted for the encoders of one tier."""

    weights: Floats  # (len(FEATURES),)
    bias: float
    least: float  # log-odds that a gap must have
    together: float  # what the gaps of a side must have above that, added up: see `needed`; 0: each counts by itself
    slope: float  # of the log-odds, for probabilities that hold
    shift: float  # added to them after that

    def log_odds(self, rows: Floats) -> Floats:
        """float32 (n,) for rows of features (n, len(FEATURES))."""
        return np.asarray(rows @ self.weights + self.bias, np.float32)

    def needed(self, topics: int, wealth: float) -> float:
        """What the gaps of a side must have above `least`, added up, for any to be reported.

        Args:
            topics: how many the side has.
            wealth: sentences of the other side for each of this one, as a logarithm; 0 where that is not known.
        """
        if not self.together:
            return 0.0
        full = max(LITTLE, self.together - TERSE * min(wealth, WEALTHY))
        return full * min(1.0, (topics / MANY) ** 2)

    def missing(self, log_odds: Floats, needed: float) -> list[int]:
        """The numbers of the topics that are gaps, the surest first.

        One doubtful topic among many that are treated is more often treated in other words: unless one is plainly
        missing, or several are doubtful, none is.

        Args:
            log_odds: (u,); -inf for what is too short to tell.
            needed: see there.
        """
        found = [int(at) for at in np.argsort(-log_odds, kind="stable") if log_odds[at] >= self.least]
        return found if float((log_odds[found] - self.least).sum()) >= needed else []

    def probability(self, log_odds: float) -> float:
        """0..1: the share of topics with such log-odds that are gaps (Platt, 1999)."""
        return float(1 / (1 + np.exp(-(self.slope * log_odds + self.shift))))


@cache
def load(tier: int) -> Weights:
    """The weights for encoders of this tier: 0 hashed tokens, 1 MiniLM."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    found = data["tiers"]["1" if tier else "0"]
    weights = np.array([found["features"][name] for name in FEATURES], np.float32)
    return Weights(weights, found["bias"], found["least"], found["together"], *found["calibration"])
