"""What is packed comes out again, small; what is damaged is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import native
from engine.errors import LibraryDamaged
from engine.memory.engram_packing import (
    pack_code,
    pack_counters,
    pack_refs,
    unpack_codes,
    unpack_counters,
    unpack_refs,
)

D = 128


@given(arrays(np.int32, D, elements=st.integers(-(2**31) + 1, 2**31 - 1)), st.sampled_from([1, 100, 30_000, 2**31 - 1]))
def test_counters_come_out_as_they_went_in(counters: np.ndarray, most: int) -> None:
    counters = (counters % most if most < 2**31 - 1 else counters).astype(np.int32)
    assert np.array_equal(unpack_counters(pack_counters(counters), D, "x"), counters)


@given(st.lists(arrays(np.int8, 640, elements=st.sampled_from([-1, 0, 0, 0, 0, 0, 0, 0, 0, 1])), max_size=5))
def test_codes_come_out_as_they_went_in(components: list[np.ndarray]) -> None:
    codes = [native.ternarise(each.astype(np.int32)) for each in components]
    back = unpack_codes([pack_code(code) for code in codes], 640, [""] * len(codes))
    assert back.shape == (len(codes), 160)
    assert all(np.array_equal(row, code) for row, code in zip(back, codes, strict=True))


def test_codes_of_every_density_come_out_as_they_went_in() -> None:
    codes = np.concatenate(
        [native.random_codes([nnz], 10_240, nnz) for nnz in (0, 1, 2, 16, 200, 2_000, 2_500, 10_240)]
    )
    packed = [pack_code(code) for code in codes]
    names = [""] * len(codes)
    assert np.array_equal(unpack_codes(packed, 10_240, names), codes)
    assert np.array_equal(unpack_codes(packed[::-1], 10_240, names), codes[::-1])
    assert max(map(len, packed)) <= 2_560 + 5
    assert len(packed[4]) < 1.2 * 200 + 7


def test_the_longest_code_without_a_zero_comes_out_as_it_went_in() -> None:
    code = native.random_codes([1], 65_536, 65_536)[0]
    assert np.array_equal(unpack_codes([pack_code(code)], 65_536, ["x"])[0], code)


def test_far_apart_nonzeros_come_out_where_they_were() -> None:
    code = native.pack_indices([0, 255, 765], [510, 10_239], 10_240)
    assert np.array_equal(unpack_codes([pack_code(code)], 10_240, ["x"])[0], code)


@given(st.lists(st.tuples(st.integers(0, 2**62), st.integers(0, 2**62)), max_size=30))
def test_references_come_out_as_they_went_in(refs: list[tuple[int, int]]) -> None:
    assert unpack_refs(pack_refs(refs), "x") == refs


def test_neighbouring_references_take_two_bytes() -> None:
    assert len(pack_refs((1_000 + at, 70) for at in range(1_000))) < 2_010


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_a_flipped_bit_anywhere_is_noticed_and_named(at: int) -> None:
    counters = np.arange(-64, 64, dtype=np.int32)
    code = native.random_codes([1], 640, 40)[0]
    refs = [(number, 1) for number in range(60)]
    for packed, unpack in (
        (pack_counters(counters), lambda data: unpack_counters(data, D, "the folder /a")),
        (pack_code(code), lambda data: unpack_codes([data], 640, ["the folder /a"])),
        (pack_refs(refs), lambda data: unpack_refs(data, "the folder /a")),
    ):
        damaged = bytearray(packed)
        damaged[at % len(packed)] ^= 4
        with pytest.raises(LibraryDamaged, match="the folder /a does not match its checksum"):
            unpack(bytes(damaged))
        with pytest.raises(LibraryDamaged, match="the folder /a"):
            unpack(packed[: at % len(packed)])


def test_counters_of_another_dimension_are_refused() -> None:
    with pytest.raises(LibraryDamaged, match="the folder /a"):
        unpack_counters(pack_counters(np.zeros(64, np.int32)), 128, "the folder /a")
