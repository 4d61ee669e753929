"""Bundles, ternarising and scores: every level, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native
from tests.native import algebra_reference as plain
from tests.native.reference import Array, at_level, components, random_codes

every_level = pytest.mark.parametrize("level", native.levels())
FEWER = settings(max_examples=40, deadline=None)
D = 10_240


def signs(n: int, d: int, seed: int = 1) -> Array:
    """n random codes of any bits."""
    return np.random.default_rng(seed).integers(0, 256, (n, d // 4), dtype=np.uint8)


@every_level
@FEWER
@given(random_codes(most=40), st.integers(-(2**20), 2**20), st.integers(0, 2**32))
def test_equal_weights_add_every_code(level: str, codes: Array, weight: int, seed: int) -> None:
    start = np.random.default_rng(seed).integers(-1000, 1000, 4 * codes.shape[1]).astype(np.int32)
    counters, listed = start.copy(), start.copy()
    with at_level(level):
        native.bundle(counters, codes, weight)
        native.bundle(listed, codes, np.full(len(codes), weight, np.int32))
    assert counters.tolist() == (start + weight * components(codes).sum(axis=0)).tolist()
    assert listed.tobytes() == counters.tobytes()


@every_level
@pytest.mark.parametrize("n", [239, 240, 241, 485])
def test_more_codes_than_a_sliced_count_holds(level: str, n: int) -> None:
    plus = np.zeros((n, 2 * 56), np.uint8)
    plus[:, :56] = 255
    mixed = signs(n, 448)
    with at_level(level):
        for codes in (plus, mixed):
            counters = np.zeros(448, np.int32)
            native.bundle(counters, codes)
            assert counters.tolist() == native.unpack(codes, 448).sum(axis=0, dtype=np.int64).tolist()


@every_level
@FEWER
@given(random_codes(most=12), st.integers(0, 2**32))
def test_weights_of_their_own_add_every_code(level: str, codes: Array, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(-(2**26), 2**26, len(codes)).astype(np.int32)
    counters = np.zeros(4 * codes.shape[1], np.int32)
    with at_level(level):
        native.bundle(counters, codes, weights)
    assert counters.tolist() == (weights.astype(np.int64) @ components(codes)).tolist()


@every_level
@FEWER
@given(st.integers(0, 2**32))
def test_what_was_added_can_be_taken_out_in_any_order(level: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    counters = generator.integers(-(2**30), 2**30, 320).astype(np.int32)
    before = counters.tobytes()
    codes, weights = signs(60, 320, seed), generator.integers(-9, 10, 60).astype(np.int32)
    order = generator.permutation(60)
    with at_level(level):
        native.bundle(counters, codes, weights)
        native.bundle(counters, codes)
        assert counters.tobytes() != before
        for part in np.array_split(order, 7):
            native.bundle(counters, codes[part], -1)
            native.bundle(counters, codes[part], -weights[part])
    assert counters.tobytes() == before


@every_level
def test_a_bundle_of_bound_codes_is_the_bound_bundle(level: str) -> None:
    codes, key = signs(30, 576), native.keys([3], 576)
    first, second = np.zeros(576, np.int32), np.zeros(576, np.int32)
    with at_level(level):
        native.bundle(first, native.bind(codes, key))
        native.bundle(second, codes)
        assert native.bind_counters(second, key).tobytes() == first.tobytes()


@every_level
def test_a_sum_that_could_leave_int32_is_refused_and_changes_nothing(level: str) -> None:
    codes, most = signs(3, 128), 2**31 - 1
    with at_level(level):
        for start, weights in (
            (most - 2, 1),
            (-most + 2, -1),
            (-(2**31), 1),
            (-(2**31), np.array([1, 0, -1], np.int32)),
            (0, most),
            (0, np.array([most, 1, 0], np.int32)),
            (0, np.array([0, 0, -(2**31)], np.int32)),
            (most - 5, np.array([2, -2, 2], np.int32)),
        ):
            counters = np.zeros(128, np.int32)
            counters[77] = start
            before = counters.tobytes()
            with pytest.raises(OverflowError, match="could leave int32"):
                native.bundle(counters, codes, weights)
            assert counters.tobytes() == before
        counters = np.full(128, most - 3, np.int32)
        native.bundle(counters, np.repeat(native.pack_indices(range(128), [], 128)[None, :], 3, axis=0))
        assert counters.tolist() == [most] * 128
        native.bundle(counters, codes[:0], most)
        native.bundle(counters, codes, 0)
        assert counters.tolist() == [most] * 128


@every_level
@FEWER
@given(plain.any_counters(), st.data())
def test_ternarise_keeps_the_largest_and_the_lower_index_of_ties(
    level: str, counters: Array, data: st.DataObject
) -> None:
    d = len(counters)
    nnz = data.draw(st.integers(1, d) | st.none())
    expected = plain.codes_of(plain.largest(counters, d if nnz is None else nnz)[None, :])
    with at_level(level):
        assert native.ternarise(counters, nnz).tobytes() == expected.tobytes()
        both = native.ternarise(np.stack([counters[::-1], counters]), nnz)
    assert both[1].tobytes() == expected.tobytes()


def test_ternarise_of_ties_keeps_the_first() -> None:
    counters = np.zeros(128, np.int32)
    counters[[3, 60, 61, 70, 100]] = [-5, 5, 9, -5, 5]
    assert np.flatnonzero(native.unpack(native.ternarise(counters, 3)[None, :], 128)).tolist() == [3, 60, 61]
    counters[100] = -(2**31)
    assert np.flatnonzero(native.unpack(native.ternarise(counters, 1)[None, :], 128)).tolist() == [100]


@every_level
@FEWER
@given(random_codes(most=19), st.data())
def test_dot_counters_is_the_scalar_product(level: str, codes: Array, data: st.DataObject) -> None:
    d = 4 * codes.shape[1]
    rows = np.stack([data.draw(plain.any_counters(d)) for _ in range(data.draw(st.integers(1, 3)))])
    expected = rows.astype(np.int64) @ components(codes).T
    with at_level(level):
        assert native.dot_counters(rows, codes).tolist() == expected.tolist()
        assert native.dot_counters(rows[0], codes).tolist() == expected[0].tolist()


@every_level
@pytest.mark.parametrize("end", [-(2**31), 2**31 - 1])
def test_scores_of_the_largest_counters_do_not_overflow(level: str, end: int) -> None:
    minus = np.full((3, 65_536 // 4), 255, np.uint8)
    with at_level(level):
        assert native.dot_counters(np.full(65_536, end, np.int32), minus).tolist() == [-65_536 * end] * 3


@every_level
@FEWER
@given(random_codes(most=9))
def test_pairs_nonzeros_and_cosines(level: str, codes: Array) -> None:
    rows, other = components(codes), np.ascontiguousarray(codes[::-1])
    with at_level(level):
        assert native.dot_pairs(codes, other).tolist() == (rows * rows[::-1]).sum(axis=1).tolist()
        assert native.nonzeros(codes).tolist() == np.abs(rows).sum(axis=1).tolist()
        if len(codes):
            found = native.cosine(codes[0], codes)
            assert found.tolist() == [plain.cosine(rows[0], row) for row in rows]


@FEWER
@given(plain.any_counters())
def test_squared_norms_are_exact_or_refused(counters: Array) -> None:
    expected = sum(int(value) ** 2 for value in counters)
    rows = np.stack([np.zeros_like(counters), counters])
    if expected > 2**63 - 1:
        with pytest.raises(OverflowError, match="row 1"):
            native.squared_norms(rows)
    else:
        assert native.squared_norms(rows).tolist() == [0, expected]
        assert int(native.squared_norms(counters)) == expected


@pytest.mark.parametrize("nnz", [512, native.default_nnz(D)])
def test_256_bound_pairs_are_recovered_from_one_bundle(nnz: int) -> None:
    items, found, found_ternarised = native.random_codes(range(1_000), D, nnz), 0, 0
    for trial in range(20):
        fillers = np.random.default_rng(trial).integers(0, 1_000, 256)
        keys = native.keys(range(1_000 * trial, 1_000 * trial + 256), D)
        record = np.zeros(D, np.int32)
        native.bundle(record, native.bind(items[fillers], keys))
        answers = native.unbind_counters(record, keys)
        found += int((native.dot_counters(answers, items).argmax(axis=1) == fillers).sum())
        code = native.ternarise(record, native.default_nnz(D))
        answers_of_code = native.unbind(code[None, :], keys)
        scores = np.stack([native.dot(answer, items) for answer in answers_of_code])
        found_ternarised += int((scores.argmax(axis=1) == fillers).sum())
    assert found >= 0.98 * 20 * 256
    assert found_ternarised >= 0.95 * 20 * 256
