"""The benchmarks at their smallest: they run, say what they measured and against what. No time is judged."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

import native
from engine.errors import UsageError
from engine.evaluation import bench_ask, bench_embed, bench_kernel, bench_search
from engine.events import Event, JobProgress

ROW = {"what", "ours", "peer", "peer_name", "unit", "ratio"}


def assert_rows(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found)) == found
    assert found["rows"]
    for row in found["rows"]:
        assert row.keys() >= ROW
        assert row["ours"] > 0 and row["peer"] > 0 and row["ratio"] > 0 and row["peer_name"]


def test_asking_is_measured_by_stage(tier_0: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_ask, "QUESTIONS", 12)
    heard: list[Event] = []
    found = bench_ask.run(40, heard.append)
    assert_rows(found)
    assert (found["chunks"], found["questions"], found["encoder"]) == (40, 12, "hashed/1")
    assert found["stages"].keys() == set(bench_ask.STAGES)
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert found["rows"][0]["ratio"] == pytest.approx(found["rows"][0]["peer"] / found["rows"][0]["ours"])
    assert any(isinstance(event, JobProgress) for event in heard)


def test_the_kernel_is_measured_at_every_level_and_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_kernel, "DIMENSION", 64)
    monkeypatch.setattr(bench_kernel, "REPEATS", 1)
    before = native.level()
    found = bench_kernel.run()
    assert native.level() == before
    assert_rows(found)
    assert {row["level"] for row in found["rows"]} == set(native.levels())
    names = {row["what"] for row in found["rows"]}
    assert names == {"scan_top_100", "dot_ternary", "dot_int8_query", "rescore_100", "pack_1000"}


def test_searching_is_measured_beside_exact_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_search, "QUERIES", 5)
    monkeypatch.setattr(bench_search, "CENTRES", 50)
    found = bench_search.run(400)
    assert json.loads(json.dumps(found)) == found
    assert found["read_gb_s"] > 0 and found["scan_gb_s"] > 0
    by_name = {row["engine"]: row for row in found["rows"]}
    ours, exact = by_name["nacre-scan-rescore"], by_name["numpy-float32"]
    keys = {"engine", "n", "recall@10", "p50_ms", "p95_ms", "build_s", "bytes_per_row"}
    assert all(row.keys() == keys and row["n"] == 400 for row in found["rows"])
    assert exact["recall@10"] == 1.0 and exact["bytes_per_row"] == 384 * 4
    assert ours["recall@10"] >= 0.9 and ours["bytes_per_row"] == 96 + 384 + 4


def test_too_few_rows_to_search_are_refused() -> None:
    with pytest.raises(UsageError, match="99 rows are too few"):
        bench_search.run(99)


def test_embedding_without_a_model_is_wrong_usage_and_fetches_nothing(
    tier_0: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    with pytest.raises(UsageError, match="Run 'nacre setup' first"):
        bench_embed.run()
    assert not (tmp_path / "cache").exists()
