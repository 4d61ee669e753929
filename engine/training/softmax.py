"""Multinomial logistic regression with a ridge, by accelerated gradient descent (Nesterov 1983)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = 300

Matrix = NDArray[np.float64]


def fit(
    rows: Matrix, labels: NDArray[np.int64], classes: int, ridge: float, importance: Matrix
) -> tuple[Matrix, Matrix]:
    """Weights (d, classes) and bias (classes,) that minimise the mean loss plus the ridge.

    Args:
        rows: float64 (n, d).
        labels: int64 (n,), each from 0 to `classes` - 1.
        classes: how many there are.
        ridge: penalty on the weights' squares, per row of data; none on the bias.
        importance: float64 (n,), how much a row counts.
    """
    design = np.c_[rows, np.ones(len(rows))]
    wanted = np.eye(classes)[labels]
    share = (importance / importance.sum())[:, None]
    penalty = np.full((design.shape[1], 1), ridge)
    penalty[-1] = 0.0
    # The loss bends at most half as much as the features' squares; so long a step never overshoots.
    bend = 0.5 * _largest(design * np.sqrt(share)) + ridge
    found = np.zeros((design.shape[1], classes))
    ahead, momentum = found.copy(), 1.0
    for _ in range(STEPS):
        gradient = design.T @ (share * (chances(design @ ahead) - wanted)) + penalty * ahead
        after = ahead - gradient / bend
        grown = (1.0 + np.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        ahead = after + (momentum - 1.0) / grown * (after - found)
        found, momentum = after, grown
    return found[:-1], found[-1]


def _largest(design: Matrix) -> float:
    """The largest eigenvalue of design' design, a little too large, by power iteration."""
    vector = np.ones(design.shape[1])
    for _ in range(30):
        vector = design.T @ (design @ (vector / np.linalg.norm(vector)))
    return 1.1 * float(np.linalg.norm(vector))


def chances(scores: Matrix) -> Matrix:
    """Rows of scores as rows of probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    share: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return share
