"""No call of the algebra harms the process: what it can't take is refused with one clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native

D = 384
CODES = native.random_codes(range(4), D)
COUNTERS = np.zeros(D, np.int32)
KEYS = native.keys(range(4), D)
OTHER_KEYS = native.keys(range(4), 320)
LOWEST = np.full(D, -(2**31), np.int32)


def read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A copy that can't be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def unaligned(count: int, dtype: type) -> np.ndarray[Any, Any]:
    """An array that starts one byte behind an aligned address."""
    return np.zeros(1 + count * np.dtype(dtype).itemsize, np.uint8)[1:].view(dtype)


SHARED = np.zeros(D * 4, np.uint8)

REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: native.keys("12", D), TypeError, "seeds must be whole numbers or a uint64 array, not str"),
    (lambda: native.keys([1.5], D), TypeError, r"seeds\[0\] must be a whole number, not float"),
    (lambda: native.keys([0, -1], D), ValueError, r"seeds\[1\] must be from 0 to 18446744073709551615, not -1"),
    (lambda: native.keys([2**64], D), ValueError, r"seeds\[0\] must be from 0"),
    (lambda: native.keys(np.zeros(3, np.int64), D), TypeError, "seeds must have dtype uint64"),
    (lambda: native.keys([1], 100), ValueError, "d must be a multiple of 64, not 100"),
    (lambda: native.random_codes([1], D, D + 1), ValueError, "nnz must be from 0 to 384, not 385"),
    (lambda: native.Keys(KEYS.rotations, KEYS.signs, 320), ValueError, "signs must have 40 items"),
    (lambda: native.Keys(KEYS.rotations[:3], KEYS.signs, D), ValueError, "one for each sign mask"),
    (lambda: native.Keys(np.full(4, 6, np.int32), KEYS.signs, D), ValueError, r"rotations\[0\] must be from 0 to 5"),
    (lambda: native.Keys(np.full(4, -1, np.int32), KEYS.signs, D), ValueError, r"rotations\[0\] must be from 0"),
    (lambda: native.Keys([0], KEYS.signs, D), TypeError, "rotations must be a numpy array"),
    (lambda: native.bind(CODES, OTHER_KEYS), ValueError, "keys of dimension 320 don't fit codes of dimension 384"),
    (lambda: native.bind(CODES, KEYS[:2]), ValueError, "1 or as many as codes, 4, not 2"),
    (lambda: native.bind(CODES, KEYS[:0]), ValueError, "1 or as many as codes, 4, not 0"),
    (lambda: native.unbind(CODES, (KEYS.rotations, KEYS.signs)), TypeError, "keys must be Keys, not tuple"),
    (lambda: native.bind(CODES[0], KEYS), ValueError, "codes must have 2 dimensions"),
    (lambda: native.bind(CODES[:, :90].copy(), KEYS), ValueError, "multiple of 64, not 360"),
    (lambda: native.bind_counters(np.stack([COUNTERS] * 3), KEYS), ValueError, "1 or as many as counters, 3, not 4"),
    (lambda: native.bind_counters(COUNTERS.astype(np.int64), KEYS[0]), TypeError, "counters must have dtype int32"),
    (lambda: native.unbind_counters(LOWEST, KEYS[0]), OverflowError, "no opposite in int32"),
    (lambda: native.permute(CODES, D), ValueError, "shift must be from -383 to 383, not 384"),
    (lambda: native.permute(CODES, 1.0), TypeError, "shift must be a whole number"),
    (lambda: native.permute_counters(COUNTERS, -D), ValueError, "shift must be from -383 to 383, not -384"),
    (lambda: native.permute_counters(np.zeros((1, 1, D), np.int32), 1), ValueError, "must have 2 dimensions"),
    (lambda: native.bundle(read_only(COUNTERS), CODES), ValueError, "counters must be writable"),
    (lambda: native.bundle(unaligned(D, np.int32), CODES), ValueError, "aligned"),
    (lambda: native.bundle(COUNTERS[:320].copy(), CODES), ValueError, "80 items in its last axis"),
    (lambda: native.bundle(COUNTERS, CODES, 0.5), TypeError, "weights must be a whole number, not float"),
    (lambda: native.bundle(COUNTERS, CODES, 2**31), ValueError, "weights must be from -2147483647"),
    (lambda: native.bundle(COUNTERS, CODES, np.ones(3, np.int32)), ValueError, "one for each code"),
    (lambda: native.bundle(COUNTERS, CODES, np.ones(4)), TypeError, "weights must have dtype int32"),
    (
        lambda: native.bundle(SHARED.view(np.int32), SHARED[:D].reshape(4, -1)),
        ValueError,
        "counters must not share memory with codes",
    ),
    (lambda: native.bundle(COUNTERS, CODES, COUNTERS[:4]), ValueError, "must not share memory with weights"),
    (lambda: native.ternarise(COUNTERS, 0), ValueError, "nnz must be from 1 to 384, not 0"),
    (lambda: native.ternarise(COUNTERS[::-1]), ValueError, "C-contiguous"),
    (lambda: native.dot_counters(COUNTERS, CODES[:, :80].copy()), ValueError, "96 items"),
    (lambda: native.dot_pairs(CODES, CODES[:3]), ValueError, "as many codes as left, 4, not 3"),
    (lambda: native.nonzeros(CODES.astype(np.int8)), TypeError, "dtype uint8"),
    (lambda: native.cosine(CODES, CODES), ValueError, "query_code must have 1 dimension,"),
    (lambda: native.squared_norms(np.zeros((2, 0), np.int32)), ValueError, "from 64 to 65536, not 0"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
def test_what_does_not_fit_is_refused(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("rotation", [-1, 6, 2**31 - 1, -(2**31)])
def test_keys_that_were_written_to_are_refused(rotation: int) -> None:
    keys = native.keys(range(4), D)
    keys.rotations[2] = rotation
    rows = np.repeat(COUNTERS[None, :], 4, axis=0)
    for call in (native.bind, native.unbind):
        with pytest.raises(ValueError, match=r"rotations\[2\] must be from 0 to 5"):
            call(CODES, keys)
    for call in (native.bind_counters, native.unbind_counters):
        with pytest.raises(ValueError, match=r"rotations\[2\] must be from 0 to 5"):
            call(rows, keys)


def test_keys_that_were_resized_are_refused() -> None:
    keys = native.Keys(KEYS.rotations.copy(), KEYS.signs.copy(), D)
    keys.signs.resize((1, D // 8), refcheck=False)
    with pytest.raises(ValueError, match="one for each sign mask"):
        native.bind(CODES, keys)


@pytest.mark.parametrize("d", [64, 384])
def test_nothing_in_gives_nothing_out(d: int) -> None:
    none, counters = np.empty((0, d // 4), np.uint8), np.empty((0, d), np.int32)
    no_keys = native.keys([], d)
    one = np.zeros(d, np.int32)
    assert native.bind_counters(one, no_keys).shape == (0, d)
    assert native.bind(none, no_keys).shape == native.unbind(none, native.keys([1], d)).shape == (0, d // 4)
    assert native.permute(none, 1).shape == native.random_codes([], d).shape == (0, d // 4)
    assert native.bind_counters(counters, no_keys).shape == native.permute_counters(counters, 1).shape == (0, d)
    assert native.ternarise(counters).shape == (0, d // 4)
    assert native.dot_counters(counters, none).shape == (0, 0)
    assert native.squared_norms(counters).shape == native.nonzeros(none).shape == (0,)
    assert native.cosine(np.zeros(d // 4, np.uint8), none).shape == (0,)


THINGS: list[Any] = [None, 0, -1, 3, 64, 2**70, 1.5, "text", [1, 2], range(4), np.array(3), slice(2)]
THINGS += [CODES, CODES[0], CODES[:0], CODES[:, ::-1], read_only(CODES), np.zeros((0, 0), np.uint8), CODES[:2]]
THINGS += [COUNTERS, LOWEST, np.stack([LOWEST, COUNTERS]), read_only(COUNTERS), COUNTERS[:64], unaligned(D, np.int32)]
THINGS += [KEYS, KEYS[0], KEYS[:0], OTHER_KEYS, np.ones(4, np.int32), np.ones(4, np.uint64), np.ones(2, np.int64)]
NAMES = ["bind", "unbind", "bind_counters", "unbind_counters", "permute", "permute_counters", "bundle", "ternarise"]
NAMES += ["dot_counters", "squared_norms", "dot_pairs", "nonzeros", "cosine", "keys", "random_codes", "Keys"]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(THINGS), max_size=4))
def test_any_arguments_give_a_result_or_a_plain_error(name: str, arguments: list[Any]) -> None:
    try:
        getattr(native, name)(*arguments)
    except (TypeError, ValueError, OverflowError) as error:
        assert str(error)
