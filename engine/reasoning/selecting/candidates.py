"""What the evidence selector is shown of a question and its passages, and what it says after each step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """A question and k passages that may hold its evidence. E: the encoder's dimensions; F, G: numbers of features."""

    chunks: Ids  # int64 (k,), k <= 32, in the order of the prior's own ranking
    question: Vectors  # float32 (E,), unit length
    passages: Vectors  # float32 (k, E), unit length (all 0 where a chunk has no vector)
    features: Vectors  # float32 (k, F), finite
    whole: Vectors  # float32 (G,), finite


@dataclass(frozen=True, slots=True, eq=False)
class Thought:
    """What the network says after a step."""

    scores: Vectors  # float32 (k,): prior + relevance + pull of the refined query
    none: float  # 0..1: chance that none of the candidates answers
    halt: float  # 0..1: chance that the first five are enough
    drift: float  # cosine distance of the refined query from the question, always < 0.2
    query: Vectors  # float32 (E,): the refined query
