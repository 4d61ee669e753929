"""`nacre eval loop` on a small collection: every promised key, and figures that follow from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.evaluation import loop
from engine.evaluation.loop_change import change, intervals
from engine.events import Event, JobProgress
from tests.engine.evaluation import collections
from tui.cli.commands.evaluate import evaluate as command

pytestmark = pytest.mark.usefixtures("tier_0")


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    return collections.write(tmp_path / "lights")


def test_the_loop_is_measured_beside_one_search(lights: Path) -> None:
    heard: list[Event] = []
    found = loop.evaluate(lights, listen=heard.append)
    assert json.loads(json.dumps(found)) == found
    assert found["one_shot"].keys() == found["loop"].keys() >= {"ndcg@10", "recall@5", "all@5"}
    assert sum(found["changed"].values()) == found["queries"] == 8
    assert 1.0 <= found["mean_rounds"] <= 3.0
    assert sum(found["halts"].values()) == 8
    for half in ("even", "odd"):
        assert found["halves"][half].keys() >= {"one_shot", "loop", "changed"}
    assert sum(sum(half["changed"].values()) for half in found["halves"].values()) == 8
    assert found["added"]["p50_ms"] <= found["added"]["p95_ms"]
    assert any(isinstance(event, JobProgress) and event.done == event.total == 8 for event in heard)


def test_one_round_changes_nothing(lights: Path) -> None:
    found = loop.evaluate(lights, settings=loop.settings_without((), 1))
    assert found["loop"] == found["one_shot"]
    assert found["changed"] == {"fixed": 0, "broken": 0, "unchanged": 8}
    assert found["mean_rounds"] == 1.0 and found["halts"].keys() <= {"covered", "not needed"}
    assert found["intervals"]["recall@5"] == {"rise": 0.0, "low": 0.0, "high": 0.0}


def test_a_haystack_lies_in_the_same_library_under_names_of_its_own(lights: Path, tmp_path: Path) -> None:
    other = collections.write(tmp_path / "others")
    found = loop.evaluate(lights, [other])
    assert (found["documents"], found["queries"], found["haystack"]) == (16, 8, ["others"])


@pytest.mark.parametrize("part", loop.PARTS)
def test_each_part_can_be_left_out(lights: Path, part: str) -> None:
    found = loop.evaluate(lights, settings=loop.settings_without([part], 2))
    assert sum(found["changed"].values()) == 8


def test_the_command_prints_one_object(lights: Path) -> None:
    done = CliRunner().invoke(command, ["loop", str(lights), "--json", "--without", "gate", "--rounds", "2"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["collection"] == "lights"


def test_changes_are_counted_by_question() -> None:
    assert change([(False, True), (True, False), (True, True), (False, False), (False, True)]) == {
        "fixed": 2,
        "broken": 1,
        "unchanged": 2,
    }


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    before = [{"ndcg@10": 0.5, "recall@5": 0.5, "all@5": 0.0}] * 20
    after = [{"ndcg@10": 0.5, "recall@5": 1.0 if at % 2 else 0.5, "all@5": 1.0} for at in range(20)]
    few, many = intervals(before, after), intervals(before * 10, after * 10)
    assert few["all@5"] == {"rise": 1.0, "low": 1.0, "high": 1.0}
    assert few["recall@5"]["low"] < few["recall@5"]["rise"] == 0.25 < few["recall@5"]["high"]
    assert many["recall@5"]["high"] - many["recall@5"]["low"] < few["recall@5"]["high"] - few["recall@5"]["low"]
    assert intervals([], []) == {}
