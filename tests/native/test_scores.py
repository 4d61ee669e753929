"""Scores of one query against many rows: every level, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native
from tests.native.reference import (
    Array,
    at_level,
    components,
    float_vectors,
    int8_vectors,
    random_codes,
    row_score,
    same_floats,
)

every_level = pytest.mark.parametrize("level", native.levels())


@every_level
@settings(deadline=None)
@given(random_codes(most=10), st.data())
def test_dot_of_codes_is_the_scalar_product(level: str, codes: Array, data: st.DataObject) -> None:
    query = data.draw(st.sampled_from(list(codes))) if len(codes) else np.zeros(codes.shape[1], np.uint8)
    with at_level(level):
        scores = native.dot(query, codes)
    assert scores.dtype == np.int32
    assert scores.tolist() == (components(codes) @ components(query[None, :])[0]).tolist()


@every_level
@settings(deadline=None)
@given(random_codes(most=10), st.data())
def test_dot_of_an_int8_query_is_the_scalar_product(level: str, codes: Array, data: st.DataObject) -> None:
    query = data.draw(int8_vectors(4 * codes.shape[1]))
    with at_level(level):
        scores = native.dot_int8(query, codes)
    assert scores.dtype == np.int32
    assert scores.tolist() == (components(codes) @ query.astype(np.int64)).tolist()


@every_level
@pytest.mark.parametrize("d", [10_240, 65_536])
def test_long_codes_do_not_overflow(level: str, d: int) -> None:
    minus = np.full((5, d // 4), 255, np.uint8)
    with at_level(level):
        assert native.dot(minus[0], minus).tolist() == [d] * 5
        assert native.dot_int8(np.full(d, -128, np.int8), minus).tolist() == [128 * d] * 5
        assert native.dot_int8(np.full(d, 127, np.int8), minus).tolist() == [-127 * d] * 5


@every_level
@settings(deadline=None)
@given(float_vectors(most=6), st.data())
def test_rows_are_rescored_with_the_stated_roundings(level: str, vectors: Array, data: st.DataObject) -> None:
    rows, scales = native.quantise(vectors)
    seed = data.draw(st.integers(0, 2**32))
    query = np.random.default_rng(seed).standard_normal(vectors.shape[1]).astype(np.float32)
    picks = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9)) if len(rows) else []
    with at_level(level):
        some = native.dot_rows_int8(query, rows, scales, np.array(picks, np.int64))
        every = native.dot_rows_int8(query, rows, scales)
    expected = [row_score(query, row, scale) for row, scale in zip(rows, scales, strict=True)]
    assert same_floats(every, np.array(expected, np.float32))
    assert same_floats(some, every[picks])


@every_level
def test_rows_may_lie_at_any_address(level: str) -> None:
    generator = np.random.default_rng(4)
    raw = generator.integers(0, 256, 1 + 7 * 96, dtype=np.uint8)
    shifted = raw[1:].reshape(7, 96)
    query = generator.integers(-128, 128, 384).astype(np.int8)
    with at_level(level):
        assert native.dot_int8(query, shifted).tolist() == (components(shifted) @ query.astype(np.int64)).tolist()
        assert native.dot(shifted[0], shifted)[0] == np.abs(components(shifted[:1])).sum()


def test_read_only_codes_are_read_where_they_lie() -> None:
    codes = np.frombuffer(bytes(range(96)) * 2, np.uint8).reshape(2, 96)
    assert not codes.flags.writeable
    assert native.dot(codes[0], codes).tolist() == [np.abs(components(codes[:1])).sum()] * 2


def test_a_ternary_score_follows_the_cosine() -> None:
    generator = np.random.default_rng(5)
    centre = generator.standard_normal(384)
    near = centre + 0.2 * generator.standard_normal((20, 384))
    far = generator.standard_normal((200, 384))
    codes = native.pack(np.vstack([near, far]).astype(np.float32))
    scores = native.dot(native.pack(centre[None, :].astype(np.float32))[0], codes)
    assert set(native.top_k(scores, 20).tolist()) == set(range(20))
