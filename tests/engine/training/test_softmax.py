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


def test_smoothed_labels_are_never_quite_certain() -> None:
    rows = np.array([[-1.0], [1.0]])
    weights, bias = fit(rows, np.array([0, 1]), 2, 1e-9, np.ones(2), smoothing=0.1)
    assert chances(rows @ weights + bias)[[0, 1], [0, 1]] == pytest.approx([0.95, 0.95], abs=1e-3)


def test_rows_of_single_precision_give_nearly_the_same_weights() -> None:
    generator = np.random.default_rng(2)
    rows = generator.standard_normal((60, 4))
    labels = generator.integers(0, 3, 60)
    exact, _ = fit(rows, labels, 3, 0.01, np.ones(60))
    nearly, _ = fit(rows.astype(np.float32), labels, 3, 0.01, np.ones(60))
    assert nearly == pytest.approx(exact, abs=1e-3)
