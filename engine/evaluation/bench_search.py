"""`nacre bench search`: Nacre's scan and rescoring beside exact search, one query at a time, in one run."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

import native
from engine.errors import UsageError
from engine.evaluation.metrics import percentile
from engine.retrieval.codes import RESCORED

DIMENSION = 384
QUERIES = 100
TOP = 10
CENTRES = 2_000
NOISE = 0.7
SEED = 3

Search = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.int64]]


def run(n: int) -> dict[str, Any]:
    """Recall@10 against exact search, milliseconds a query, seconds to build and bytes a row.

    The rows are made up: unit vectors scattered around `CENTRES` centres, with queries drawn from the same. They show
    speed and the effect of rounding; quality on real text is `nacre eval retrieval`'s.

    Raises:
        UsageError: fewer than 100 rows are asked for.
    """
    if n < 100:
        raise UsageError(f"{n} rows are too few to search", "ask for at least 100")
    generator = np.random.default_rng(SEED)
    centres = generator.standard_normal((CENTRES, DIMENSION), dtype=np.float32)

    def drawn(count: int) -> npt.NDArray[np.float32]:
        rows = centres[generator.integers(0, CENTRES, count)]
        rows = rows + NOISE * generator.standard_normal((count, DIMENSION), dtype=np.float32)
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    rows, queries = drawn(n), drawn(QUERIES)
    exact = [set(np.argsort(-(rows @ query), kind="stable")[:TOP].tolist()) for query in queries]
    engines: list[tuple[str, Callable[[npt.NDArray[np.float32]], tuple[Search, int]]]] = [
        ("nacre-scan-rescore", _nacre),
        ("numpy-float32", _numpy),
    ]
    if (faiss := _faiss()) is not None:
        engines.append(("faiss-IndexFlatIP", faiss))
    return {
        "level": native.level(),
        "read_gb_s": _read_gb_s(rows),
        "scan_gb_s": _scan_gb_s(rows, queries[0]),
        "rows": [_measure(name, build, rows, queries, exact) for name, build in engines],
    }


def _measure(
    name: str,
    build: Callable[[npt.NDArray[np.float32]], tuple[Search, int]],
    rows: npt.NDArray[np.float32],
    queries: npt.NDArray[np.float32],
    exact: list[set[int]],
) -> dict[str, Any]:
    started = perf_counter()
    search, bytes_per_row = build(rows)
    build_s = perf_counter() - started
    times, found = [], 0
    for query, truth in zip(queries, exact, strict=True):
        started = perf_counter()
        best = search(query)
        times.append((perf_counter() - started) * 1000)
        found += len(truth & set(best.tolist()))
    return {
        "engine": name,
        "n": len(rows),
        "recall@10": found / (TOP * len(queries)),
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "build_s": build_s,
        "bytes_per_row": bytes_per_row,
    }


def _nacre(rows: npt.NDArray[np.float32]) -> tuple[Search, int]:
    codes = native.pack(rows)
    quantised, scales = native.quantise(rows)

    def search(query: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        query_int8, _ = native.quantise(query.reshape(1, -1))
        candidates, _ = native.scan_top_k(query_int8[0], codes, RESCORED)
        scores = native.dot_rows_int8(query, quantised, scales, candidates)
        best: npt.NDArray[np.int64] = candidates[np.argsort(-scores, kind="stable")[:TOP]]
        return best

    return search, codes.shape[1] + quantised.shape[1] + 4


def _numpy(rows: npt.NDArray[np.float32]) -> tuple[Search, int]:
    def search(query: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        scores = rows @ query
        best = np.argpartition(-scores, TOP)[:TOP]
        ordered: npt.NDArray[np.int64] = best[np.argsort(-scores[best])]
        return ordered

    return search, rows.shape[1] * 4


def _faiss() -> Callable[[npt.NDArray[np.float32]], tuple[Search, int]] | None:
    """faiss's exact index on one thread, where the extra `bench` is installed."""
    try:
        import faiss
    except ImportError:
        return None

    def build(rows: npt.NDArray[np.float32]) -> tuple[Search, int]:
        faiss.omp_set_num_threads(1)
        index = faiss.IndexFlatIP(rows.shape[1])
        index.add(rows)
        return lambda query: index.search(query.reshape(1, -1), TOP)[1][0], rows.shape[1] * 4

    return build


def _read_gb_s(rows: npt.NDArray[np.float32]) -> float:
    """How fast this machine reads memory, by summing the rows as whole words."""
    words = rows.view(np.uint64).ravel()
    times = []
    for _ in range(5):
        started = perf_counter()
        np.bitwise_xor.reduce(words)
        times.append(perf_counter() - started)
    return float(words.nbytes / min(times) / 1e9)


def _scan_gb_s(rows: npt.NDArray[np.float32], query: npt.NDArray[np.float32]) -> float:
    codes = native.pack(rows)
    query_int8, _ = native.quantise(query.reshape(1, -1))
    times = []
    for _ in range(5):
        started = perf_counter()
        native.scan_top_k(query_int8[0], codes, RESCORED)
        times.append(perf_counter() - started)
    return float(codes.nbytes / min(times) / 1e9)
