"""The report of `nacre bench tui` for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.cli.layout import pairs, table, wrap

WIDTH = 100


def terminal_report(report: Mapping[str, Any]) -> list[str]:
    """Each figure of the screen beside the peer's and its gate, then how it was measured."""
    head = ["what", "ours", "peer", "unit", "ratio", "gate"]
    reached = {True: "", False: " missed", None: ""}
    body = [
        [
            row["what"],
            _figure(row["ours"]),
            _figure(row["peer"]),
            row["unit"],
            f"{row['ratio']:.2f}",
            row.get("reach", "") + reached[row.get("reached")],
        ]
        for row in report["rows"]
    ]
    said = dict.fromkeys(row["note"] for row in report["rows"] if "note" in row)
    notes = [f"The peer is {report['rows'][0]['peer_name']}", *report["notes"], *said]
    lines = pairs([("processor", report["processor"]), ("terminal", report["terminal"])])
    return [*lines, "", *table(head, body), "", *(line for note in notes for line in wrap(_sentence(note), WIDTH))]


def _sentence(note: str) -> str:
    return f"{note[0].upper()}{note[1:]}."


def _figure(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}"
