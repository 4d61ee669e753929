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
"""Topics from which on it takes all of `Weights.together` for any gap to be reported. Of fewer, fewer can be doubtful:
it takes less by the square of their number, and each must be surer by itself. Where one to six topics are left of a
text, .45 of their gaps are found then, and .73 of what is told is right."""

TERSE = 3.0
"""How much more it takes where B has e times fewer sentences for each of A. In a terse text one sentence treats what A
has a paragraph for, and all topics look doubtful together; where B is the longer one, what is not found is missing."""

WEALTHY = 1.0
"""The wealth of B from which it takes no less."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What it takes for gaps to be reported."""

    least: float  # log-odds that each must have
    doubt: float  # log-odds from which on a topic speaks for something being missing
    together: float  # what all topics must have above that, added up

    def missing(self, log_odds: Floats) -> list[int]:
        """The numbers of the topics that are gaps, the surest first.

        One doubtful topic among many that are treated is more often treated in other words: unless one is plainly
        missing, or several are doubtful, none is. Where something is missing, more than that one topic mostly is.

        Args:
            log_odds: (u,); -inf for what is too short to tell.
        """
        if float(np.maximum(log_odds - self.doubt, 0).sum()) < self.together:
            return []
        return [int(at) for at in np.argsort(-log_odds, kind="stable") if log_odds[at] >= self.least]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was fitted for the encoders of one tier."""

    weights: Floats  # (len(FEATURES),)
    bias: float
    least: float  # see `Bar`; of many topics
    doubt: float
    together: float  # of many topics beside a text of as many sentences; 0: each counts by itself
    slope: float  # of the log-odds, for probabilities that hold
    shift: float  # added to them after that

    def log_odds(self, rows: Floats) -> Floats:
        """float32 (n,) for rows of features (n, len(FEATURES))."""
        return np.asarray(rows @ self.weights + self.bias, np.float32)

    def bar(self, topics: int, wealth: float) -> Bar:
        """What it takes for gaps of a side to be reported.

        Args:
            topics: how many the side has.
            wealth: sentences of the other side for each of this one, as a logarithm; 0 where that is not known.
        """
        if not self.together:
            return Bar(self.least, self.doubt, 0.0)
        few = min(1.0, topics / MANY)
        full = max(0.0, self.together - TERSE * min(wealth, WEALTHY))
        return Bar(max(self.least, self.least * few), self.doubt, full * few**2)

    def probability(self, log_odds: float) -> float:
        """0..1: the share of topics with such log-odds that are gaps (Platt, 1999)."""
        return float(1 / (1 + np.exp(-(self.slope * log_odds + self.shift))))


@cache
def load(tier: int) -> Weights:
    """The weights for encoders of this tier: 0 hashed tokens, 1 MiniLM."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    found = data["tiers"]["1" if tier else "0"]
    weights = np.array([found["features"][name] for name in FEATURES], np.float32)
    return Weights(weights, found["bias"], found["least"], found["doubt"], found["together"], *found["calibration"])
