"""The benchmarks at their smallest: they run, say what they measured and against what. No time is judged."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

import native
from engine.errors import UsageError
from engine.evaluation import bench_algebra, bench_ask, bench_embed, bench_kernel, operations
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
    small_kernel(monkeypatch)
    before = native.level()
    found = bench_kernel.run()
    assert native.level() == before
    assert_rows(found)
    assert {row["level"] for row in found["rows"]} == set(native.levels())
    names = {row["what"] for row in found["rows"]}
    assert names >= {"scan_signs_100", "scan_top_100", "dot_ternary", "dot_int8_query", "rescore_100", "pack_1000"}
    assert names >= {"bind", "bundle", "dot_one_to_many", "dot_pairs", "cosine", "ternarise"}
    assert all(row["ratio"] == pytest.approx(row["peer"] / row["ours"]) for row in found["rows"])


def test_published_figures_stand_apart_and_say_that_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    small_kernel(monkeypatch)
    found = bench_kernel.run(native.levels()[0])
    assert {row["level"] for row in found["rows"]} == {native.levels()[0]}
    assert {row["what"] for row in found["published"]} == {"bind", "dot_pairs", "bundle", "cosine"}
    assert all("published, another machine" in row["peer_name"] for row in found["published"])


def test_a_level_that_is_not_here_is_refused() -> None:
    with pytest.raises(UsageError, match="no kernel level 'avx1024'"):
        bench_kernel.run("avx1024")


def small_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ROWS", 3_000), ("DIMENSION", 384), ("PACKED", 20)):
        monkeypatch.setattr(bench_kernel, name, value)
    for name, value in (("BATCH", 10), ("DIMENSION", 256)):
        monkeypatch.setattr(bench_algebra, name, value)
    monkeypatch.setattr(operations, "REPEATS", 1)


def test_embedding_without_a_model_is_wrong_usage_and_fetches_nothing(
    tier_0: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    with pytest.raises(UsageError, match="Run 'nacre setup' first"):
        bench_embed.run()
    assert not (tmp_path / "cache").exists()
