"""The numpy face of the ternary kernel: codes, scores and the best of many rows.

A code is a vector of d components from {-1, 0, +1} in d // 4 bytes, a mask plane and then a sign plane; `ternary.h` is
the manual of that form. Arrays are C-contiguous and are read where they lie, memory maps included. Every argument is
checked first: `TypeError` for another kind or dtype, `ValueError` for another shape, layout or value, a NaN or an
infinity among them. The interpreter lock is free while C runs, so threads can scan side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt

from native import checks
from native._ternary import ffi, lib
from native.checks import Bytes, Float32s, Int8s, Int32s, Int64s, const, output


def default_nnz(d: int) -> int:
    """How many components `pack` keeps unless told: round(2 d / 3), which is 256 for d = 384."""
    return round(2 * d / 3)


def pack(vectors: Float32s, nnz: SupportsIndex | None = None) -> Bytes:
    """Codes of float vectors: the sign of the `nnz` components largest by magnitude, 0 for the rest.

    Of equal magnitudes the lower index is kept. A component equal to 0 stays 0, even where that leaves fewer than
    `nnz`.

    Args:
        vectors: float32 (n, d), finite, d a multiple of 64.
        nnz: 1 to d; `default_nnz(d)` where it is None.

    Returns:
        uint8 (n, d // 4).
    """
    rows = checks.array(vectors, "vectors", np.float32, 2)
    n, d = rows.shape[0], checks.dimension(rows.shape[1], "the width of vectors")
    kept = default_nnz(d) if nnz is None else checks.whole_number(nnz, "nnz", 1, d)
    checks.finite(rows, "vectors")
    codes = np.empty((n, d // 4), np.uint8)
    workspace = np.empty(d, np.int32)
    lib.nacre_pack(const("float[]", rows), n, d, kept, output("int32_t[]", workspace), output("uint8_t[]", codes))
    return codes


def unpack(codes: Bytes, d: SupportsIndex) -> Int8s:
    """The components of codes: uint8 (n, d // 4) to int8 (n, d) of -1, 0 and +1."""
    width = checks.dimension(d)
    planes = checks.codes(codes, "codes", width)
    mask = np.unpackbits(planes[:, : width // 8], axis=1, bitorder="little").view(np.int8)
    sign = np.unpackbits(planes[:, width // 8 :], axis=1, bitorder="little").view(np.int8)
    components: Int8s = mask - 2 * (mask & sign)
    return components


def pack_indices(positive: Sequence[int] | Int64s, negative: Sequence[int] | Int64s, d: SupportsIndex) -> Bytes:
    """The code with +1 at `positive` and -1 at `negative`, as uint8 (d // 4,).

    Args:
        positive, negative: indices from 0 to d - 1, in any order; no index twice, in one list or in both.
        d: a multiple of 64.
    """
    width = checks.dimension(d)
    planes = np.zeros((2, width), np.bool_)
    for plus_or_minus, (name, given) in enumerate((("positive", positive), ("negative", negative))):
        indices = np.asarray(given)
        if indices.ndim != 1 or (indices.size and indices.dtype.kind not in "iu"):
            raise TypeError(f"{name} must be a flat list of whole numbers.")
        if indices.size and not 0 <= int(indices.min()) <= int(indices.max()) < width:
            raise ValueError(f"{name} must hold indices from 0 to {width - 1} only.")
        at = indices.astype(np.int64)
        if np.unique(at).size != at.size or planes[0, at].any():
            raise ValueError(f"{name} repeats an index; each component can be given once.")
        planes[0, at] = True
        planes[1, at] = bool(plus_or_minus)
    return np.packbits(planes, axis=1, bitorder="little").reshape(-1)


def dot(query_code: Bytes, codes: Bytes) -> Int32s:
    """Scalar products of one code with many: uint8 (d // 4,) and uint8 (n, d // 4) to int32 (n,)."""
    query = checks.array(query_code, "query_code", np.uint8, 1)
    d = checks.dimension(4 * query.size, "four times the length of query_code")
    rows = checks.codes(codes, "codes", d)
    scores = np.empty(len(rows), np.int32)
    lib.nacre_dot(const("uint8_t[]", query), const("uint8_t[]", rows), len(rows), d, output("int32_t[]", scores))
    return scores


def dot_int8(query: Int8s, codes: Bytes) -> Int32s:
    """Scalar products of an int8 query with many codes: int8 (d,) and uint8 (n, d // 4) to int32 (n,)."""
    vector, d = _int8_query(query)
    rows = checks.codes(codes, "codes", d)
    scores = np.empty(len(rows), np.int32)
    lib.nacre_dot_int8(
        const("int8_t[]", vector),
        const("uint8_t[]", rows),
        len(rows),
        d,
        output("uint8_t[]", _query_workspace(d)),
        output("int32_t[]", scores),
    )
    return scores


def quantise(vectors: Float32s) -> tuple[Int8s, Float32s]:
    """Symmetric int8 rows: `vectors` is close to `rows * scales[:, None]`.

    scale = max |x| / 127 of the row; row = x / scale to the nearest whole number, ties to even. A row of zeros has the
    scale 0.

    Args:
        vectors: float32 (n, d), finite, d a multiple of 64.

    Returns:
        int8 (n, d) from -127 to 127, and float32 (n,).
    """
    values = checks.array(vectors, "vectors", np.float32, 2)
    n, d = values.shape[0], checks.dimension(values.shape[1], "the width of vectors")
    checks.finite(values, "vectors")
    rows, scales = np.empty((n, d), np.int8), np.empty(n, np.float32)
    lib.nacre_quantise(const("float[]", values), n, d, output("int8_t[]", rows), output("float[]", scales))
    return rows, scales


def dot_rows_int8(query: Float32s, rows: Int8s, scales: Float32s, indices: Int64s | None = None) -> Float32s:
    """Scalar products of a float query with some of the int8 rows, for rescoring.

    The order of the sum is fixed (`nacre_dot_rows` in ternary.h), so results are the same on every machine.

    Args:
        query: float32 (d,), finite, d a multiple of 64.
        rows, scales: int8 (m, d) and float32 (m,) as `quantise` makes them.
        indices: int64 (count,), which rows, in any order; None: all of them.

    Returns:
        float32 (count,) in the order of `indices`, or (m,). Numbers near the end of float32 can overflow to infinity
        or NaN, which `top_k` refuses.
    """
    vector = checks.array(query, "query", np.float32, 1)
    d = checks.dimension(vector.size, "the length of query")
    checks.finite(vector, "query")
    table = checks.array(rows, "rows", np.int8, 2)
    checks.length(table, "rows", d, "the length of query")
    factors = checks.array(scales, "scales", np.float32, 1)
    checks.length(factors, "scales", len(table), "one for each row")
    if indices is None:
        checks.finite(factors, "scales")
    chosen = None if indices is None else checks.array(indices, "indices", np.int64, 1)
    count = len(table) if chosen is None else chosen.size
    scores = np.empty(count, np.float32)
    bad = lib.nacre_dot_rows(
        const("float[]", vector),
        const("int8_t[]", table),
        const("float[]", factors),
        len(table),
        d,
        ffi.NULL if chosen is None else const("int64_t[]", chosen),
        count,
        output("float[]", scores),
    )
    if bad >= 0:
        raise ValueError(f"indices[{bad}] is not the index of one of {len(table)} rows.")
    if chosen is not None:
        checks.finite(factors[chosen], "the scales of the rows")  # a whole table would take longer than the products
    return scores


def top_k(scores: Int32s | Float32s, k: SupportsIndex, live: Bytes | None = None) -> Int64s:
    """Indices of the k largest scores, best first; of equal scores the lower index comes first.

    Args:
        scores: int32 or float32 (n,), finite.
        k: 0 or more; more than there are gives all.
        live: uint8 (ceil(n / 8),): row i takes part when bit i % 8 of byte i // 8 is 1; None: all rows do.

    Returns:
        int64 (<= k,).
    """
    floats = isinstance(scores, np.ndarray) and scores.dtype == np.float32
    values = checks.array(scores, "scores", np.float32 if floats else np.int32, 1)
    if floats:
        checks.finite(values, "scores")
    n = values.size
    indices, best = _room_for_best(k, n)
    found = (lib.nacre_top_k_float if floats else lib.nacre_top_k_int32)(
        const("float[]" if floats else "int32_t[]", values),
        n,
        checks.live_bits(live, n),
        indices.size,
        output("int64_t[]", indices),
        output("int32_t[]", best),
    )
    return indices[:found]


def scan_top_k(query: Int8s, codes: Bytes, k: SupportsIndex, live: Bytes | None = None) -> tuple[Int64s, Int32s]:
    """The k codes with the largest scalar product with an int8 query, in one pass without an array of n scores.

    Args:
        query: int8 (d,), d a multiple of 64.
        codes: uint8 (n, d // 4).
        k, live: as in `top_k`.

    Returns:
        int64 (<= k,) indices and int32 scores of the same length, best first; of equal scores the lower index first.
    """
    vector, d = _int8_query(query)
    rows = checks.codes(codes, "codes", d)
    n = len(rows)
    indices, best = _room_for_best(k, n)
    found = lib.nacre_scan_top_k(
        const("int8_t[]", vector),
        const("uint8_t[]", rows),
        n,
        d,
        checks.live_bits(live, n),
        indices.size,
        output("uint8_t[]", _query_workspace(d)),
        output("int64_t[]", indices),
        output("int32_t[]", best),
    )
    return indices[:found], best[:found]


def _int8_query(query: Int8s) -> tuple[Int8s, int]:
    vector = checks.array(query, "query", np.int8, 1)
    return vector, checks.dimension(vector.size, "the length of query")


def _query_workspace(d: int) -> npt.NDArray[np.uint8]:
    return np.empty(lib.NACRE_QUERY_BYTES * d, np.uint8)  # numpy aligns what it allocates to 16 bytes


def _room_for_best(k: SupportsIndex, n: int) -> tuple[Int64s, Int32s]:
    wanted = min(checks.whole_number(k, "k", 0, np.iinfo(np.int64).max), n)
    return np.empty(wanted, np.int64), np.empty(wanted, np.int32)
