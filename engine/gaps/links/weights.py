"""The probability that a link is missing, from what speaks for it: logistic models, fitted by `nacre train links`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from engine.gaps.links.features import EVERYTHING
from engine.retrieval.contents import Floats

FILE = "weights.json"
"""Made by `nacre train links`; its card says on what."""


class Case(StrEnum):
    """What a link has to be told from; each has a model of its own."""

    LINKED = "linked"  # both pages have links, and neither names the other
    LINKED_NAMED = "linked_named"  # both have links, and one names the other
    PLAIN = "plain"  # one of them has none: only the texts speak
    PLAIN_NAMED = "plain_named"  # the same, and one names the other


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One logistic model."""

    weights: Floats  # (len(EVERYTHING),): zero for what it does not look at
    bias: float

    def log_odds(self, rows: Floats) -> Floats:
        """float32 (k,) for rows of the first features of `EVERYTHING`."""
        return np.asarray(rows @ self.weights[: rows.shape[1]] + self.bias, np.float32)

    def confidence(self, rows: Floats) -> Floats:
        """float32 (k,), 0..1: of links between notes that had been taken out, so many were among those it names."""
        return np.asarray(1 / (1 + np.exp(-self.log_odds(rows).astype(np.float64))), np.float32)


@cache
def load(tier: int, case: Case) -> Model:
    """The model for encoders of this tier: 0 hashed tokens, 1 MiniLM."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    return model(data["tiers"]["1" if tier else "0"][case.value])


def model(entry: dict[str, Any]) -> Model:
    """A model as it stands in the file."""
    weights = np.array([entry["features"].get(name, 0.0) for name in EVERYTHING], np.float32)
    return Model(weights, float(entry["bias"]))
