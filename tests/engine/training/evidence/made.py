"""Candidates and selectors made by chance, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.reasoning.selecting.candidates import Candidates, Vectors

if TYPE_CHECKING:
    from engine.training.evidence.network import Selector

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


def told(selector: Selector, size: float = 0.1, seed: int = 0) -> Selector:
    """The selector with heads that say something, as after training."""
    import torch

    torch.manual_seed(seed)
    with torch.no_grad():
        for value in selector.heads.parameters():
            value.add_(size * torch.randn_like(value))
    return selector
