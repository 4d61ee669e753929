"""Runs from puzzles to a report, as small as they get."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import UsageError

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.events import Event, Notice  # noqa: E402
from engine.training.sudoku import puzzles, run  # noqa: E402
from engine.training.sudoku.figures import Run, compared  # noqa: E402
from engine.training.sudoku.learner import Point  # noqa: E402
from engine.training.sudoku.recipe import RECIPES, Recipe  # noqa: E402
from engine.training.sudoku.run import Goal, train  # noqa: E402

SMALL = Recipe(hidden=32, rows=4, training=30, held_out=10, symmetries=2)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setitem(RECIPES, 4, SMALL)


def test_each_variant_is_trained_and_measured_after_several_steps(tmp_path: Path) -> None:
    goal = Goal(4, 5.0, most_steps=1, variants=("no-recursion", "one-pass"))
    found = train(goal, tmp_path / "report.json")
    assert (found["kinds to learn from"], found["held-out kinds"]) == (30, 10)
    assert [each["variant"] for each in found["runs"]] == ["no-recursion", "one-pass"]
    assert all(each["complete"] and each["steps"] == 1 and "after 16" in each for each in found["runs"])
    assert {each["at"] for each in found["comparison"]} == {"equal steps", "equal seconds", "end"}
    assert len(json.loads((tmp_path / "report.json").read_text())["runs"]) == 2


def test_what_the_report_has_is_not_trained_again_and_what_it_lacks_joins_it(tmp_path: Path) -> None:
    path, heard = tmp_path / "report.json", list[Event]()
    goal = Goal(4, 5.0, most_steps=1, kinds=5)
    assert train(goal, path)["kinds to learn from"] == 5
    found = train(replace(goal, seeds=2), path, heard.append)
    assert [each["seed"] for each in found["runs"]] == [0, 1]
    assert len([each for each in heard if isinstance(each, Notice)]) == 1


def test_a_run_that_is_stopped_says_what_it_reached_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    goal = Goal(4, 5.0, most_steps=6)
    whole = train(goal, tmp_path / "whole.json")
    cancel, notices = threading.Event(), list[str]()

    def listen(event: Event) -> None:
        if isinstance(event, Notice):
            notices.append(event.text)
        elif getattr(event, "kind", "").startswith("full") and event.done == 3:
            cancel.set()

    stopped = train(goal, tmp_path / "report.json", listen, cancel)
    assert [(each["steps"], each["complete"]) for each in stopped["runs"]] == [(3, False)]
    assert "held-out puzzles solved after 3 steps" in notices[0] and "goes on from there" in notices[0]
    assert list(tmp_path.glob("*.pt"))
    finished = train(goal, tmp_path / "report.json")
    assert not list(tmp_path.glob("*.pt"))
    shares = [[value for name, value in each["runs"][0].items() if name != "seconds"] for each in (whole, finished)]
    assert shares[0] == shares[1]


def test_reports_and_runs_of_other_settings_or_broken_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    train(Goal(4, 5.0, most_steps=1), path)
    with pytest.raises(UsageError, match="other settings"):
        train(Goal(4, 5.0, most_steps=2), path)
    path.write_text("[]")
    with pytest.raises(UsageError, match="can't be read as a report"):
        train(Goal(4, 5.0, most_steps=1), path)
    path.unlink()
    (tmp_path / "report.full-0.pt").write_bytes(b"nothing of the kind")
    with pytest.raises(UsageError, match="can't be read as a run"):
        train(Goal(4, 5.0, most_steps=1), path)


def test_a_board_or_device_that_there_is_not_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no sudoku of side 5"):
        train(Goal(5, 1.0), tmp_path / "report.json")
    with pytest.raises(UsageError, match="can't compute on the device 'abacus'"):
        train(Goal(4, 1.0, device="abacus"), tmp_path / "report.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("side", [6, 9])
def test_larger_boards_are_learned_in_the_same_way(side: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puzzles, "BATCH", 4)
    monkeypatch.setitem(RECIPES, side, replace(SMALL, training=6, held_out=2))
    found = train(Goal(side, 5.0, most_steps=2), tmp_path / "new" / "report.json")
    assert found["runs"][0]["complete"] and found["held-out kinds"] == 2


def test_measurements_grow_rarer_as_a_run_grows_longer() -> None:
    assert [step for step in range(2001) if run._is_measured(step)] == [125, 250, 375, 500, 750, 1000, 1500, 2000]


def test_variants_are_compared_at_equal_steps_and_at_equal_seconds() -> None:
    slow = [Point(125, 10.0, {"1": 0.1}), Point(250, 20.0, {"1": 0.5})]
    fast = [Point(125, 2.0, {"1": 0.2}), Point(250, 4.0, {"1": 0.3}), Point(1250, 20.5, {"1": 0.7})]
    runs = [Run("full", 0, 9, True, tuple(slow)), Run("no-recursion", 0, 9, True, tuple(fast))]
    rows = {(row["at"], row["variant"]): row for row in compared(runs)}
    assert rows["equal steps", "full"]["after 1"] == 0.5
    assert rows["equal steps", "no-recursion"]["after 1"] == 0.3
    assert rows["equal seconds", "no-recursion"]["after 1"] == 0.7
    assert compared([]) == []
