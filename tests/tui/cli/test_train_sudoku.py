"""`nacre train sudoku`: its options, and every way it ends."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from engine.training import torch_here
from tests.tui.cli.conftest import Nacre


def test_without_pytorch_it_says_what_to_install(nacre: Nacre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_here, "find_spec", lambda name: None)
    result = nacre("train", "sudoku")
    assert result.status == 2
    assert "nacre[train]" in result.err


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recipe for 4x4 that takes a moment."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.set_num_threads(1)
    from engine.training.sudoku.recipe import RECIPES, Recipe

    monkeypatch.setitem(RECIPES, 4, Recipe(hidden=32, rows=4, training=30, held_out=10))


@pytest.mark.usefixtures("small")
def test_the_report_and_the_table_say_what_was_reached(nacre: Nacre, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    result = nacre("train", "sudoku", "--steps", "1", "--variant", "one-pass", "--kinds", "7", "-o", str(path))
    assert result.status == 0
    assert "one-pass" in result.out and "after 16" in result.out and str(path) in result.out
    assert json.loads(path.read_text())["runs"][0]["points"][0]["steps"] == 1
    again = nacre("train", "sudoku", "--steps", "1", "--variant", "one-pass", "--kinds", "7", "-o", str(path), "--json")
    assert json.loads(again.out)["kinds to learn from"] == 7


@pytest.mark.usefixtures("small")
def test_an_interrupt_keeps_what_was_reached(nacre: Nacre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.sudoku.learner import Learner

    learn = Learner.learn
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored

    def learn_and_press(learner: Learner) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return learn(learner)

    monkeypatch.setattr(Learner, "learn", learn_and_press)
    result = nacre("train", "sudoku", "--variant", "one-pass", "-o", str(tmp_path / "figures.json"), "--json")
    assert result.status == 130
    assert "after 1 step" in result.err and "goes on from there" in result.err
    assert json.loads(result.out)["runs"][0]["complete"] is False


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--side", "5"), "no sudoku of side 5"),
        (("--device", "abacus"), "can't compute on the device 'abacus'"),
    ],
)
def test_what_can_not_be_is_one_sentence(nacre: Nacre, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = nacre("train", "sudoku", *arguments, "-o", str(tmp_path / "figures.json"))
    assert result.status == 2
    assert said in result.err and "Traceback" not in result.err
