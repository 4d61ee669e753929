"""When segments are worth writing: told from the database and the sizes of the files, without numpy."""

from __future__ import annotations

from engine.library.store import Library

FOLD_ROWS = 1_024
"""New rows that are worth a segment of their own. Each process reads them from the database: 1,024 rows in 5 ms."""

FOLD_SHARE = 8
"""A smaller library folds earlier: as soon as an eighth of its rows is new."""

EMBEDDING_FOLD_ROWS = 16_384
"""New rows that are folded while the embedding goes on: an hour's work or so, for other processes to read."""

DEAD_SHARE = 0.25
"""Dead rows are scanned and skipped, and take room; this many are not worth a rewriting."""


def due(library: Library, encoder: str) -> bool:
    """Whether there is something to fold, merge or mend; told from the database and the sizes of the files."""
    table = library.segments
    rows, folded = table.rows(encoder), table.folded(encoder)
    if folded is None:
        return bool(rows) or library.embeddings.has_any(encoder)
    if library.embeddings.count_after(encoder, folded) >= worth_folding(sum(row.rows for row in rows)):
        return True
    for row in rows:
        try:
            size = table.path(row.name).stat().st_size
        except OSError:
            return True
        if size != row.bytes or table.dead_within(row) > DEAD_SHARE * row.rows:
            return True
    return False


def due_soon(library: Library, encoder: str) -> bool:
    """Whether so much is new that it should not wait for the end of the embedding."""
    folded = library.segments.folded(encoder)
    return library.embeddings.count_after(encoder, -1 if folded is None else folded) >= EMBEDDING_FOLD_ROWS


def worth_folding(rows: int) -> int:
    """How many new rows are worth it, beside so many that are in segments."""
    return min(FOLD_ROWS, 1 + rows // FOLD_SHARE)
