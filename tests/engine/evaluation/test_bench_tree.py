"""Searching below the best engrams beside searching everything: what is counted adds up. No time is judged."""

from __future__ import annotations

import json

import pytest

from engine.errors import UsageError
from engine.evaluation import bench_tree, vectors


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "QUERIES", 16)
    monkeypatch.setattr(vectors, "CENTRES", 20)
    monkeypatch.setattr(bench_tree, "GROUPED", (25, 50))


def test_a_larger_share_scans_more_and_finds_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_tree, "SHARES", (0.1, 0.5, 1.0))
    found = bench_tree.run(vectors.made_up(0), 1_000)
    assert json.loads(json.dumps(found)) == found
    assert [(row["groups"], row["rows_a_group"]) for row in found["rows"]] == [(40, 25)] * 3 + [(20, 50)] * 3
    for few, half, all_rows in (found["rows"][:3], found["rows"][3:]):
        assert few["rows_scanned"] < half["rows_scanned"] < all_rows["rows_scanned"] == 1.0
        assert few["recall@10"] <= half["recall@10"] <= all_rows["recall@10"] == all_rows["whole_recall@10"]
        assert all_rows["recall_lost"] == 0.0
    assert found["pays"] == any(row["pays"] for row in found["rows"])


def test_too_few_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_tree, "GROUPED", (25, 1_000))
    with pytest.raises(UsageError, match="too few to be grouped"):
        bench_tree.run(vectors.made_up(0), 1_000)
