"""Encoders with known vectors."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from engine.models.hashed import HashedEncoder

Vector = npt.NDArray[np.float32]


class RandomEncoder:
    """A vector of length one that depends on the text only."""

    id = "random/1"
    dim = 384
    tier = 1

    def embed(self, texts: Sequence[str]) -> Vector:
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)

    def embed_query(self, text: str) -> Vector:
        seed = list(blake2b(text.encode(), digest_size=16).digest())
        vector = np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


class Renamed(HashedEncoder):
    """The hashed encoder in the place of a better one."""

    id = "better/1"
    tier = 1
