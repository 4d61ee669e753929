"""Bundles as sets: what is put together can be taken apart, and membership shows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

import native
from engine.memory import sets

D = 2_048


def codes(*seeds: int) -> npt.NDArray[np.uint8]:
    return native.random_codes(list(seeds), D, 128)


def bundle(*seeds: int) -> npt.NDArray[np.int32]:
    counters = np.zeros(D, np.int32)
    native.bundle(counters, codes(*seeds))
    return counters


@given(st.lists(st.integers(0, 60), max_size=8), st.lists(st.integers(0, 60), max_size=8))
def test_a_union_less_one_part_is_the_other_exactly(left: list[int], right: list[int]) -> None:
    one, other = bundle(*left), bundle(*right)
    both = sets.union([one, other], D)
    assert np.array_equal(sets.difference(both, other), one)
    assert np.array_equal(both, bundle(*left, *right))


def test_counters_that_would_leave_int32_are_refused() -> None:
    full = np.full(D, np.iinfo(np.int32).max, np.int32)
    with pytest.raises(OverflowError, match="more than counters hold"):
        sets.union([full, full], D)


def test_overlap_is_one_for_the_same_members_and_small_for_others() -> None:
    assert sets.overlap(bundle(1, 2, 3), bundle(3, 1, 2)) == pytest.approx(1.0)
    assert abs(sets.overlap(bundle(1, 2, 3), bundle(4, 5, 6))) < 0.1
    assert sets.overlap(bundle(1, 2), bundle(2, 3)) == pytest.approx(0.5, abs=0.1)
    assert sets.overlap(bundle(), bundle(1)) == 0.0


def test_members_that_only_one_has_point_where_it_lacks() -> None:
    direction = sets.lacking(bundle(1, 2, 3, 4), bundle(3, 4, 5, *range(100, 140)))
    found = sets.membership(codes(1, 2, 3, 4), direction)
    assert min(found[:2]) > max(found[2:]) > 0.1
    assert sets.membership(codes(5), direction)[0] < 0.0


def test_nothing_lacks_in_a_bundle_that_goes_the_same_way() -> None:
    assert not sets.lacking(bundle(1, 2), sets.union([bundle(1, 2), bundle(1, 2)], D)).any()
    assert not sets.membership(codes(1), np.zeros(D, np.int32)).any()
