"""Keys from seeds, binding and permutation: every level, bit for bit."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native
from tests.native import algebra_reference as plain
from tests.native.reference import DIMENSIONS, Array, at_level, components, random_codes

every_level = pytest.mark.parametrize("level", native.levels())
FEWER = settings(max_examples=40, deadline=None)


@st.composite
def codes_and_keys(draw: st.DrawFn) -> tuple[Array, native.Keys]:
    """Codes of any bits, and one key for all or one for each, or many for one code."""
    codes = draw(random_codes(most=4))
    count = draw(st.sampled_from((1, len(codes), 3 if len(codes) == 1 else 1)))
    seeds = draw(st.lists(st.integers(0, 2**64 - 1), min_size=count, max_size=count))
    return codes, native.keys(seeds, 4 * codes.shape[1])


@every_level
@FEWER
@given(codes_and_keys())
def test_bind_rotates_by_words_and_changes_signs(level: str, drawn: tuple[Array, native.Keys]) -> None:
    codes, keys = drawn
    with at_level(level):
        bound = native.bind(codes, keys)
    expected = plain.bound_rows(components(codes), keys)
    assert bound.shape == (len(expected), codes.shape[1])
    assert bound.tobytes() == plain.codes_of(expected).tobytes()


@every_level
@FEWER
@given(codes_and_keys())
def test_unbind_brings_back_what_was_bound(level: str, drawn: tuple[Array, native.Keys]) -> None:
    codes, keys = drawn
    with at_level(level):
        back = native.unbind(native.bind(codes, keys), keys)
        again = native.bind(native.unbind(codes, keys), keys)
    canonical = np.broadcast_to(plain.codes_of(components(codes)), back.shape)
    assert back.tobytes() == canonical.tobytes()
    assert again.tobytes() == canonical.tobytes()


@every_level
@FEWER
@given(codes_and_keys(), st.integers(1, 2**31 - 1))
def test_counters_are_bound_as_codes_are(level: str, drawn: tuple[Array, native.Keys], factor: int) -> None:
    codes, keys = drawn
    rows = (components(codes) * factor).astype(np.int32)
    with at_level(level):
        bound = native.bind_counters(rows, keys)
        back = native.unbind_counters(bound, keys)
    assert bound.tolist() == plain.bound_rows(rows, keys).tolist()
    assert back.tobytes() == np.broadcast_to(rows, back.shape).tobytes()


@every_level
@FEWER
@given(random_codes(most=3), st.data())
def test_permute_turns_codes_and_counters_alike(level: str, codes: Array, data: st.DataObject) -> None:
    d = 4 * codes.shape[1]
    shift = data.draw(st.integers(0, d - 1) | st.sampled_from((0, 1, 63, 64 % d, 65 % d, d - 64, d - 1)))
    rows = components(codes)
    expected = np.array([plain.permuted(row, shift) for row in rows]).reshape(rows.shape)
    with at_level(level):
        turned = native.permute(codes, shift)
        assert turned.tobytes() == plain.codes_of(expected).tobytes()
        assert native.permute(turned, -shift).tobytes() == plain.codes_of(rows).tobytes()
        assert native.permute_counters(rows.astype(np.int32), shift).tolist() == expected.tolist()


def test_one_row_of_counters_keeps_its_shape() -> None:
    counters, keys = np.arange(128, dtype=np.int32), native.keys([5], 128)
    assert native.bind_counters(counters, keys).shape == (128,)
    assert native.bind_counters(counters, native.keys(range(3), 128)).shape == (3, 128)
    assert native.permute_counters(counters, 3).tolist() == np.roll(counters, 3).tolist()


@FEWER
@given(plain.any_seeds(), st.sampled_from(DIMENSIONS))
def test_keys_follow_the_stated_generator(seeds: list[int], d: int) -> None:
    keys = native.keys(seeds, d)
    assert len(keys) == len(seeds)
    for i, seed in enumerate(seeds):
        rotation, mask = plain.random_key(seed, d)
        assert keys.rotations[i] == rotation
        assert np.unpackbits(keys.signs[i], bitorder="little").tolist() == mask.tolist()


@FEWER
@given(plain.any_seeds(), st.sampled_from(DIMENSIONS), st.data())
def test_random_codes_follow_the_stated_generator(seeds: list[int], d: int, data: st.DataObject) -> None:
    nnz = data.draw(st.integers(0, d) | st.sampled_from((0, 1, d // 2, d - 1, d)))
    codes = native.random_codes(np.array(seeds, np.uint64), d, nnz)
    expected = np.array([plain.random_vector(seed, d, nnz) for seed in seeds]).reshape(len(seeds), d)
    assert codes.tobytes() == plain.codes_of(expected).tobytes()


def test_the_first_draws_are_those_of_splitmix64() -> None:
    draws = plain.Draws(0, 1)
    draws.state = 1234567
    assert [draws.word() for _ in range(2)] == [6457827717110365317, 3203168211198807973]


def test_seeds_give_the_same_bits_for_ever() -> None:
    codes = native.random_codes(range(3), 10_240, 512).tobytes() + native.random_codes(range(3), 10_240).tobytes()
    keys = native.keys(range(3), 10_240)
    assert hashlib.sha256(codes).hexdigest() == "74c0eb5ef9c962a0c703a42ec8e467f60a6bb0f8b883f65cfcb4ce866e217dd8"
    assert (
        hashlib.sha256(keys.signs.tobytes()).hexdigest()
        == "f0f63b433b86f99ffeaa810f2438bb689d98853536c9f5c96bc0afb2d24f1a63"
    )
    assert keys.rotations.tolist() == [119, 51, 84]


def test_random_codes_have_the_wanted_nonzeros_and_are_nearly_orthogonal() -> None:
    for nnz in (512, native.default_nnz(10_240)):
        codes = native.random_codes(range(50), 10_240, nnz)
        assert native.nonzeros(codes).tolist() == [nnz] * 50
        products = [native.cosine(codes[i], codes[i + 1 :]) for i in range(49)]
        assert np.abs(np.concatenate(products)).max() < 0.2 if nnz == 512 else 0.05
        assert abs(components(codes[:4]).sum()) < 5 * np.sqrt(4 * nnz)


def test_a_bound_code_is_far_from_what_it_was() -> None:
    codes, keys = native.random_codes(range(40), 10_240), native.keys(range(40), 10_240)
    bound = native.bind(codes, keys)
    assert native.nonzeros(bound).tolist() == native.nonzeros(codes).tolist()
    assert np.abs(native.dot_pairs(codes, bound)).max() < 6 * np.sqrt(10_240 * 4 / 9)


def test_keys_can_be_taken_apart() -> None:
    keys = native.keys(range(6), 256)
    assert len(keys[2:5]) == 3
    assert keys[-1].signs.tobytes() == native.keys([5], 256).signs.tobytes()
    assert keys[1].rotations.tolist() == native.keys([1], 256).rotations.tolist()
    assert [len(key) for key in keys] == [1] * 6
    with pytest.raises(IndexError):
        keys[6]
