"""The measurement of relations, on a collection of two abstracts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation import graph
from engine.evaluation.redocred import load
from engine.models.hashed import HashedEncoder

SENTENCE = [
    "Orrin",
    "(",
    "born",
    "13",
    "March",
    "1963",
    ")",
    "is",
    "a",
    "harbour",
    "in",
    "Tolsay",
    ",",
    "Scotland",
    ".",
]
ABSTRACT = {
    "title": "Orrin",
    "sents": [SENTENCE],
    "vertexSet": [
        [{"name": "Orrin", "sent_id": 0, "pos": [0, 1], "type": "LOC"}],
        [{"name": "13 March 1963", "sent_id": 0, "pos": [3, 6], "type": "TIME"}],
        [{"name": "Tolsay", "sent_id": 0, "pos": [11, 12], "type": "LOC"}],
        [{"name": "Scotland", "sent_id": 0, "pos": [13, 14], "type": "LOC"}],
    ],
    "labels": [
        {"r": "P569", "h": 0, "t": 1, "evidence": [0]},
        {"r": "P131", "h": 0, "t": 2, "evidence": [0]},
        {"r": "P150", "h": 3, "t": 2, "evidence": [0]},
        {"r": "P27", "h": 0, "t": 3, "evidence": [0]},
    ],
}


def test_relations_are_counted_in_the_odd_half(tmp_path: Path) -> None:
    (tmp_path / "dev_revised.json").write_text(json.dumps([ABSTRACT, ABSTRACT]))
    found = graph.evaluate(tmp_path, HashedEncoder())
    assert set(found["relations"]) >= {"precision", "recall", "f1"}
    assert found["relations"]["recall"] > 0.5 and found["bare_patterns"]["found"] > 0
    assert [len(each.gold) for each in load(tmp_path)] == [3, 3]  # what says nothing of ours is left out


def test_words_stand_as_they_are_printed(tmp_path: Path) -> None:
    (tmp_path / "dev_revised.json").write_text(json.dumps([ABSTRACT]))
    assert load(tmp_path)[0].text == "Orrin (born 13 March 1963) is a harbour in Tolsay, Scotland."


def test_another_folder_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        graph.evaluate(tmp_path, HashedEncoder())
