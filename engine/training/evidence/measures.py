"""How good a ranking of candidates is, question by question, and how sure a difference between two is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.reasoning.selecting.candidates import Vectors
from engine.training.evidence.samples import Sample

Floats = npt.NDArray[np.float64]

NAMES = ("mrr@10", "recall@5", "all@5")
RANKED, KEPT = 10, 5

DRAWS = 10_000
SEED = 5
_AT_ONCE = 500  # draws: all of them together would take a gigabyte


@dataclass(frozen=True, slots=True)
class Rise:
    """By how much a second way is better than a first."""

    mean: float
    low: float  # of the 95 % interval
    high: float
    p: float  # two-sided


def measured(sample: Sample, scores: Vectors) -> tuple[float, float, float]:
    """`NAMES` of one ranking. A unit stands where its best candidate does; of equal scores the first is ahead."""
    order = np.argsort(-scores, kind="stable")
    units = list(dict.fromkeys(sample.units[order].tolist()))
    gold = set(sample.units[sample.gold].tolist())
    reciprocal = next((1.0 / rank for rank, unit in enumerate(units[:RANKED], 1) if unit in gold), 0.0)
    found = len(gold & set(units[:KEPT]))
    return reciprocal, found / max(1, sample.wanted), float(0 < sample.wanted == found)


def all_measured(samples: Sequence[Sample], scores: Sequence[Vectors]) -> Floats:
    """float64 (n, 3): `NAMES` of every question."""
    rows = [measured(sample, each) for sample, each in zip(samples, scores, strict=True)]
    return np.array(rows, np.float64).reshape(-1, len(NAMES))


def enough(sample: Sample, scores: Vectors) -> bool:
    """Whether all evidence stands among the first `KEPT` candidates, as the halting head learns it."""
    first = np.argsort(-scores, kind="stable")[:KEPT]
    found = np.unique(sample.units[first][sample.gold[first]])
    return 0 < sample.wanted == len(found)


def rise(before: Floats, after: Floats) -> Rise:
    """Paired bootstrap over questions (Efron 1979): `DRAWS` draws, always the same.

    Args:
        before: float64 (n,), a figure of each question.
        after: the same of the second way.

    Raises:
        ValueError: there are no questions.
    """
    change = after - before
    if not change.size:
        raise ValueError("without questions nothing can be compared")
    means = np.concatenate([counts.astype(np.float64) @ change for counts in _draws(change.size)]) / change.size
    low, high = np.quantile(means, [0.025, 0.975])
    beyond = min(float((means <= 0).mean()), float((means >= 0).mean()))
    return Rise(float(change.mean()), float(low), float(high), min(1.0, 2.0 * beyond))


@lru_cache(maxsize=3)
def _draws(size: int) -> tuple[npt.NDArray[np.uint8], ...]:
    """How often each of so many questions is in each of `DRAWS` draws: uint8 (some draws, size) each."""
    generator = np.random.default_rng(SEED)
    base = size * np.arange(_AT_ONCE)[:, None]
    return tuple(
        np.bincount((generator.integers(size, size=(_AT_ONCE, size)) + base).ravel(), minlength=_AT_ONCE * size)
        .reshape(_AT_ONCE, size)
        .astype(np.uint8)
        for _ in range(DRAWS // _AT_ONCE)
    )
