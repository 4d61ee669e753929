"""Signs: a search that looks at the signs of a part of each row first, and at whole int8 rows only of the best.

The first look reads `head / 8` bytes a row (24 for a head of 192), 32 rows side by side; `ternary.h` says in whole
numbers what it computes, so that every level keeps the same rows. Arguments are checked as in `native.kernel`, and the
interpreter lock is free while C runs.
"""

from __future__ import annotations

from typing import SupportsIndex

import numpy as np

from native import checks
from native._ternary import lib
from native.checks import Bytes, Float32s, Int8s, Int32s, Int64s, const, output

BLOCK_ROWS: int = lib.NACRE_BLOCK_ROWS
MAX_HEAD: int = lib.NACRE_MAX_HEAD
MAX_BATCH: int = lib.NACRE_MAX_BATCH
MAX_ROWS = 2**31 - 1
MAX_KEEP = 2**28  # twice as many, in bytes, stay far inside a size_t of 32 bits


def block_bytes(n: SupportsIndex, head: SupportsIndex) -> int:
    """How many bytes the blocks of n rows take: 4 * head for each 32 rows begun."""
    rows = checks.whole_number(n, "n", 0, MAX_ROWS)
    return (rows + BLOCK_ROWS - 1) // BLOCK_ROWS * 4 * _head(head, MAX_HEAD)


def sign_blocks(rows: Int8s, head: SupportsIndex) -> Bytes:
    """The signs of the first `head` components of int8 rows, in blocks of 32 rows.

    Args:
        rows: int8 (n, d), d a multiple of 64.
        head: a multiple of 64, at most d and `MAX_HEAD`.

    Returns:
        uint8 (`block_bytes(n, head)`,).
    """
    table = checks.array(rows, "rows", np.int8, 2)
    d = checks.dimension(table.shape[1], "the width of rows")
    width = _head(head, d)
    blocks = np.empty(block_bytes(len(table), width), np.uint8)
    lib.nacre_sign_blocks(const("int8_t[]", table), len(table), d, width, output("uint8_t[]", blocks))
    return blocks


def scan_signs(
    query: Int8s, blocks: Bytes, n: SupportsIndex, keep: SupportsIndex, live: Bytes | None = None
) -> tuple[Int64s, Int32s]:
    """The `keep` rows whose signs fit an int8 query best, in rising order of row.

    Args:
        query: int8 (head,), the first components of a query.
        blocks: uint8, as `sign_blocks` makes them of n rows with this head.
        n: how many rows.
        keep: 0 or more; more than there are gives all.
        live: uint8 (ceil(n / 8),) as in `top_k`.

    Returns:
        int64 (<= keep,) rows and int32 scores of the same length; of equal scores the lower rows are kept.
    """
    vector = checks.array(query, "query", np.int8, 1)
    head = _head(vector.size, MAX_HEAD, "the length of query")
    rows = checks.whole_number(n, "n", 0, MAX_ROWS)
    signs = _blocks(blocks, rows, head)
    wanted = min(checks.whole_number(keep, "keep", 0, np.iinfo(np.int64).max), rows)
    checks.whole_number(wanted, "keep", 0, MAX_KEEP)
    indices, scores = np.empty(wanted, np.int64), np.empty(wanted, np.int32)
    found = lib.nacre_scan_signs(
        const("int8_t[]", vector),
        const("uint8_t[]", signs),
        rows,
        head,
        checks.live_bits(live, rows),
        wanted,
        output("uint8_t[]", _workspace(1, 0, head, wanted)),
        output("int64_t[]", indices),
        output("int32_t[]", scores),
    )
    return indices[:found], scores[:found]


def search(
    queries: Float32s,
    blocks: Bytes,
    rows: Int8s,
    scales: Float32s,
    head: SupportsIndex,
    keep: SupportsIndex,
    k: SupportsIndex,
    live: Bytes | None = None,
) -> list[tuple[Int64s, Float32s]]:
    """The k rows with the largest product with each query: by signs, then by whole numbers, then by floats.

    Queries share each reading of the blocks, four at a time. Where `keep` is at least the number of live rows, what is
    found is what scoring every row with `dot_rows_int8` would find.

    Args:
        queries: float32 (q, d), finite, q at most `MAX_BATCH`.
        blocks: uint8, `sign_blocks(rows, head)`.
        rows, scales: int8 (n, d) and finite float32 (n,) as `quantise` makes them.
        head: how many components the first look sees.
        keep: how many rows the first look keeps; at least k (fewer are taken as k), at most n.
        k: 0 or more; more than there are gives all that live.
        live: uint8 (ceil(n / 8),) as in `top_k`.

    Returns:
        for each query int64 (<= k,) rows and float32 scores, best first; of equal scores the lower row first.
    """
    vectors = checks.array(queries, "queries", np.float32, 2)
    d = checks.dimension(vectors.shape[1], "the width of queries")
    count = checks.whole_number(len(vectors), "the number of queries", 0, MAX_BATCH)
    checks.finite(vectors, "queries")
    table = checks.array(rows, "rows", np.int8, 2)
    checks.length(table, "rows", d, "the width of queries")
    n = checks.whole_number(len(table), "the number of rows", 0, MAX_ROWS)
    factors = checks.array(scales, "scales", np.float32, 1)
    checks.length(factors, "scales", n, "one for each row")
    width = _head(head, d)
    signs = _blocks(blocks, n, width)
    best = min(checks.whole_number(k, "k", 0, np.iinfo(np.int64).max), n)
    kept = min(max(best, checks.whole_number(keep, "keep", 0, np.iinfo(np.int64).max)), n)
    checks.whole_number(kept, "keep", 0, MAX_KEEP)
    indices, scores = np.empty((count, best), np.int64), np.empty((count, best), np.float32)
    found = np.zeros(count, np.int64)
    lib.nacre_search(
        const("float[]", vectors),
        count if best else 0,
        const("uint8_t[]", signs),
        const("int8_t[]", table),
        const("float[]", factors),
        n,
        d,
        width,
        checks.live_bits(live, n),
        kept,
        best,
        output("uint8_t[]", _workspace(count, d, width, kept)),
        output("int64_t[]", indices),
        output("float[]", scores),
        output("int64_t[]", found),
    )
    return [(indices[at, : found[at]], scores[at, : found[at]]) for at in range(count)]


def read_words(values: Bytes) -> int:
    """The exclusive or of all whole 8-byte words of an array: a plain read of it, for measurements."""
    array = checks.array(values, "values", np.uint8, 1)
    return int(lib.nacre_read(const("uint8_t[]", array), array.size))


def _head(value: SupportsIndex, d: int, name: str = "head") -> int:
    head = checks.dimension(value, name)
    if head > min(d, MAX_HEAD):
        raise ValueError(f"{name} must be at most {min(d, MAX_HEAD)}, not {head}.")
    return head


def _blocks(value: object, n: int, head: int) -> Bytes:
    signs = checks.array(value, "blocks", np.uint8, 1)
    checks.length(signs, "blocks", block_bytes(n, head), f"the blocks of {n} rows with a head of {head}")
    return signs


def _workspace(queries: int, d: int, head: int, keep: int) -> Bytes:
    return np.empty(lib.nacre_search_bytes(queries, d, head, keep), np.uint8)  # numpy aligns what it allocates to 16
