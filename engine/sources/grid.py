"""Rows of cells as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

Cell = tuple[str, int]  # text on one line, columns it spans


def markdown_table(rows: Sequence[Sequence[Cell]]) -> str:
    """A Markdown table whose first row is the head; rows without text are left out, columns without text too."""
    spread = [[text for cell, span in row for text in (cell, *[""] * (span - 1))] for row in rows]
    spread = [row for row in spread if any(row)]
    width = max(map(len, spread), default=0)
    full = [row + [""] * (width - len(row)) for row in spread]
    used = [column for column in range(width) if any(row[column] for row in full)]
    lines = ["| " + " | ".join(row[column].replace("|", "\\|") for column in used) + " |" for row in full]
    return "\n".join([*lines[:1], "|" + " --- |" * len(used), *lines[1:]]) if lines else ""
