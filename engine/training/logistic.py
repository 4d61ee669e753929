"""Logistic regression with a ridge, by Newton's method (Hastie, Tibshirani, Friedman, 2009, section 4.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STEPS = 40


def fit(
    rows: npt.NDArray[np.float64], labels: npt.NDArray[np.float64], ridge: float = 1.0
) -> tuple[float, npt.NDArray[np.float64]]:
    """Bias and weights, in the features' own units.

    Args:
        rows: float64 (n, d).
        labels: float64 (n,) of 0 and 1.
        ridge: penalty on the weights of the standardised features; none on the bias.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.c_[np.ones(len(rows)), (rows - mean) / spread]
    found = np.zeros(design.shape[1])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-design @ found))
        gradient = design.T @ (chance - labels) + penalty @ found
        curvature = (design * (chance * (1.0 - chance))[:, None]).T @ design + penalty
        found -= np.linalg.solve(curvature, gradient)
    weights = found[1:] / spread
    return float(found[0] - weights @ mean), weights
