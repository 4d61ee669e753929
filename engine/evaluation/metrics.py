"""Measures of rankings and spans, by their textbook definitions (Manning, Raghavan, Schütze, 2008, chapter 8)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence


def ndcg(ranked: Sequence[str], relevant: Mapping[str, float], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `k`, with linear gains and log2 discounts."""
    gained = sum(relevant.get(name, 0.0) / math.log2(rank + 2) for rank, name in enumerate(ranked[:k]))
    ideal = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(sorted(relevant.values(), reverse=True)[:k]))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """One over the rank of the first relevant one within the first `k`, else 0."""
    return next((1.0 / (rank + 1) for rank, name in enumerate(ranked[:k]) if name in relevant), 0.0)


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """The share of the relevant ones among the first `k`."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0


def all_within(ranked: Sequence[str], relevant: Collection[str], k: int = 5) -> float:
    """1 where every relevant one is among the first `k`, else 0."""
    return float(set(relevant) <= set(ranked[:k]))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counted half (Mann and Whitney's U over n1 n2)."""
    merged = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    rank_sum, position = 0.0, 0
    while position < len(merged):
        end = position
        while end < len(merged) and merged[end][0] == merged[position][0]:
            end += 1
        mean_rank = (position + 1 + end) / 2
        rank_sum += mean_rank * sum(label for _, label in merged[position:end])
        position = end
    n1, n0 = len(positive), len(negative)
    return (rank_sum - n1 * (n1 + 1) / 2) / (n1 * n0) if n1 and n0 else float("nan")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else float("nan")


def overlap(spans: Collection[tuple[int, int]], others: Collection[tuple[int, int]]) -> int:
    """Characters that both sets of half-open spans cover."""
    return len(_covered(spans) & _covered(others))


def _covered(spans: Collection[tuple[int, int]]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}
