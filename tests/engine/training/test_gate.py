"""Fitting the gate: a file that it is read from, of the questions that may be fitted on, always the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.evaluation.collection import load
from engine.reasoning.loop import gate
from engine.training.gate import even, fitted, train
from tests.engine.evaluation import collections


def test_the_threshold_keeps_every_question_that_needs_several_passages() -> None:
    positive = [(float(at), 0.2, 0.3) for at in range(2, 12)]
    negative = [(0.1 * at, 0.0, 0.1) for at in range(20)]
    found = fitted(positive, negative)
    model = gate.parse(found)
    assert all(model.model.chance(row) >= model.threshold for row in positive)
    assert found["passed"]["several"] == 1.0 and found["passed"]["single"] < 0.5


@pytest.mark.usefixtures("tier_0")
def test_training_writes_what_the_gate_reads_with_a_card_and_repeats(tmp_path: Path) -> None:
    several, single = collections.write(tmp_path / "several"), collections.write(tmp_path / "single")
    target = tmp_path / "gate.json"
    train([several], [single], target)
    first = target.read_text("utf-8")
    data = json.loads(first)
    assert gate.parse(data).threshold == data["threshold"]
    assert "several" in data["card"]["data"] and data["card"]["command"].startswith(
        "nacre train gate --several several"
    )
    train([several], [single], target)
    assert target.read_text("utf-8") == first


def test_only_articles_at_even_places_are_fitted_on(tmp_path: Path) -> None:
    collection = load(collections.write(tmp_path / "lights"))
    articles = sorted({question.article for question in collection.questions})
    assert {question.article for question in even(collection)} == set(articles[::2])
