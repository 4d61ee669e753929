"""What stands between Python and the kernel: every array and number is checked before C sees it.

Two kinds of error: `TypeError` for the wrong kind of thing (no array, another dtype, no whole number), `ValueError` for
the right kind with a wrong shape, layout or value. Each names the argument.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias

import numpy as np
import numpy.typing as npt

from native._ternary import ffi, lib

if TYPE_CHECKING:
    from native._ternary import CData

Float32s: TypeAlias = npt.NDArray[np.float32]
Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
Int8s: TypeAlias = npt.NDArray[np.int8]
Bytes: TypeAlias = npt.NDArray[np.uint8]

WORD = 64  # components in a machine word of a plane
MAX_DIMENSION: int = lib.NACRE_MAX_DIMENSION


def array(value: object, name: str, dtype: npt.DTypeLike, ndim: int) -> npt.NDArray[Any]:
    """`value` itself, once it is known to be an aligned C-contiguous array of `dtype` with `ndim` dimensions."""
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} must be a numpy array, not {type(value).__name__}.")
    if value.dtype != np.dtype(dtype):
        raise TypeError(f"{name} must have dtype {np.dtype(dtype)}, not {value.dtype}.")
    if value.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} dimension{'s'[: ndim > 1]}, not the shape {value.shape}.")
    if not value.flags.c_contiguous:
        raise ValueError(f"{name} must be C-contiguous; pass it through numpy.ascontiguousarray.")
    if not value.flags.aligned:
        raise ValueError(f"{name} must be aligned to its items; pass a copy of it.")
    return value


def target(value: object, name: str, dtype: npt.DTypeLike, ndim: int) -> npt.NDArray[Any]:
    """As `array`, for one that is written to."""
    found = array(value, name, dtype, ndim)
    if not found.flags.writeable:
        raise ValueError(f"{name} must be writable.")
    return found


def apart(written: npt.NDArray[Any], name: str, other: npt.NDArray[Any], other_name: str) -> None:
    """Raises where an array that is written to shares memory with one that is read; both are C-contiguous."""
    if np.may_share_memory(written, other):  # of contiguous arrays it is exact
        raise ValueError(f"{name} must not share memory with {other_name}.")


def length(value: npt.NDArray[Any], name: str, expected: int, why: str) -> None:
    """Raises unless the last axis of `value` has `expected` items."""
    if value.shape[-1] != expected:
        raise ValueError(f"{name} must have {expected} items in its last axis ({why}), not {value.shape[-1]}.")


def whole_number(value: SupportsIndex, name: str, low: int, high: int) -> int:
    """`value` as an int from `low` to `high`, both included."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}.") from None
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {number}.")
    return number


def dimension(value: SupportsIndex, name: str = "d") -> int:
    """`value` as the dimension of a code: a multiple of 64 up to `MAX_DIMENSION`."""
    d = whole_number(value, name, WORD, MAX_DIMENSION)
    if d % WORD:
        raise ValueError(f"{name} must be a multiple of {WORD}, not {d}.")
    return d


def codes(value: object, name: str, d: int) -> Bytes:
    """`value` as n codes of dimension d: uint8 (n, d // 4)."""
    rows = array(value, name, np.uint8, 2)
    length(rows, name, d // 4, f"the codes of {d} components")
    return rows


def finite(value: Float32s, name: str) -> None:
    """Raises where `value` holds a NaN or an infinity, and says where."""
    at = lib.nacre_first_nonfinite(const("float[]", value), value.size)
    if at >= 0:
        place = ", ".join(str(int(index)) for index in np.unravel_index(at, value.shape))
        raise ValueError(f"{name}[{place}] is {value.flat[at]}; every number must be finite.")


def live_bits(value: object, n: int) -> CData:
    """`value` as a bitmap over n rows, or NULL for None."""
    if value is None:
        return ffi.NULL
    bits = array(value, "live", np.uint8, 1)
    length(bits, "live", (n + 7) // 8, f"one bit for each of {n} rows")
    return const("uint8_t[]", bits)


def const(ctype: str, value: npt.NDArray[Any]) -> CData:
    """A pointer for reading `value`, which it keeps alive and of its size."""
    return ffi.from_buffer(ctype, value)


def output(ctype: str, value: npt.NDArray[Any]) -> CData:
    """A pointer for writing into `value`, which it keeps alive and of its size."""
    return ffi.from_buffer(ctype, value, require_writable=True)
