"""A run from puzzles to accuracy, as small as it gets."""

from __future__ import annotations

import pytest

from engine.errors import UsageError

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.sudoku import run  # noqa: E402


def test_each_variant_is_trained_and_measured_after_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr(run, "PUZZLES", {4: (40, 10)})
    found = run.train(4, 5.0, [0], ("full", "no-recursion"), most_steps=1)
    assert (found["training"], found["test"]) == (40, 10)
    assert [each["variant"]["name"] for each in found["runs"]] == ["full", "no-recursion"]
    for each in found["runs"]:
        assert each["optimiser_steps"] == 1
        assert set(each["accuracy"]) == {"1", "2", "4", "8", "16"}


def test_a_board_that_there_is_not_is_refused_before_anything_is_made() -> None:
    with pytest.raises(UsageError, match="no sudoku of side 5"):
        run.train(5, 1.0, [0])
