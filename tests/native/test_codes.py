"""Floats into codes and int8 rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native
from tests.native.reference import DIMENSIONS, Array, components, float_vectors, kept, random_codes


@settings(max_examples=60, deadline=None)
@given(float_vectors(), st.data())
def test_pack_keeps_the_signs_of_the_largest_and_the_lower_index_of_ties(vectors: Array, data: st.DataObject) -> None:
    d = vectors.shape[1]
    nnz = data.draw(st.integers(1, d))
    codes = native.pack(vectors, nnz)
    assert codes.shape == (len(vectors), d // 4)
    assert components(codes).tolist() == [kept(vector, nnz) for vector in vectors]


def test_pack_keeps_two_thirds_unless_told() -> None:
    vectors = np.random.default_rng(1).standard_normal((3, 384)).astype(np.float32)
    assert native.default_nnz(384) == 256
    assert np.abs(components(native.pack(vectors))).sum(axis=1).tolist() == [256, 256, 256]


def test_pack_writes_the_documented_bits() -> None:
    vector = np.zeros((1, 64), np.float32)
    vector[0, [0, 9, 63]] = [2.0, -3.0, -1.0]
    code = native.pack(vector)[0]
    mask, sign = code[:8].view("<u8")[0], code[8:].view("<u8")[0]
    assert int(mask) == 1 | 1 << 9 | 1 << 63
    assert int(sign) == 1 << 9 | 1 << 63


def test_pack_leaves_sign_bits_of_zeros_clear() -> None:
    vectors = -np.abs(np.random.default_rng(2).standard_normal((4, 128))).astype(np.float32)
    codes = native.pack(vectors, 10)
    assert not (codes[:, 16:] & ~codes[:, :16]).any()


@settings(deadline=None)
@given(random_codes())
def test_unpack_gives_every_component(codes: Array) -> None:
    unpacked = native.unpack(codes, 4 * codes.shape[1])
    assert unpacked.dtype == np.int8
    assert (unpacked == components(codes)).all()


@settings(deadline=None)
@given(st.sampled_from(DIMENSIONS), st.data())
def test_pack_indices_sets_what_it_is_given(d: int, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, d - 1), unique=True, max_size=d))
    cut = data.draw(st.integers(0, len(chosen)))
    code = native.pack_indices(chosen[:cut], np.array(chosen[cut:], np.int64), d)
    expected = [1 if i in set(chosen[:cut]) else -1 if i in set(chosen[cut:]) else 0 for i in range(d)]
    assert components(code[None, :]).tolist() == [expected]


@settings(deadline=None)
@given(float_vectors())
def test_quantise_rounds_to_the_nearest_step_of_its_scale(vectors: Array) -> None:
    rows, scales = native.quantise(vectors)
    expected_scales = np.abs(vectors).max(axis=1, initial=0.0) / np.float32(127)
    assert scales.tolist() == expected_scales.tolist()
    for vector, row, scale in zip(vectors, rows, scales, strict=True):
        steps = np.rint(vector / scale) if scale > 0 else np.zeros_like(vector)
        assert row.tolist() == np.clip(steps, -127, 127).astype(np.int8).tolist()


def test_quantise_of_unit_vectors_is_within_half_a_step() -> None:
    vectors = np.random.default_rng(3).standard_normal((5, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows, scales = native.quantise(vectors)
    assert np.abs(rows * scales[:, None] - vectors).max() <= scales.max() * 0.5001


@pytest.mark.parametrize("d", DIMENSIONS)
def test_no_rows_give_no_codes(d: int) -> None:
    none = np.empty((0, d), np.float32)
    rows, scales = native.quantise(none)
    assert native.pack(none).shape == (0, d // 4)
    assert (rows.shape, scales.shape) == ((0, d), (0,))
    assert native.unpack(np.empty((0, d // 4), np.uint8), d).shape == (0, d)
