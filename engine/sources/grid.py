"""Rows of cells as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

Cell = tuple[str, int]  # text on one line, columns it spans


def markdown_table(rows: Sequence[Sequence[Cell]], *, names_columns: bool = True) -> str:
    """A Markdown table; rows without text are left out, columns without text too.

    The first row is the head if it names the columns; else the head's cells are empty.
    """
    spread = [[text for cell, span in row for text in (cell, *[""] * (span - 1))] for row in rows]
    spread = [row for row in spread if any(row)]
    width = max(map(len, spread), default=0)
    full = [row + [""] * (width - len(row)) for row in spread]
    used = [column for column in range(width) if any(row[column] for row in full)]
    if full and not names_columns:
        full.insert(0, [""] * width)
    lines = ["| " + " | ".join(row[column].replace("|", "\\|") for column in used) + " |" for row in full]
    return "\n".join([*lines[:1], "|" + " --- |" * len(used), *lines[1:]]) if lines else ""
