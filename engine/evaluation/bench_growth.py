"""`nacre bench search --growth`: how time and bytes grow with the number of rows."""

from __future__ import annotations

import gc
import math
from collections.abc import Sequence
from typing import Any

from engine.evaluation import machine
from engine.evaluation.bench_search import (
    CONTENDERS,
    check_sizes,
    drawn,
    forced,
    head,
    level_of,
    missing,
    present,
    told,
)
from engine.evaluation.peers import ours
from engine.evaluation.peers.measure import measure
from engine.evaluation.vectors import Pool
from engine.events import Listener, Notice, ignore

SIZES = 5
SPAN = 100  # the largest size over the smallest
GROWING = tuple(each for each in CONTENDERS if each.name in (ours.OURS, "faiss-IndexFlatIP"))
MEASURES = ("p50_ms", "bytes")


def run(pool: Pool, most: int, level: str = "", listen: Listener = ignore) -> dict[str, Any]:
    """Time a query and bytes at five sizes up to `most` rows, with the slopes of their logarithms on that of the rows.

    A slope of 1 means that twice the rows take twice the time. Arguments and errors as in `bench_search.run`.
    """
    sizes = [round(most * SPAN ** (step / (SIZES - 1) - 1)) for step in range(SIZES)]
    check_sizes(sizes)
    rows: list[dict[str, Any]] = []
    data: list[dict[str, Any]] = []
    with forced(level):
        report = head(pool)
        for n in sizes:
            given = drawn(pool, n, listen)
            data.append(told(given))
            for contender in present(GROWING, n):
                listen(Notice(f"{n:,} rows: {contender.name}"))
                outcome, _ = measure(contender, given)
                row = outcome.to_json(contender.name, n, contender.knob, level_of(contender))
                rows.append(row | {"bytes": round(outcome.bytes_per_row * n)})
                gc.collect()
            del given
        report["read_gb_s_after"] = machine.read_gb_s()
    return report | {"data": data, "rows": rows, "slopes": _slopes(rows), "missing": missing(GROWING)}


def _slopes(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Over all sizes, and between the two largest, where what a query costs without rows weighs least."""
    found = []
    for name in dict.fromkeys(row["engine"] for row in rows):
        own = [row for row in rows if row["engine"] == name]
        slopes: dict[str, Any] = {"engine": name}
        for what in MEASURES:
            sizes, values = [row["n"] for row in own], [row[what] for row in own]
            slopes[f"{what}_slope"] = slope(sizes, values)
            slopes[f"{what}_slope_at_the_end"] = slope(sizes[-2:], values[-2:])
        found.append(slopes)
    return found


def slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The slope of log value on log size, by least squares. Two sizes at least, all numbers above 0."""
    x, y = [math.log(size) for size in sizes], [math.log(value) for value in values]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((one - middle_x) * (other - middle_y) for one, other in zip(x, y, strict=True))
    return above / sum((one - middle_x) ** 2 for one in x)
