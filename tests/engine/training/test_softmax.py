"""Multinomial regression finds where the penalised likelihood is flat."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.softmax import chances, fit


def test_a_fit_is_where_the_penalised_likelihood_is_flat() -> None:
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((80, 5))
    labels = generator.integers(0, 3, 80)
    importance = generator.random(80) + 0.1
    weights, bias = fit(rows, labels, 3, 0.05, importance)
    error = (chances(rows @ weights + bias) - np.eye(3)[labels]) * (importance / importance.sum())[:, None]
    assert rows.T @ error + 0.05 * weights == pytest.approx(np.zeros((5, 3)), abs=1e-5)
    assert error.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-5)


def test_rows_of_chances_add_up_to_one_for_scores_of_any_size() -> None:
    found = chances(np.array([[1e4, 0.0, -1e4], [0.0, 0.0, 0.0]]))
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[1] == pytest.approx(1 / 3)
