"""`nacre eval followups`: a tree of figures as one object, or as a line for each kind of follow-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.evaluation import followups
from tests.tui.cli.conftest import Nacre

SOME: dict[str, Any] = {
    "follow_ups": 12,
    "completed": 0.75,
    "right": 0.5,
    "fixed": 3,
    "broken": 1,
    "recall@5": {"bare": 0.25, "resolved": 0.5, "joined": 0.4, "full": 0.875},
}
NONE = {"follow_ups": 0}
SAME, OTHER = {"pronoun": SOME, "dropped": NONE}, {"pronoun": NONE, "dropped": SOME}
RESULT = {
    "collection": "mills",
    "encoder": "minilm/int8",
    "follow_ups": 24,
    "halves": {half: {"same_passage": SAME, "other_passage": OTHER} for half in ("even", "odd")},
    "untouched": {half: {"questions": 8, "share": 0.875, "p50_ms": 0.5, "p99_ms": 2.0} for half in ("even", "odd")},
}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were measured; nothing is."""
    seen: list[Path] = []

    def evaluate(directory: Path, listen: object) -> dict[str, Any]:
        assert listen is not None
        seen.append(directory)
        return RESULT

    monkeypatch.setattr(followups, "evaluate", evaluate)
    return seen


def test_the_figures_of_follow_ups_are_one_object(nacre: Nacre, measured: list[Path], tmp_path: Path) -> None:
    assert nacre("eval", "followups", str(tmp_path), "--json").json == RESULT
    assert measured == [tmp_path]


def test_kinds_of_follow_ups_stand_below_each_other_and_those_without_any_are_left_out(
    nacre: Nacre, measured: list[Path], tmp_path: Path
) -> None:
    result = nacre("eval", "followups", str(tmp_path))
    assert result.status == 0
    assert result.out.splitlines() == [
        "collection  mills",
        "encoder     minilm/int8",
        "follow_ups  24",
        "",
        "half  passage  kind     follow_ups  completed  right  fixed  broken   bare  resolved  joined   full",
        "even  same     pronoun          12      0.750  0.500      3       1  0.250     0.500   0.400  0.875",
        "even  other    dropped          12      0.750  0.500      3       1  0.250     0.500   0.400  0.875",
        "odd   same     pronoun          12      0.750  0.500      3       1  0.250     0.500   0.400  0.875",
        "odd   other    dropped          12      0.750  0.500      3       1  0.250     0.500   0.400  0.875",
        "",
        "untouched  questions  share  p50_ms  p99_ms",
        "even               8  0.875   0.500   2.000",
        "odd                8  0.875   0.500   2.000",
    ]
