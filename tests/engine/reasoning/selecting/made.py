"""Candidates and weights made by chance, for tests."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.reasoning.selecting.candidates import Candidates, Vectors
from engine.reasoning.selecting.weights import Prior, Priors, Sizes, Weights, shapes

DIM, FEATURES, WHOLE = 48, 6, 3


def unit(random: np.random.Generator, *sizes: int) -> Vectors:
    """float32, rows of length one."""
    rows = random.standard_normal(sizes).astype(np.float32)
    length: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return length


def candidates(count: int, seed: int = 0) -> Candidates:
    """So many passages, and a question."""
    random = np.random.default_rng(seed)
    return Candidates(
        chunks=np.arange(count),
        question=unit(random, DIM),
        passages=unit(random, count, DIM),
        features=random.standard_normal((count, FEATURES)).astype(np.float32),
        whole=random.standard_normal(WHOLE).astype(np.float32),
    )


def prior(count: int, seed: int = 0) -> Vectors:
    """Scores of so many passages."""
    return np.random.default_rng(seed + 1).standard_normal(count).astype(np.float32)


SIZES = Sizes(DIM, FEATURES, WHOLE, hidden=16, heads=2, blocks=2, inner=24, inner_cycles=2, cycles=2)
HEADS = ("heads.relevance", "heads.none.weight", "heads.halt.weight", "heads.refine")


def weights(size: float = 1.0, seed: int = 0, sizes: Sizes = SIZES) -> Weights:
    """All numbers by chance, so large that what they make is about as large as what they are given, times `size`."""
    random = np.random.default_rng(seed)
    arrays = {
        name: (size * random.standard_normal(shape) / math.sqrt(shape[-1] if len(shape) > 1 else 1)).astype(np.float32)
        for name, shape in shapes(sizes).items()
    }
    return Weights(
        sizes=sizes,
        features=tuple(f"feature {at}" for at in range(sizes.features)),
        whole=tuple(f"whole {at}" for at in range(sizes.whole)),
        encoder="an encoder",
        first_steps=0,
        used="network",
        enough_from=0.5,
        steps=3,
        priors=Priors(*(Prior(random.standard_normal(sizes.features).astype(np.float32), 0.25) for _ in range(2))),
        arrays=arrays,
        card={"data": "made by chance", "seed": seed},
    )


def untrained() -> Weights:
    """Weights whose heads say nothing, as before training."""
    made = weights()
    return replace(made, arrays={**made.arrays, **{name: np.zeros_like(made.arrays[name]) for name in HEADS}})
