"""`nacre bench kernel`: the kernel's operations beside the same in numpy, one thread each, in one run."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

import native

ROWS = 100_000
DIMENSION = 384
REPEATS = 15
SEED = 1


def run() -> dict[str, Any]:
    """The median of `REPEATS` runs of each operation, at every level that this processor has."""
    generator = np.random.default_rng(SEED)
    vectors = generator.standard_normal((ROWS, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[0] + 0.1 * generator.standard_normal(DIMENSION, dtype=np.float32)
    rows = []
    before = native.level()
    try:
        for level in native.levels():
            native.force_level(level)
            rows += _rows(level, vectors, query)
    finally:
        native.force_level(before)
    return {"vectors": ROWS, "dimension": DIMENSION, "rows": rows}


def _rows(level: str, vectors: Any, query: Any) -> list[dict[str, Any]]:
    codes = native.pack(vectors)
    quantised, scales = native.quantise(vectors)
    query_int8 = native.quantise(query.reshape(1, -1))[0][0]
    query_code = native.pack(query.reshape(1, -1))[0]
    unpacked = native.unpack(codes, DIMENSION).astype(np.float32)
    hundred = np.arange(100, dtype=np.int64) * 997
    floats = query_int8.astype(np.float32)

    def numpy_scan() -> Any:
        return np.argpartition(-(unpacked @ floats), 100)[:100]

    pairs: list[tuple[str, Callable[[], Any], Callable[[], Any], str]] = [
        (
            "scan_top_100",
            lambda: native.scan_top_k(query_int8, codes, 100),
            numpy_scan,
            "numpy float32 product and argpartition",
        ),
        ("dot_ternary", lambda: native.dot(query_code, codes), lambda: unpacked @ floats, "numpy float32 product"),
        (
            "dot_int8_query",
            lambda: native.dot_int8(query_int8, codes),
            lambda: unpacked @ floats,
            "numpy float32 product",
        ),
        (
            "rescore_100",
            lambda: native.dot_rows_int8(query, quantised, scales, hundred),
            lambda: vectors[hundred] @ query,
            "numpy float32 product of 100 rows",
        ),
        (
            "pack_1000",
            lambda: native.pack(vectors[:1000]),
            lambda: _numpy_pack(vectors[:1000]),
            "numpy argpartition and packbits",
        ),
    ]
    return [
        {
            "what": what,
            "level": level,
            "ours": (ours := _median_ms(mine)),
            "peer": (peer := _median_ms(other)),
            "peer_name": name,
            "unit": "ms",
            "ratio": peer / ours,
        }
        for what, mine, other, name in pairs
    ]


def _numpy_pack(vectors: Any) -> Any:
    kept = native.default_nnz(vectors.shape[1])
    cut = np.partition(np.abs(vectors), -kept, axis=1)[:, -kept][:, None]
    mask = np.abs(vectors) >= cut
    return np.packbits(mask, axis=1), np.packbits(mask & (vectors < 0), axis=1)


def _median_ms(call: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        started = perf_counter()
        call()
        times.append((perf_counter() - started) * 1000)
    return sorted(times)[REPEATS // 2]
