"""Fitting the gate: a file that it is read from, of the questions that may be fitted on, always the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation.collection import load
from engine.reasoning.loop import acceptance, gate
from engine.training.gate import WORTH_IT, even, fitted, train
from tests.engine.evaluation import collections
from tests.engine.reasoning.loop import world


def test_the_threshold_keeps_every_question_that_needs_several_passages() -> None:
    positive = [(float(at), 0.2, 0.3) for at in range(2, 12)]
    negative = [(0.1 * at, 0.0, 0.1) for at in range(20)]
    found = fitted(positive, negative)
    model = gate.parse(found)
    assert all(model.model.chance(row) >= model.threshold for row in positive)
    assert found["passed"]["several"] == 1.0 and found["passed"]["single"] < 0.5


def _led_on(folder: Path) -> Path:
    """Questions that lead from passage to passage, each once for every document that could be the one it asks for."""
    folder.mkdir()
    documents = [text.removeprefix("# ").split("\n\n", 1) for text in world.TEXTS.values()]
    documents += [
        [f"{name} Lantern", f"Of the {name} Lantern the author is unknown."] for name in ("Tin", "Iron", "Old")
    ]
    collections.lines(
        folder / "corpus.jsonl",
        [{"_id": str(number), "title": title, "text": text} for number, (title, text) in enumerate(documents)],
    )
    asked = [
        (f"{number}-{at}", text, number)
        for number in range(len(documents))
        for at, text in enumerate([world.TWO_HOPS, world.TWO_HOPS, world.THREE_HOPS, world.THREE_HOPS])
    ]
    collections.lines(folder / "queries.jsonl", [{"_id": name, "text": text} for name, text, _ in asked])
    relevant = ["query-id\tcorpus-id\tscore", *(f"{name}\t{number}\t1" for name, _, number in asked)]
    (folder / "qrels.tsv").write_text("\n".join(relevant) + "\n", "utf-8")
    return folder


@pytest.mark.usefixtures("tier_0")
def test_collections_without_a_lost_passage_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="both are needed"):
        train(
            [collections.write(tmp_path / "several")], [collections.write(tmp_path / "single")], tmp_path / "gate.json"
        )


@pytest.mark.usefixtures("tier_0")
def test_training_writes_what_the_gate_reads_with_a_card_and_repeats(tmp_path: Path) -> None:
    several, single = _led_on(tmp_path / "several"), collections.write(tmp_path / "single")
    target = tmp_path / "gate.json"
    train([several], [single], target)
    first = target.read_text("utf-8")
    data = json.loads(first)
    assert gate.parse(data).threshold == data["threshold"]
    assert acceptance.parse(data["acceptance"]).threshold == WORTH_IT
    assert all(data["acceptance"]["swaps"].values())
    assert "several" in data["card"]["data"] and data["card"]["command"].startswith(
        "nacre train gate --several several"
    )
    train([several], [single], target)
    assert target.read_text("utf-8") == first


def test_only_articles_at_even_places_are_fitted_on(tmp_path: Path) -> None:
    collection = load(collections.write(tmp_path / "lights"))
    articles = sorted({question.article for question in collection.questions})
    assert {question.article for question in even(collection)} == set(articles[::2])
