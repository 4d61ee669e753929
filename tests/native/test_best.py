"""The best of many rows, by a finished array of scores and in one pass over the codes."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import native
from tests.native.reference import Array, at_level, best, components, int8_vectors, live_bitmaps

every_level = pytest.mark.parametrize("level", native.levels())
int32_scores = arrays.arrays(
    np.int32, st.integers(0, 60), elements=st.integers(-4, 4) | st.integers(-(2**31), 2**31 - 1)
)
float_scores = arrays.arrays(
    np.float32,
    st.integers(0, 60),
    elements=st.sampled_from([-1.5, -0.0, 0.0, 2.0]) | st.floats(width=32, allow_nan=False, allow_infinity=False),
)


@settings(deadline=None)
@given(int32_scores | float_scores, st.integers(0, 70), st.data())
def test_top_k_orders_by_score_then_by_index(scores: Array, k: int, data: st.DataObject) -> None:
    live = data.draw(live_bitmaps(len(scores)))
    found = native.top_k(scores, k, live)
    assert found.dtype == np.int64
    assert found.tolist() == best(scores, k, live)


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
@pytest.mark.parametrize("order", ["rising", "falling", "random", "equal"])
def test_top_k_of_many_scores(dtype: type, order: str) -> None:
    scores = np.arange(5_000) - 2_500
    if order == "falling":
        scores = scores[::-1]
    elif order == "random":
        scores = np.random.default_rng(6).integers(-300, 300, 5_000)
    elif order == "equal":
        scores = np.full(5_000, 7)
    values = np.ascontiguousarray(scores, dtype)
    live = np.random.default_rng(7).integers(0, 256, 625, dtype=np.uint8)
    for k in (1, 100, 5_000):
        assert native.top_k(values, k, live).tolist() == best(values, k, live)


@every_level
@settings(max_examples=50, deadline=None)
@given(st.integers(0, 300), st.integers(0, 320), st.integers(0, 2**32), st.data())
def test_a_scan_finds_what_scoring_and_selecting_finds(
    level: str, n: int, k: int, seed: int, data: st.DataObject
) -> None:
    codes = np.random.default_rng(seed).integers(0, 256, (n, 16), dtype=np.uint8)
    query = data.draw(int8_vectors(64))
    live = data.draw(live_bitmaps(n))
    with at_level(level):
        indices, scores = native.scan_top_k(query, codes, k, live)
    assert (indices.dtype, scores.dtype) == (np.int64, np.int32)
    assert indices.tolist() == best(native.unpack(codes, 64) @ query.astype(np.int64), k, live)
    assert scores.tolist() == (components(codes[indices]) @ query.astype(np.int64)).tolist()


@every_level
def test_a_scan_skips_stretches_without_a_live_row(level: str) -> None:
    codes = np.random.default_rng(8).integers(0, 256, (1_000, 96), dtype=np.uint8)
    query = np.random.default_rng(9).integers(-127, 128, 384).astype(np.int8)
    flags = np.zeros(1_000, np.bool_)
    flags[[3, 700, 701, 999]] = True
    with at_level(level):
        indices, scores = native.scan_top_k(query, codes, 10, np.packbits(flags, bitorder="little"))
        expected = native.dot_int8(query, codes)
    assert sorted(indices.tolist()) == [3, 700, 701, 999]
    assert scores.tolist() == sorted(expected[[3, 700, 701, 999]].tolist(), reverse=True)


def test_nothing_asked_or_nothing_there_gives_nothing() -> None:
    query, codes = np.zeros(384, np.int8), np.zeros((3, 96), np.uint8)
    assert native.top_k(np.empty(0, np.float32), 5).tolist() == []
    assert native.top_k(np.ones(3, np.int32), 0).tolist() == []
    assert native.top_k(np.ones(3, np.int32), 2**62).tolist() == [0, 1, 2]
    assert [part.tolist() for part in native.scan_top_k(query, codes[:0], 5)] == [[], []]
    assert [part.tolist() for part in native.scan_top_k(query, codes, 0)] == [[], []]
    assert native.scan_top_k(query, codes, 5, np.zeros(1, np.uint8))[0].tolist() == []


def test_other_threads_run_during_a_scan() -> None:
    codes, query = np.zeros((200_000, 96), np.uint8), np.ones(384, np.int8)
    seen_running = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60.0)  # a thread that keeps the interpreter lock now keeps it to the end of its call
    try:
        for _ in range(20):  # a busy machine may wake this thread too late
            started, ended = threading.Event(), threading.Event()

            def scan(started: threading.Event = started, ended: threading.Event = ended) -> None:
                started.set()
                native.scan_top_k(query, codes, 5)
                ended.set()

            worker = threading.Thread(target=scan)
            worker.start()
            started.wait()
            seen_running.append(not ended.is_set())
            worker.join()
            if any(seen_running):
                break
    finally:
        sys.setswitchinterval(interval)
    assert any(seen_running)
