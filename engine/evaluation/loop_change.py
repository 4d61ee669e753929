"""What a second way changes against a first, question by question, and how sure the difference is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

SAMPLES = 2_000
SEED = 5
SHOWN = ("ndcg@10", "recall@5", "all@5")


def change(pairs: Sequence[tuple[bool, bool]]) -> dict[str, int]:
    """How many were wrong and are right, were right and are wrong, and the rest.

    Args:
        pairs: before and after, of each question.
    """
    fixed = sum(after and not before for before, after in pairs)
    broken = sum(before and not after for before, after in pairs)
    return {"fixed": fixed, "broken": broken, "unchanged": len(pairs) - fixed - broken}


def intervals(
    before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """The mean differences with their 95 % intervals, by bootstrap over questions (Efron, 1979).

    Args:
        before: each question's figures, `SHOWN` among them.
        after: the same questions', in the same order.
    """
    if not before:
        return {}
    drawn = np.random.default_rng(SEED).integers(0, len(before), (SAMPLES, len(before)))
    found = {}
    for name in SHOWN:
        rise = np.array([new[name] - old[name] for old, new in zip(before, after, strict=True)])
        low, high = np.quantile(rise[drawn].mean(axis=1), [0.025, 0.975])
        found[name] = {"rise": float(rise.mean()), "low": float(low), "high": float(high)}
    return found
