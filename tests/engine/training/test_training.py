"""Fitting: the right weights for made-up data, and a file that the answers can be given by, always the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import UsageError
from engine.events import Event, JobProgress
from engine.reasoning import weights
from engine.training.answers import train
from engine.training.logistic import fit
from tests.engine.evaluation import collections


def test_a_fit_finds_the_weights_that_made_the_data() -> None:
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((20_000, 3)) * [1.0, 5.0, 0.1] + [0.0, 10.0, -3.0]
    true = np.array([1.5, -0.4, 6.0])
    bias = -(rows.mean(axis=0) @ true) + 0.3
    chances = 1 / (1 + np.exp(-(bias + rows @ true)))
    labels = (generator.random(20_000) < chances).astype(float)
    found_bias, found = fit(rows, labels)
    spread = rows.std(axis=0)
    assert found * spread == pytest.approx(true * spread, abs=0.1)
    assert found_bias + rows.mean(axis=0) @ found == pytest.approx(bias + rows.mean(axis=0) @ true, abs=0.1)


def test_a_fit_is_where_the_penalised_likelihood_is_flat() -> None:
    generator = np.random.default_rng(1)
    rows = generator.standard_normal((60, 4))
    labels = (generator.random(60) < 0.4).astype(float)
    for ridge in (1.0, 3.0):
        bias, found = fit(rows, labels, ridge)
        chances = 1 / (1 + np.exp(-(bias + rows @ found)))
        spread = rows.std(axis=0)
        centred = (rows - rows.mean(axis=0)) / spread
        assert centred.T @ (chances - labels) + ridge * found * spread == pytest.approx(np.zeros(4), abs=1e-6)
        assert float((chances - labels).sum()) == pytest.approx(0.0, abs=1e-6)


def test_labels_that_a_feature_tells_apart_and_one_that_never_varies_do_no_harm() -> None:
    rows = np.c_[np.arange(20.0), np.ones(20)]
    bias, found = fit(rows, (np.arange(20) >= 10).astype(float))
    assert np.isfinite(found).all() and np.isfinite(bias)
    assert found[0] > 0 and bias + found @ [0.0, 1.0] < 0 < bias + found @ [19.0, 1.0]


@pytest.mark.usefixtures("tier_0")
def test_training_writes_what_answers_are_given_by_and_repeats_bit_for_bit(tmp_path: Path) -> None:
    lights = collections.write(tmp_path / "lights")
    target = tmp_path / "weights.json"
    target.write_text(json.dumps({"tiers": {"1": {"kept": True}}}))
    heard: list[Event] = []
    entry = train(lights, target, heard.append)
    data = json.loads(target.read_text("utf-8"))
    assert data["tiers"]["1"] == {"kept": True}
    assert data["tiers"]["0"] == entry
    fitted = weights.parse(data["tiers"]["0"])
    assert 0 < fitted.threshold < 1 and fitted.worth >= 0
    card = entry["card"]
    assert (card["encoder"], card["command"]) == ("hashed/1", "nacre train answers lights")
    assert "2 of 4 articles" in card["data"] and str(tmp_path) not in target.read_text("utf-8")
    assert heard and all(isinstance(event, JobProgress) for event in heard)
    again = tmp_path / "again.json"
    again.write_text(json.dumps({"tiers": {"1": {"kept": True}}}))
    train(lights, again)
    assert again.read_bytes() == target.read_bytes()


@pytest.mark.usefixtures("tier_0")
def test_only_answerable_questions_are_asked_of_a_library_without_their_article(tmp_path: Path) -> None:
    entry = train(collections.write(tmp_path / "lights"), tmp_path / "weights.json")
    assert "4 of them asked of a library without their article" in entry["card"]["data"]


@pytest.mark.usefixtures("tier_0")
def test_a_collection_with_answers_only_is_wrong_usage(tmp_path: Path) -> None:
    lights = collections.write(tmp_path / "lights")
    rows = [json.loads(line) for line in (lights / "queries.jsonl").read_text().splitlines()]
    collections.lines(lights / "queries.jsonl", [row for row in rows if row["answers"]])
    with pytest.raises(UsageError, match="lacks answerable or unanswerable questions"):
        train(lights, tmp_path / "weights.json")
    assert not (tmp_path / "weights.json").exists()
