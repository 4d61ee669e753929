"""Rows and queries to measure with: real ones, copies as far apart as those, and their exact neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.errors import UsageError
from engine.evaluation import topping, vectors
from engine.evaluation.vectors import Pool
from engine.events import Event, Notice


def some_rows(count: int, seed: int = 1, d: int = 64) -> vectors.Vectors:
    generator = np.random.default_rng(seed)
    centres = generator.standard_normal((40, d), dtype=np.float32)
    rows = centres[generator.integers(0, 40, count)] + generator.standard_normal((count, d), dtype=np.float32)
    vectors.normalise(rows)
    return rows


@pytest.mark.parametrize("n", [1_000, 1_300, 6_500])
def test_copies_are_as_far_from_each_other_as_real_rows(n: int) -> None:
    rows = some_rows(1_000)
    given = topping.task(Pool(rows, some_rows(20, seed=2), True, "rows", "queries"), n)
    assert given.rows.shape == (n, 64)
    assert np.array_equal(given.rows[:1_000], rows)
    assert np.allclose(np.linalg.norm(given.rows, axis=1), 1, atol=1e-5)
    assert (given.noise == 0) == (n == 1_000)
    assert given.median == pytest.approx(given.median_real, abs=0.01)
    assert np.unique(given.rows, axis=0).shape == given.rows.shape


def test_part_of_the_real_rows_is_enough_for_few() -> None:
    given = topping.task(Pool(some_rows(1_000), some_rows(20, seed=2), True, "rows", "queries"), 300)
    assert (len(given.rows), given.real, given.noise) == (300, 300, 0.0)


def test_exact_neighbours_are_those_of_a_full_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topping, "BLOCK", 7)
    rows, queries = some_rows(50), some_rows(4, seed=2)
    ids, scores = topping.nearest(rows, queries, 10)
    assert ids.tolist() == np.argsort(-(queries @ rows.T), axis=1)[:, :10].tolist()
    assert np.allclose(scores, np.take_along_axis(queries @ rows.T, ids, axis=1))


def test_too_few_real_rows_are_replaced_and_that_is_said() -> None:
    heard: list[Event] = []
    pool = vectors._pool(some_rows(999), None, "999 chunks", heard.append)
    assert not pool.is_real and "made-up" in pool.source
    assert any(isinstance(event, Notice) and "999 real rows are too few" in event.text for event in heard)
    given = topping.task(pool, 1_200)
    assert given.rows.shape == (1_200, vectors.DIMENSION)
    assert given.noise == 0


def test_held_out_rows_are_queries_where_there_are_no_questions() -> None:
    rows = some_rows(1_500)
    doubled = np.concatenate([rows, rows[:100], np.zeros((3, 64), np.float32)])
    pool = vectors._pool(doubled, None, "rows", lambda event: None)
    assert pool.held_out and len(pool.queries) == vectors.QUERIES
    assert len(pool.rows) + len(pool.queries) == 1_500
    kept = {row.tobytes() for row in pool.rows}
    assert not any(query.tobytes() in kept for query in pool.queries)


class CountingEncoder:
    id, dim, tier = "counting/1", 8, 0

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> vectors.Vectors:
        self.embedded += len(texts)
        return np.stack([np.random.default_rng(len(text)).standard_normal(8, np.float32) for text in texts])

    def embed_query(self, text: str) -> vectors.Vectors:
        vector: vectors.Vectors = self.embed([text])[0]
        return vector


def test_texts_are_embedded_once_and_kept_by_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path))
    encoder = CountingEncoder()
    first = vectors._embedded(["one", "three"], encoder, lambda event: None)
    again = vectors._embedded(["one", "three"], encoder, lambda event: None)
    assert encoder.embedded == 2 and np.array_equal(first, again)
    vectors._embedded(["one", "threes"], encoder, lambda event: None)
    assert encoder.embedded == 4
    for file in (tmp_path / "bench").iterdir():
        file.write_bytes(file.read_bytes()[:20])
    assert np.array_equal(vectors._embedded(["one", "three"], encoder, lambda event: None), first)
    assert encoder.embedded == 6


def test_a_named_library_must_exist_and_the_users_own_need_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("NACRE_LIBRARY", str(tmp_path / "none"))
    assert not vectors.pool(None, None).is_real
    assert not (tmp_path / "none").exists()
    with pytest.raises(UsageError):
        vectors.pool(None, tmp_path / "none")
