"""One engine over one set of rows: what it finds, how long it takes, what it weighs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np

from engine.evaluation.metrics import percentile
from engine.evaluation.peers.contender import Contender, Index
from engine.evaluation.topping import TOP, Task

ENOUGH = 0.98
"""Recall@10 that the reported setting reaches, where one does."""

PLENTY = 0.995  # of recall; what costs more is not tried
BATCH = 8
WARM_UP = 5
PASSES = 3
PASS_S = 1.0  # a second pass over the queries only where the first was shorter; all their times count


@dataclass(frozen=True, slots=True)
class Try:
    """One setting of an engine."""

    setting: int | None  # None where there is nothing to set
    recall: float
    p50_ms: float
    p95_ms: float
    batch_ms: float  # a query, in batches of `BATCH`; the median batch


@dataclass(frozen=True, slots=True)
class Outcome:
    """One engine. `chosen` is the cheapest try that found enough, or the one that found most."""

    chosen: Try
    tried: tuple[Try, ...]
    build_s: float
    bytes_per_row: float

    def to_json(self, name: str, n: int, knob: str, level: str) -> dict[str, Any]:
        """The row of the report."""
        best = self.chosen
        row: dict[str, Any] = {
            "engine": name,
            "n": n,
            "recall@10": best.recall,
            "p50_ms": best.p50_ms,
            "p95_ms": best.p95_ms,
            "batch8_ms": best.batch_ms,
            "build_s": self.build_s,
            "bytes_per_row": self.bytes_per_row,
            "level": level,
        }
        if knob:
            row |= {"knob": knob, "setting": best.setting, "tried": [asdict(each) for each in self.tried]}
        return row


def measure(contender: Contender, task: Task) -> tuple[Outcome, Index]:
    """Builds the index and searches it with each setting, one query at a time and in batches.

    Returns:
        what came of it, and the index as it was left.
    """
    started = perf_counter()
    index = contender.build(task.rows)
    build_s = perf_counter() - started
    tried: list[Try] = []
    for setting in contender.settings or (None,):
        if setting is not None:
            if tried and setting > len(task.rows):
                break
            index.tune(setting)
        tried.append(_try(index, setting, task))
        if tried[-1].recall >= PLENTY:
            break
    chosen = next((each for each in tried if each.recall >= ENOUGH), max(tried, key=lambda each: each.recall))
    if chosen.setting is not None:
        index.tune(chosen.setting)
    return Outcome(chosen, tuple(tried), build_s, index.bytes_per_row), index


def _try(index: Index, setting: int | None, task: Task) -> Try:
    for query in task.queries[:WARM_UP]:
        index.search(query, TOP)
    found = np.empty((len(task.queries), TOP), np.int64)
    times: list[float] = []
    for _ in range(PASSES):
        begun = perf_counter()
        for at, query in enumerate(task.queries):
            started = perf_counter()
            found[at] = index.search(query, TOP)
            times.append((perf_counter() - started) * 1000)
        if perf_counter() - begun > PASS_S:
            break
    return Try(
        setting,
        recall(found, task.exact),
        percentile(times, 0.5),
        percentile(times, 0.95),
        _batch_ms(index, task),
    )


def _batch_ms(index: Index, task: Task) -> float:
    """Milliseconds a query; the median over full batches."""
    batches = [task.queries[start : start + BATCH] for start in range(0, len(task.queries) - BATCH + 1, BATCH)]
    times = []
    for _ in range(PASSES):
        begun = perf_counter()
        for batch in batches or [task.queries]:
            started = perf_counter()
            index.search_many(batch, TOP)
            times.append((perf_counter() - started) * 1000 / len(batch))
        if perf_counter() - begun > PASS_S:
            break
    return percentile(times, 0.5)


def recall(found: Any, exact: Any) -> float:
    """The mean share of the exact neighbours that were found: int64 (q, TOP) both."""
    hits = [len(set(one.tolist()) & set(other.tolist())) for one, other in zip(found, exact, strict=True)]
    return sum(hits) / int(exact.size)
