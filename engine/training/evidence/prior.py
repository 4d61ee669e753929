"""The linear scores that a network's own are added to: fitted so that evidence comes first in its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from engine.reasoning.selecting.candidates import Vectors
from engine.reasoning.selecting.weights import Prior, Priors
from engine.training.evidence.samples import Sample, staged
from engine.training.logistic import fit as fit_logistic
from engine.training.softmax import lowest

Matrix = npt.NDArray[np.float64]


def fitted(samples: Sequence[Sample], fit: Callable[[Sequence[Sample]], Prior]) -> Priors:
    """Linear scores of both stages: before any round those of all samples, which are steadier than those of the first
    stage alone; after the rounds those of their own.

    Args:
        samples: of both stages, or of the first alone.
        fit: makes scores of some samples.
    """
    first = fit(samples)
    later = staged(samples, 1)
    return Priors(first, fit(later) if any(each.gold.any() for each in later) else first)


def speaking(
    samples: Sequence[Sample], ridge: float, importance: Sequence[float] | None, features: Sequence[int]
) -> Prior:
    """As `listwise`, with some features only, and none of them against a passage.

    What speaks for a passage wherever it is measured may do so in every library. A weight below 0, and one of a
    feature like a passage's length, tells of the collections that were learned from.

    Args:
        samples, ridge, importance: as for `listwise`.
        features: columns that may speak for a passage.
    """
    kept = list(features)
    weights = _fitted(samples, ridge, importance, kept)
    while kept:
        worst = min(kept, key=lambda column: float(weights[column]))
        if weights[worst] >= 0:
            break
        kept.remove(worst)
        weights = _fitted(samples, ridge, importance, kept)
    return Prior(weights, 0.0)


def listwise(samples: Sequence[Sample], ridge: float, importance: Sequence[float] | None = None) -> Prior:
    """Weights that minimise the mean cross-entropy of each list's softmax against its evidence, all alike.

    Args:
        samples: those without evidence among their candidates have nothing to say and are left out.
        ridge: penalty on the weights' squares, in the features' standardised units.
        importance: how much each sample counts; all alike where it is None.

    Raises:
        ValueError: no sample has evidence among its candidates.
    """
    return Prior(_fitted(samples, ridge, importance, None), 0.0)


def _fitted(
    samples: Sequence[Sample], ridge: float, importance: Sequence[float] | None, columns: Sequence[int] | None
) -> Vectors:
    """float32 (F,): weights of some columns, or of all; 0 for the rest."""
    shares = np.ones(len(samples)) if importance is None else np.asarray(importance, np.float64)
    told = [(sample, share) for sample, share in zip(samples, shares, strict=True) if sample.gold.any() and share > 0]
    if not told:
        raise ValueError("no question has evidence among its candidates")
    whole = np.concatenate([sample.candidates.features for sample, _ in told])
    chosen = list(range(whole.shape[1]) if columns is None else columns)
    rows = whole[:, chosen]
    spread = rows.std(axis=0) + 1e-6
    rows = (rows / spread).astype(np.float32)
    counts = np.array([len(sample.gold) for sample, _ in told])
    starts = np.cumsum(counts) - counts
    gold = np.concatenate([sample.gold / sample.gold.sum() for sample, _ in told])
    weight = np.array([share for _, share in told])
    each = np.repeat(weight / weight.sum(), counts)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = (rows @ weights[:, 0].astype(np.float32)).astype(np.float64)
        scores -= np.repeat(np.maximum.reduceat(scores, starts), counts)
        powers = np.exp(scores)
        totals = np.repeat(np.add.reduceat(powers, starts), counts)
        value = float((each * gold * (np.log(totals) - scores)).sum() + 0.5 * ridge * (weights**2).sum())
        error = each * (powers / totals - gold)
        slope = (error.astype(np.float32) @ rows).astype(np.float64)[:, None] + ridge * weights
        return value, slope

    found = np.zeros(whole.shape[1], np.float32)
    found[chosen] = lowest(loss, np.zeros((rows.shape[1], 1)))[:, 0] / spread
    return found


def pointwise(samples: Sequence[Sample], ridge: float) -> Prior:
    """Logistic regression over all candidates by themselves: a peer of `listwise`.

    Args:
        samples: questions with their candidates.
        ridge: penalty on the weights' squares, in the features' standardised units.
    """
    rows = np.concatenate([sample.candidates.features for sample in samples]).astype(np.float64)
    labels = np.concatenate([sample.gold for sample in samples]).astype(np.float64)
    bias, weights = fit_logistic(rows, labels, ridge)
    return Prior(weights.astype(np.float32), bias)
