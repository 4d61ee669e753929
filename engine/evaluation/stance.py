"""`nacre eval stance`: pairs of short texts that value one subject differently, alike, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.evaluation.collection import lines
from engine.gaps.disagreeing.said import say
from engine.gaps.stance import compare

KINDS = ("differ", "same", "neutral")


def evaluate(path: Path) -> dict[str, Any]:
    """How many pairs are told right, and precision and recall of those that differ.

    Args:
        path: lines of {"a", "b", "kind"}, kind one of `KINDS`.

    Raises:
        UsageError: there are none, or of another kind.
        NacreError: a line can't be read.
    """
    rows = lines(path, ("a", "b", "kind"))
    if not rows or any(row["kind"] not in KINDS for row in rows):
        raise UsageError(f"{path} has no such pairs", f'write lines of {{"a", "b", "kind"}}, kind {", ".join(KINDS)}')
    told = [bool(compare(say(row["a"]), say(row["b"]))[0]) for row in rows]
    differ = [row["kind"] == "differ" for row in rows]
    right = sum(each and said for each, said in zip(differ, told, strict=True))
    return {
        "pairs": len(rows),
        "accuracy": sum(each == said for each, said in zip(differ, told, strict=True)) / len(rows),
        "precision": right / sum(told) if any(told) else 0.0,
        "recall": right / sum(differ) if any(differ) else 0.0,
        "told": {
            kind: sum(said for row, said in zip(rows, told, strict=True) if row["kind"] == kind) for kind in KINDS
        },
    }
