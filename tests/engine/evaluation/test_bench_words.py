"""The benchmark of the words' ranking at its smallest: it runs, and says what it measured. No time is judged."""

from __future__ import annotations

import json

import pytest

from engine.errors import UsageError
from engine.evaluation import bench_words
from engine.events import Event, JobProgress
from engine.retrieval import words


def test_both_rankings_are_timed_and_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_words, "QUERIES", 3)
    monkeypatch.setattr(bench_words, "VOCABULARY", 2_000)
    monkeypatch.setattr(words, "FEW", 0)
    heard: list[Event] = []
    found = bench_words.run(250, heard.append)
    assert json.loads(json.dumps(found)) == found
    assert (found["chunks"], found["queries"]) == (250, 30)
    assert found["equal"] == found["overlap@10"] == found["overlap@200"] == 1.0
    assert 0 < found["p50_ms"] <= found["p95_ms"] and 0 < found["cpu_p50_ms"] <= found["cpu_p95_ms"]
    assert [row["words"] for row in found["by_words"]] == list(range(3, 13))
    assert len(found["rows"]) == 20
    for row in found["rows"]:
        assert row.keys() == {"what", "ours", "peer", "peer_name", "unit", "ratio"}
        assert row["ratio"] == pytest.approx(row["peer"] / row["ours"])
    assert {event.kind for event in heard if isinstance(event, JobProgress)} == {"chunks", "queries"}


def test_words_differ_and_queries_ask_for_words_of_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_words, "VOCABULARY", 2_000)
    language = bench_words._Language(bench_words.np.random.default_rng(1))
    assert len(set(language.words)) == 2_000
    query = language.query(12)
    assert len(set(query.terms)) == 12 and not set(query.terms) & set(language.words[: bench_words.STOPPED])
    assert set(" ".join(language.passages(3)).split()) <= set(language.words)


def test_a_library_of_no_chunks_is_refused() -> None:
    with pytest.raises(UsageError, match="0 chunks can't be searched"):
        bench_words.run(0)
