"""Multinomial logistic regression with a ridge, by limited-memory BFGS (Nocedal and Wright 2006, chapter 7)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 200
REMEMBERED = 12  # steps whose bend is kept
FLAT = 1e-6  # slope at which it ends
ENOUGH = 1e-4  # share of the slope's promise by which a step has to descend (Armijo 1966)
SHORTEST = 1e-6  # of a step, beside a whole one

Matrix = NDArray[np.float64]
Rows = NDArray[np.floating[Any]]
Step = tuple[Matrix, Matrix, float]  # way gone, change of the slope, 1 / their product


def fit(
    rows: Rows, labels: NDArray[np.int64], classes: int, ridge: float, importance: Matrix, smoothing: float = 0.0
) -> tuple[Matrix, Matrix]:
    """Weights (d, classes) and bias (classes,) that minimise the mean loss plus the ridge.

    Args:
        rows: float (n, d); single precision takes half the time.
        labels: int64 (n,), each from 0 to `classes` - 1.
        classes: how many there are.
        ridge: penalty on the weights' squares, per row of data; none on the bias.
        importance: float64 (n,), how much a row counts.
        smoothing: share of a label that goes to all classes alike, for labels that may be wrong.
    """
    design = np.c_[rows, np.ones(len(rows), rows.dtype)]
    wanted = (1.0 - smoothing) * np.eye(classes)[labels] + smoothing / classes
    share = (importance / importance.sum())[:, None]
    penalty = np.full((design.shape[1], 1), ridge)
    penalty[-1] = 0.0

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        """The loss, and its slope."""
        scores = (design @ weights.astype(design.dtype)).astype(np.float64)
        top = scores.max(axis=1, keepdims=True)
        total = top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        value = float((share * wanted * (total - scores)).sum() + 0.5 * (penalty * weights**2).sum())
        error = share * (np.exp(scores - total) - wanted)
        return value, design.T @ error.astype(design.dtype) + penalty * weights

    found = lowest(loss, np.zeros((design.shape[1], classes)))
    return found[:-1], found[-1]


def lowest(loss: Callable[[Matrix], tuple[float, Matrix]], start: Matrix) -> Matrix:
    """Where a convex loss is flat, or nearly so after `STEPS`."""
    at = start
    value, slope = loss(at)
    steps: deque[Step] = deque(maxlen=REMEMBERED)
    for _ in range(STEPS):
        if np.abs(slope).max() < FLAT:
            break
        way = _way(slope, steps)
        promise = float((slope * way).sum())
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(slope).sum()))
        while True:
            after, after_slope = loss(at + length * way)
            if after <= value + ENOUGH * length * promise:
                break
            length /= 2.0
            if length < SHORTEST:
                return at  # no nearer within the precision of the rows
        gone, change = length * way, after_slope - slope
        bend = float((gone * change).sum())
        if bend > 0.0:
            steps.append((gone, change, 1.0 / bend))
        at, value, slope = at + gone, after, after_slope
    return at


def _way(slope: Matrix, steps: deque[Step]) -> Matrix:
    """The way down: the slope, corrected for how it bent in the steps before."""
    way = -slope
    shares = []
    for gone, change, inverse in reversed(steps):
        share = inverse * float((gone * way).sum())
        way = way - share * change
        shares.append(share)
    if steps:
        gone, change, inverse = steps[-1]
        way = way / (inverse * float((change**2).sum()))
    for (gone, change, inverse), share in zip(steps, reversed(shares), strict=True):
        way = way + (share - inverse * float((change * way).sum())) * gone
    return way


def chances(scores: Matrix) -> Matrix:
    """Rows of scores as rows of probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    share: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return share
