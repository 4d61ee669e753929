"""No call from Python harms the process: what the kernel can't take is refused with one clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native

D = 384
FLOATS = np.ones((4, D), np.float32)
CODES = np.zeros((4, D // 4), np.uint8)
QUERY = np.zeros(D, np.int8)
SCORES = np.zeros(4, np.int32)


def unaligned(count: int, dtype: type) -> np.ndarray[Any, Any]:
    """An array that starts one byte behind an aligned address."""
    return np.zeros(1 + count * np.dtype(dtype).itemsize, np.uint8)[1:].view(dtype)


REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: native.pack([[1.0] * D]), TypeError, "vectors must be a numpy array, not list"),
    (lambda: native.pack(FLOATS.astype(np.float64)), TypeError, "dtype float32, not float64"),
    (lambda: native.pack(FLOATS.astype(">f4")), TypeError, "dtype float32, not >f4"),
    (lambda: native.pack(FLOATS[0]), ValueError, "must have 2 dimensions"),
    (lambda: native.pack(FLOATS[:, ::2]), ValueError, "C-contiguous"),
    (lambda: native.pack(np.asfortranarray(FLOATS)), ValueError, "C-contiguous"),
    (lambda: native.pack(unaligned(D, np.float32).reshape(1, D)), ValueError, "aligned"),
    (lambda: native.pack(np.ones((2, 100), np.float32)), ValueError, "multiple of 64, not 100"),
    (lambda: native.pack(np.ones((2, 0), np.float32)), ValueError, "from 64 to 65536, not 0"),
    (lambda: native.pack(np.ones((1, 65_600), np.float32)), ValueError, "from 64 to 65536"),
    (lambda: native.pack(FLOATS, 0), ValueError, "nnz must be from 1 to 384, not 0"),
    (lambda: native.pack(FLOATS, D + 1), ValueError, "nnz must be from 1 to 384, not 385"),
    (lambda: native.pack(FLOATS, 2.5), TypeError, "nnz must be a whole number, not float"),
    (lambda: native.unpack(CODES, 320), ValueError, "80 items in its last axis"),
    (lambda: native.unpack(CODES[0], D), ValueError, "must have 2 dimensions"),
    (lambda: native.pack_indices([D], [], D), ValueError, "indices from 0 to 383"),
    (lambda: native.pack_indices([], [-1], D), ValueError, "negative must hold indices"),
    (lambda: native.pack_indices([3, 3], [], D), ValueError, "positive repeats an index"),
    (lambda: native.pack_indices([3], [4, 3], D), ValueError, "negative repeats an index"),
    (lambda: native.pack_indices([0.5], [], D), TypeError, "whole numbers"),
    (lambda: native.pack_indices([[1]], [], D), TypeError, "flat list"),
    (lambda: native.dot(CODES[0][:80], CODES), ValueError, "80 items in its last axis"),
    (lambda: native.dot(CODES, CODES), ValueError, "query_code must have 1 dimension,"),
    (lambda: native.dot(CODES[0], CODES[:, :48].copy()), ValueError, "96 items"),
    (lambda: native.dot(CODES[0], CODES[::2]), ValueError, "C-contiguous"),
    (lambda: native.dot_int8(QUERY.astype(np.int16), CODES), TypeError, "dtype int8"),
    (lambda: native.dot_int8(QUERY[:320].copy(), CODES), ValueError, "80 items"),
    (lambda: native.dot_int8(QUERY, CODES.astype(np.int8)), TypeError, "codes must have dtype uint8"),
    (lambda: native.quantise(FLOATS[:, :60].copy()), ValueError, "from 64 to 65536, not 60"),
    (lambda: native.top_k(SCORES.astype(np.int64), 2), TypeError, "scores must have dtype int32"),
    (lambda: native.top_k([1, 2], 2), TypeError, "scores must be a numpy array"),
    (lambda: native.top_k(SCORES, -1), ValueError, "k must be from 0"),
    (lambda: native.top_k(SCORES, 1, np.zeros(2, np.uint8)), ValueError, "one bit for each of 4 rows"),
    (lambda: native.top_k(SCORES, 1, np.zeros(4, np.bool_)), TypeError, "live must have dtype uint8"),
    (lambda: native.scan_top_k(QUERY, CODES, 1, np.zeros(0, np.uint8)), ValueError, "one bit for each of 4 rows"),
    (lambda: native.scan_top_k(QUERY, CODES, "3"), TypeError, "k must be a whole number, not str"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
def test_what_does_not_fit_is_refused(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused_and_located(bad: float) -> None:
    floats = FLOATS.copy()
    floats[2, 17] = bad
    rows, scales = native.quantise(FLOATS)
    with pytest.raises(ValueError, match=r"vectors\[2, 17\] is -?(nan|inf)"):
        native.pack(floats)
    with pytest.raises(ValueError, match=r"vectors\[2, 17\]"):
        native.quantise(floats)
    with pytest.raises(ValueError, match=r"query\[17\]"):
        native.dot_rows_int8(floats[2], rows, scales)
    with pytest.raises(ValueError, match=r"scales\[1\]"):
        native.dot_rows_int8(FLOATS[0], rows, np.array([1, bad, 1, 1], np.float32))
    with pytest.raises(ValueError, match=r"scores\[17\]"):
        native.top_k(floats[2], 3)


@pytest.mark.parametrize("indices", [[0, 4], [-1], [2**62], [-(2**63)]])
def test_an_index_outside_the_rows_is_refused(indices: list[int]) -> None:
    rows, scales = native.quantise(FLOATS)
    with pytest.raises(ValueError, match=rf"indices\[{len(indices) - 1}\] is not the index of one of 4 rows"):
        native.dot_rows_int8(FLOATS[0], rows, scales, np.array(indices, np.int64))


def test_rescoring_refuses_parts_that_do_not_fit_together() -> None:
    rows, scales = native.quantise(FLOATS)
    with pytest.raises(ValueError, match="384 items"):
        native.dot_rows_int8(FLOATS[0], rows[:, :64].copy(), scales)
    with pytest.raises(ValueError, match="one for each row"):
        native.dot_rows_int8(FLOATS[0], rows, scales[:3])
    with pytest.raises(TypeError, match="indices must have dtype int64"):
        native.dot_rows_int8(FLOATS[0], rows, scales, np.zeros(1, np.int32))


THINGS: list[Any] = [None, 0, -1, 3, 64, 2**70, 1.5, "text", b"\x00" * 96, [1, 2], np.array(3)]
THINGS += [FLOATS, FLOATS[0], FLOATS[:0], FLOATS.T, unaligned(D, np.float32), np.zeros((4, D), np.int8), QUERY]
THINGS += [CODES, CODES[0], CODES[:0], CODES[:, ::-1], np.zeros((0, 0), np.uint8), np.zeros(1, np.uint8)]
THINGS += [SCORES, SCORES.astype(np.int64), unaligned(4, np.int32)]
anything = st.sampled_from(THINGS)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([name for name in native.__all__ if name[0].islower() and "level" not in name]), st.data())
def test_any_arguments_give_a_result_or_a_plain_error(name: str, data: st.DataObject) -> None:
    function = getattr(native, name)
    arguments = data.draw(st.lists(anything, max_size=4))
    try:
        function(*arguments)
    except (TypeError, ValueError) as error:
        assert str(error)
    except OverflowError:
        assert name == "default_nnz"  # arithmetic on a number, no kernel behind it
