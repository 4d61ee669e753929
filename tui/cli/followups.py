"""`nacre eval followups` for a person: one line for each kind of follow-up, where its report is a tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.cli.figures import report

TREES = ("halves", "untouched")


def followups_report(result: Mapping[str, Any]) -> list[str]:
    """The report of `engine.evaluation.followups.evaluate`: what was measured, the follow-ups, what stays untouched."""
    rows = [
        {"half": half, "passage": passage.removesuffix("_passage"), "kind": kind, **_flat(figures)}
        for half, passages in result["halves"].items()
        for passage, kinds in passages.items()
        for kind, figures in kinds.items()
        if figures["follow_ups"]
    ]
    head = {name: value for name, value in result.items() if name not in TREES}
    untouched = {half: _flat(figures) for half, figures in result["untouched"].items()}
    return report({**head, "rows": rows, "untouched": untouched})


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures with the groups among them laid out side by side."""
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    return flat
