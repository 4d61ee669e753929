"""`nacre bench tree`: does it pay to ask the engrams first and to scan only below the best of them?

Rows are grouped as chunks of one document are: those that stand side by side in the source, with all their copies. Each
group's engram is the bundle of its rows' hypervectors. A query is compared with all engrams, the rows of the best
groups are searched, and what that costs and misses is set beside a search of all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

import native
from engine.errors import UsageError
from engine.evaluation.bench_search import check_sizes, drawn, told
from engine.evaluation.metrics import percentile
from engine.evaluation.topping import TOP, Task
from engine.evaluation.vectors import Pool
from engine.events import JobProgress, Listener, Notice, ignore
from engine.memory.hypervectors import D
from engine.memory.projection import Projection
from engine.memory.rows import Rows

GROUPED = (25, 100, 400)
"""Real rows to a group, each a multiple of the first; with copies, groups of a million rows have 1,000 to 20,000."""

SHARES = (0.05, 0.1, 0.2, 0.3)
"""Which part of the groups is looked into."""

BLOCK = 2_048
FASTER, MOST_LOST = 3.0, 0.01
"""It pays where a search is this many times as fast and loses no more recall than this."""

Ids = npt.NDArray[np.int64]


def run(pool: Pool, n: int, listen: Listener = ignore) -> dict[str, Any]:
    """Rows scanned, recall@10 and milliseconds a query, for groups of several sizes, several shares of each.

    Args:
        pool: where rows and queries come from.
        n: rows. Their hypervectors take 0.15 ms each.

    Raises:
        UsageError: so many rows do not fit into memory, or are too few to be grouped.
    """
    check_sizes([n])
    given = drawn(pool, n, listen)
    if given.real < 2 * max(GROUPED):
        raise UsageError(f"{given.real} real rows are too few to be grouped", f"give at least {2 * max(GROUPED)}")
    places = np.arange(given.real) if pool.places is None else np.argsort(np.argsort(pool.places[: given.real]))
    smallest = _engrams(given, places, listen)
    rows: list[dict[str, Any]] = []
    for size in GROUPED:
        engrams = np.add.reduceat(smallest, np.arange(0, len(smallest), size // GROUPED[0]), axis=0, dtype=np.int32)
        rows += _compared(given, engrams, places // size, listen)
    return {"data": [told(given)], "d": D, "rows": rows, "pays": any(row["pays"] for row in rows)}


def _engrams(given: Task, places: Ids, listen: Listener) -> npt.NDArray[np.int32]:
    """The bundles of the smallest groups of real rows and their copies: int32 (groups, D)."""
    projection = Projection("bench", given.rows.shape[1])
    bundles = np.zeros((-(-given.real // GROUPED[0]), D), np.int32)
    for start in range(0, len(given.rows), BLOCK):
        vectors, _ = native.quantise(given.rows[start : start + BLOCK])
        codes = projection.codes(vectors)
        groups = places[np.arange(start, start + len(codes)) % given.real] // GROUPED[0]
        for group in np.unique(groups):
            native.bundle(bundles[group], np.ascontiguousarray(codes[groups == group]))
        listen(JobProgress("hypervectors", start + len(codes), len(given.rows)))
    return bundles


def _compared(given: Task, engrams: npt.NDArray[np.int32], groups: Ids, listen: Listener) -> list[dict[str, Any]]:
    """All shares for these groups of the real rows, int64 (real,); a copy is in the group of its row."""
    group = groups[np.arange(len(given.rows)) % given.real]
    order = np.argsort(group, kind="stable")  # rows of a group side by side, so that others are not read
    starts = np.searchsorted(group[order], np.arange(group.max() + 2))
    rows = Rows.from_floats(np.ascontiguousarray(given.rows[order]))
    bundles = native.ternarise(engrams, native.default_nnz(D))
    projection = Projection("bench", given.rows.shape[1])
    largest = np.float64(np.iinfo(np.int32).max)  # of equal many components each, so the product orders as the cosine
    listen(Notice(f"{len(bundles):,} groups of {len(order) // len(bundles):,} rows"))

    def whole(query: npt.NDArray[np.float32]) -> tuple[Ids, int]:
        return order[rows.search(query, TOP)[0]], len(order)

    def coarse_to_fine(share: float) -> Callable[[npt.NDArray[np.float32]], tuple[Ids, int]]:
        wanted = max(1, round(share * len(bundles)))

        def search(query: npt.NDArray[np.float32]) -> tuple[Ids, int]:
            rounded, _ = native.quantise(query.reshape(1, -1))
            products = native.dot_counters(projection.sums(rounded)[0], bundles)
            best = native.top_k((products / largest).astype(np.float32), wanted)
            flags = np.zeros(len(order), np.bool_)
            for each in best:
                flags[starts[each] : starts[each + 1]] = True
            found, _ = rows.search(query, TOP, np.packbits(flags, bitorder="little"))
            return order[found], int(flags.sum())

        return search

    plain = _measured(given, whole)
    found = []
    for share in SHARES:
        ours = _measured(given, coarse_to_fine(share))
        faster, lost = plain["p50_ms"] / ours["p50_ms"], plain["recall@10"] - ours["recall@10"]
        found.append(
            {"groups": len(bundles), "rows_a_group": len(order) // len(bundles), "share": share}
            | ours
            | {"whole_p50_ms": plain["p50_ms"], "whole_recall@10": plain["recall@10"], "ratio": faster}
            | {"recall_lost": lost, "pays": bool(faster >= FASTER and lost <= MOST_LOST)}
        )
    return found


def _measured(given: Task, search: Callable[[npt.NDArray[np.float32]], tuple[Ids, int]]) -> dict[str, Any]:
    times, hits, scanned = [], 0, 0
    for query, exact in zip(given.queries, given.exact, strict=True):
        started = perf_counter()
        found, rows = search(query)
        times.append((perf_counter() - started) * 1000)
        hits += len(set(found.tolist()) & set(exact.tolist()))
        scanned += rows
    count = len(given.queries)
    return {
        "rows_scanned": scanned / count / len(given.rows),
        "recall@10": hits / (TOP * count),
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
    }
