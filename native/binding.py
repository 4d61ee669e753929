"""Keys and item memories from seeds, keyed binding, and permutation, of codes and of counters.

A code is as in `native.kernel`; counters are int32, d of them to a bundle; `ternary_algebra.h` is the manual. Arguments
are checked and errors raised as in `native.kernel`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, SupportsIndex, TypeAlias

import numpy as np
import numpy.typing as npt

from native import checks
from native._ternary import lib
from native.checks import WORD, Bytes, Int32s, const, output
from native.kernel import default_nnz

if TYPE_CHECKING:
    from native._ternary import CData

Seeds: TypeAlias = Sequence[int] | npt.NDArray[np.uint64]
INT32_MAX = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Keys:
    """k keys: a rotation by whole 64-bit words and a sign mask each. `len` gives k, an index or a slice some of them.

    Args:
        rotations: int32 (k,), from 0 to d // 64 - 1.
        signs: uint8 (k, d // 8), laid out as the sign plane of a code.
        d: a multiple of 64.
    """

    rotations: Int32s
    signs: Bytes
    d: int

    def __post_init__(self) -> None:
        self.check_form()
        outside = np.flatnonzero((self.rotations < 0) | (self.rotations >= self.d // WORD))
        if outside.size:
            raise ValueError(_outside(int(outside[0]), self.d))

    def check_form(self) -> None:
        """Raises unless both arrays have their form: arrays can be resized in place after the keys were made."""
        d = checks.dimension(self.d)
        rotations = checks.array(self.rotations, "rotations", np.int32, 1)
        signs = checks.array(self.signs, "signs", np.uint8, 2)
        checks.length(signs, "signs", d // 8, f"the sign masks of {d} components")
        checks.length(rotations, "rotations", len(signs), "one for each sign mask")

    def __len__(self) -> int:
        return len(self.rotations)

    def __getitem__(self, which: SupportsIndex | slice) -> Keys:
        """The keys of a slice, or the one at an index, in a `Keys` of their own."""
        if not isinstance(which, slice):
            at = range(len(self))[which]  # an IndexError where there is none, which ends an iteration
            which = slice(at, at + 1)
        return Keys(np.ascontiguousarray(self.rotations[which]), np.ascontiguousarray(self.signs[which]), self.d)


def keys(seeds: Seeds, d: SupportsIndex) -> Keys:
    """One key for each seed, the same on every machine (`nacre_random_keys` in ternary_algebra.h).

    Args:
        seeds: uint64 (k,), or whole numbers from 0 to 2**64 - 1.
        d: a multiple of 64.
    """
    starts, width = _seeds(seeds), checks.dimension(d)
    rotations, signs = np.empty(len(starts), np.int32), np.empty((len(starts), width // 8), np.uint8)
    lib.nacre_random_keys(
        const("uint64_t[]", starts), len(starts), width, output("int32_t[]", rotations), output("uint8_t[]", signs)
    )
    return Keys(rotations, signs, width)


def random_codes(seeds: Seeds, d: SupportsIndex, nnz: SupportsIndex | None = None) -> Bytes:
    """One random code for each seed, the same on every machine (`nacre_random_codes` in ternary_algebra.h).

    Every choice of `nnz` components and of their signs is as likely as any other. Measured at d = 10,240 on one thread:
    2 µs for a code of 512 nonzeros, 11 µs for one of two thirds.

    Args:
        seeds: uint64 (n,), or whole numbers from 0 to 2**64 - 1.
        d: a multiple of 64.
        nnz: how many components are not 0, from 0 to d; `default_nnz(d)` where it is None.

    Returns:
        uint8 (n, d // 4).
    """
    starts, width = _seeds(seeds), checks.dimension(d)
    nonzeros = default_nnz(width) if nnz is None else checks.whole_number(nnz, "nnz", 0, width)
    codes = np.empty((len(starts), width // 4), np.uint8)
    lib.nacre_random_codes(const("uint64_t[]", starts), len(starts), width, nonzeros, output("uint8_t[]", codes))
    return codes


def bind(codes: Bytes, keys: Keys) -> Bytes:
    """Codes under keys: each is rotated by its key's words and changes sign where the key's mask is 1.

    Nearly orthogonal to what went in, with as many nonzeros, and `unbind` with the same key brings it back.

    Args:
        codes: uint8 (n, d // 4).
        keys: n of them, or one for all codes; or k of them for one code.

    Returns:
        uint8 (n, d // 4), or (k, d // 4) of one code.
    """
    return _bind_codes(lib.nacre_bind, codes, keys)


def unbind(codes: Bytes, keys: Keys) -> Bytes:
    """The inverse of `bind`, with the same arguments: `unbind(bind(x, keys), keys)` has the components of x.

    It unbinds ternarised bundles as well.
    """
    return _bind_codes(lib.nacre_unbind, codes, keys)


def bind_counters(counters: Int32s, keys: Keys) -> Int32s:
    """Bundles under keys: what bundling the bound codes would have given.

    Args:
        counters: int32 (d,) or (n, d).
        keys: n of them, or one for all rows; or k of them for one row.

    Returns:
        int32 of the same shape, or (k, d) of one row under k keys.

    Raises:
        OverflowError: a counter is -2**31, which has no opposite. `bundle` never leads there.
    """
    return _bind_counters(lib.nacre_bind_counters, counters, keys)


def unbind_counters(counters: Int32s, keys: Keys) -> Int32s:
    """The inverse of `bind_counters`, with the same arguments: what fills a role is near what it leaves of a record."""
    return _bind_counters(lib.nacre_unbind_counters, counters, keys)


def permute(codes: Bytes, shift: SupportsIndex) -> Bytes:
    """Codes turned by `shift` components: component i moves to (i + shift) mod d.

    Args:
        codes: uint8 (n, d // 4), d a multiple of 64.
        shift: above -d and below d; the inverse is `-shift`.
    """
    rows = checks.array(codes, "codes", np.uint8, 2)
    d = checks.dimension(4 * rows.shape[1], "four times the width of codes")
    turn = checks.whole_number(shift, "shift", 1 - d, d - 1) % d
    turned = np.empty_like(rows)
    lib.nacre_permute(const("uint8_t[]", rows), len(rows), d, turn, output("uint8_t[]", turned))
    return turned


def permute_counters(counters: Int32s, shift: SupportsIndex) -> Int32s:
    """As `permute`, for counters: int32 (d,) or (n, d) to int32 of the same shape."""
    rows = counter_rows(counters)
    d = rows.shape[1]
    turn = checks.whole_number(shift, "shift", 1 - d, d - 1) % d
    turned = np.empty_like(counters)
    lib.nacre_permute_counters(const("int32_t[]", rows), len(rows), d, turn, output("int32_t[]", turned))
    return turned


def counter_rows(counters: object) -> Int32s:
    """`counters`, int32 (d,) or (n, d) with d a multiple of 64, as rows: int32 (n, d)."""
    flat = isinstance(counters, np.ndarray) and counters.ndim == 1
    values = checks.array(counters, "counters", np.int32, 1 if flat else 2)
    d = checks.dimension(values.shape[-1], "the width of counters")
    return values.reshape(-1, d)


def _seeds(seeds: Seeds) -> npt.NDArray[np.uint64]:
    if isinstance(seeds, np.ndarray):
        return checks.array(seeds, "seeds", np.uint64, 1)
    if isinstance(seeds, (str, bytes)) or not isinstance(seeds, Sequence):
        raise TypeError(f"seeds must be whole numbers or a uint64 array, not {type(seeds).__name__}.")
    numbers = [checks.whole_number(seed, f"seeds[{at}]", 0, 2**64 - 1) for at, seed in enumerate(seeds)]
    return np.array(numbers, np.uint64)


def _outside(at: int, d: int) -> str:
    return f"rotations[{at}] must be from 0 to {d // WORD - 1}."


def _bound_rows(keys: object, n: int, d: int, name: str) -> int:
    """How many vectors come of n vectors of dimension d, which `name` names, under keys."""
    if not isinstance(keys, Keys):
        raise TypeError(f"keys must be Keys, not {type(keys).__name__}.")
    keys.check_form()
    if keys.d != d:
        raise ValueError(f"keys of dimension {keys.d} don't fit {name} of dimension {d}.")
    if n != 1 and len(keys) not in (1, n):
        raise ValueError(f"keys must be 1 or as many as {name}, {n}, not {len(keys)}.")
    return len(keys) if n == 1 else n


def _bind_codes(function: Callable[..., int], codes: Bytes, keys: Keys) -> Bytes:
    rows = checks.array(codes, "codes", np.uint8, 2)
    d = checks.dimension(4 * rows.shape[1], "four times the width of codes")
    bound = np.empty((_bound_rows(keys, len(rows), d, "codes"), d // 4), np.uint8)
    _call(function, const("uint8_t[]", rows), len(rows), keys, output("uint8_t[]", bound))
    return bound


def _bind_counters(function: Callable[..., int], counters: Int32s, keys: Keys) -> Int32s:
    rows = counter_rows(counters)
    n, d = rows.shape
    bound = np.empty((_bound_rows(keys, n, d, "counters"), d), np.int32)
    if lib.nacre_peak(const("int32_t[]", rows), rows.size) > INT32_MAX:
        raise OverflowError("counters hold -2**31, which has no opposite in int32.")
    _call(function, const("int32_t[]", rows), n, keys, output("int32_t[]", bound))
    return bound.reshape(counters.shape) if len(keys) == 1 else bound


def _call(function: Callable[..., int], values: CData, n: int, keys: Keys, out: CData) -> None:
    rotations, signs = const("int32_t[]", keys.rotations), const("uint8_t[]", keys.signs)
    bad = function(values, n, keys.d, rotations, signs, len(keys), out)
    if bad >= 0:  # written to since the keys were made
        raise ValueError(_outside(bad, keys.d))
