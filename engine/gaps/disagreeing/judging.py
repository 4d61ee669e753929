"""How likely two sentences contradict each other, and in what: a logistic model over `features`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from engine.gaps.disagreeing.conflicts import Conflict, conflicts
from engine.gaps.disagreeing.features import FEATURES, Case, Floats, rows
from engine.gaps.disagreeing.said import Said
from engine.reasoning.vectors import SentenceVectors

FILE = "weights.json"
"""Made by `nacre train disagreement tests/data/disagreement/seen.jsonl squad35`, of which even articles are read.

How passages do whose writer was left out, with MiniLM: precision .88 at recall .65 and .82 at .73 on those in other
words (writers 2 and 3), .71 at .68 on those that share their words (writer 1), among them many of two things. Where
tenths are left out instead: .88 at .72, .81 at .73 and .76 at .87."""

AT_ONCE = 4_096
"""Cases whose texts are embedded together."""


class Matter(StrEnum):
    """What two sentences come from."""

    PASSAGES = "passages"  # of a few sentences each, which are held against each other because they speak of one thing
    TEXTS = "texts"  # whole ones, where far more pairs are tried and hardly any disagrees


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was fitted for the encoders of one tier, and for passages or whole texts."""

    weights: Floats  # (len(FEATURES),)
    bias: float
    least: float  # probability from which two sentences are said to disagree

    def probabilities(self, found: Floats) -> Floats:
        """float64 (n,) for rows of features (n, len(FEATURES))."""
        return np.asarray(1 / (1 + np.exp(-(found @ self.weights + self.bias))), np.float64)


@dataclass(frozen=True, slots=True)
class Judged:
    """What two sentences most likely disagree in."""

    one: Said
    other: Said
    conflict: Conflict
    probability: float

    @property
    def spans(self) -> tuple[str, str]:
        """What each says of it, as it stands there."""
        return self.one.text[slice(*self.conflict.first)], self.other.text[slice(*self.conflict.second)]


class Judge:
    """Holds sentences against each other."""

    def __init__(self, vectors: SentenceVectors, matter: Matter) -> None:
        """`matter` tells which of the weights that were fitted on these vectors are meant."""
        self._vectors = vectors
        self.weights = load(vectors.encoder.tier, matter)

    def of(self, pairs: Iterable[tuple[Said, Said]]) -> list[Judged]:
        """The likeliest conflict of each pair that has any, in the order of the pairs."""
        cases = [Case(one, other, each) for one, other in pairs for each in conflicts(one, other)]
        found: dict[tuple[int, int], Judged] = {}
        for start in range(0, len(cases), AT_ONCE):
            part = cases[start : start + AT_ONCE]
            chances = self.weights.probabilities(rows(part, self._vectors))
            for case, chance in zip(part, chances, strict=True):
                key = id(case.one), id(case.other)
                if key not in found or chance > found[key].probability:
                    found[key] = Judged(case.one, case.other, case.conflict, float(chance))
        return list(found.values())

    def passages(self, one: Sequence[Said], other: Sequence[Said]) -> Judged | None:
        """The likeliest conflict between two short passages, if there is any."""
        found = self.of((mine, theirs) for mine in one for theirs in other)
        return max(found, key=lambda each: each.probability, default=None)


@cache
def load(tier: int, matter: Matter) -> Weights:
    """The weights for encoders of this tier, 0 hashed tokens, 1 MiniLM."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    found = data["tiers"]["1" if tier else "0"][matter.value]
    weights = np.array([found["features"][name] for name in FEATURES], np.float64)
    return Weights(weights, found["bias"], found["least"])
