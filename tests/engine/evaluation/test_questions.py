"""`eval questions`: each arm tells questions with an answer from those without, on a collection of eight documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation import questions
from engine.events import Event
from tests.engine.evaluation import collections
from tui.cli.figures import report

pytestmark = pytest.mark.usefixtures("tier_0")


def test_every_arm_has_its_figure_and_absurd_questions_are_told(tmp_path: Path) -> None:
    heard: list[Event] = []
    found = questions.evaluate(collections.write(tmp_path / "lights"), 100, heard.append)
    assert json.loads(json.dumps(found)) == found
    assert (found["answered"], found["unanswered"]) == (8, 4)
    assert found["auroc"].keys() == {"judge", "answerer", "cosine", "words"}
    assert found["auroc"]["judge"] > 0.9
    assert all(0 <= each <= 1 for arm in found["listed"].values() for each in arm.values())
    assert heard and any("judge" in line for line in report(found))


def test_a_collection_of_one_kind_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which questions have no answer"):
        questions.evaluate(collections.write(tmp_path, answers=False))
