"""The classifier: an embedding and what `features` sees, weighed by a multinomial logistic regression.

The weights of each tier lie in `tier_0.npz` and `tier_1.npz`, with `card.json` beside them; `nacre train route` fits
them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from engine.agents import features
from engine.agents.reading import Reading
from engine.agents.route import ROLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


def weights_file(tier: int) -> str:
    """The name of the file of an encoder's tier."""
    return f"tier_{1 if tier else 0}.npz"


@dataclass(frozen=True, slots=True)
class Classifier:
    """What one tier decides with."""

    embedding: Vector  # (dim, roles)
    lexical: Vector  # (features, roles)
    bias: Vector  # (roles,)
    vocabulary: dict[str, int]  # words, and two in a row, that have a weight, with their places
    margin: float  # between the two likeliest roles; below it, nobody is sure

    def scores(self, vector: Vector, reading: Reading) -> Vector:
        """float32 (7,): one score for each of `ROLES`; `chances` makes them probabilities.

        Args:
            vector: float32 (dim,), the text's embedding.
            reading: the text.
        """
        found: Vector = (
            vector @ self.embedding + features.row(reading, self.vocabulary) @ self.lexical + self.bias
        ).astype(np.float32)
        return found


def chances(scores: Vector) -> Vector:
    """Scores as probabilities."""
    powers = np.exp(scores - scores.max())
    share: Vector = (powers / powers.sum()).astype(np.float32)
    return share


def best_two(chances: Vector) -> tuple[str, float, float]:
    """The likeliest role, its probability, and how far the next one is behind it. Ties go to the first in `ROLES`."""
    order = np.argsort(-chances, kind="stable")
    first, second = float(chances[order[0]]), float(chances[order[1]])
    return ROLES[order[0]], first, first - second


@cache
def load(tier: int) -> Classifier:
    """The classifier for vectors of meaning (tier 1 and above) or for hashed words (tier 0).

    Raises:
        ValueError: the file was fitted for other features.
    """
    with (
        resources.files(__package__).joinpath(weights_file(tier)).open("rb") as file,
        np.load(file, allow_pickle=False) as data,
    ):
        return parse({name: data[name] for name in data.files})


def parse(data: dict[str, NDArray[np.generic]]) -> Classifier:
    """What a file of weights holds.

    Raises:
        ValueError: it was fitted for other features.
    """
    vocabulary: Sequence[str] = [str(word) for word in data["vocabulary"]]
    lexical = data["lexical"].astype(np.float32)
    if len(lexical) != len(features.names(tuple(vocabulary))):
        raise ValueError("the weights were fitted for other features: run nacre train route")
    return Classifier(
        embedding=data["embedding"].astype(np.float32),
        lexical=lexical,
        bias=data["bias"].astype(np.float32),
        vocabulary={word: place for place, word in enumerate(vocabulary)},
        margin=float(data["margin"].astype(np.float64)),
    )
