from __future__ import annotations

import importlib.util

import pytest

from engine.errors import UsageError
from engine.evaluation import bench_embed


def test_samples_give_enough_chunks_to_time() -> None:
    texts = bench_embed.sample_chunks()
    assert len(texts) >= 30
    assert all(text.strip() for text in texts)


def test_missing_peer_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, package=None: None)
    with pytest.raises(UsageError, match=r"(?i)pip install 'nacre\[bench\]'"):
        bench_embed.embedding_rows(["text"])


def test_best_of_several_alternating_runs_counts() -> None:
    calls: list[str] = []
    times = bench_embed._alternate(lambda: calls.append("ours"), lambda: calls.append("peer"))
    assert calls == ["ours", "peer"] * (bench_embed.ROUNDS + 1)
    assert len(times) == 2
    assert all(0 <= seconds < 1 for seconds in times)
