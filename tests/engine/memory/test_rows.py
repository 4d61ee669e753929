"""Embeddings as they are searched: shares of several threads, batches and stored arrays give the same result."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory import rows as module
from engine.memory.rows import Rows, kept


def some(n: int, d: int = 128, seed: int = 1) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def listed(found: module.Found) -> list[tuple[int, float]]:
    return list(zip(found[0].tolist(), found[1].tolist(), strict=True))


def test_the_best_rows_come_first() -> None:
    vectors = some(500)
    rows = Rows.from_floats(vectors)
    found, scores = rows.search(vectors[123], 10)
    exact = np.argsort(-(vectors @ vectors[123]), kind="stable")[:10]
    assert found[0] == 123
    assert scores[0] == pytest.approx(1.0, abs=0.01)
    assert len(set(found.tolist()) & set(exact.tolist())) >= 9


def test_threads_share_the_rows_and_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = some(1_000)
    rows = Rows.from_floats(vectors)
    monkeypatch.setattr(module, "SHARE", 100)
    monkeypatch.setattr(module, "kept", lambda n, k: n)  # a share keeps as many as the whole: nothing is left out
    live = np.random.default_rng(2).integers(0, 256, 125, dtype=np.uint8)
    for query in vectors[:5]:
        assert listed(rows.search(query, 20, live, threads=3)) == listed(rows.search(query, 20, live))


def test_many_queries_find_what_each_finds_alone() -> None:
    rows = Rows.from_floats(some(700))
    queries = some(70, seed=2)  # more than one batch
    together = rows.search_many(queries, 7)
    assert [listed(found) for found in together] == [listed(rows.search(query, 7)) for query in queries]


def test_stored_arrays_make_the_same_rows() -> None:
    rows = Rows.from_floats(some(300))
    again = Rows.of(rows.arrays(), rows.n, rows.d)
    query = some(1, seed=3)[0]
    assert listed(again.search(query, 5)) == listed(rows.search(query, 5))


def test_arrays_of_another_shape_are_refused() -> None:
    rows = Rows.from_floats(some(300))
    with pytest.raises(ValueError, match="'signs'"):
        Rows.of(rows.arrays(), 400, rows.d)
    with pytest.raises(ValueError, match="'scales' is missing"):
        Rows.of({name: array for name, array in rows.arrays().items() if name != "scales"}, rows.n, rows.d)


def test_no_rows_are_like_nothing() -> None:
    rows = Rows.from_floats(some(0))
    assert listed(rows.search(some(1)[0], 5)) == []
    assert rows.bytes_per_row == 0


def test_a_row_of_384_components_takes_420_bytes() -> None:
    assert Rows.from_floats(some(3_200, 384)).bytes_per_row == 32 + 384 + 4


def test_deeper_rankings_and_larger_libraries_keep_more() -> None:
    assert kept(10_000, 10) < kept(10_000, 200)
    assert kept(10_000, 10) < kept(1_000_000, 10) < 2_000
