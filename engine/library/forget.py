"""Documents and all that came from them gone, and the room they took given back."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from engine.library import duplicates, originals, segment_table, versions
from engine.library.catalogue import document_infos
from engine.library.connection import Connection, Database
from engine.library.scope import select
from engine.library.segment_table import SegmentTable
from engine.records import DocumentInfo

TRAINING = "training"
"""Folder beside the database for what is measured of passages while something is trained on them."""

ORPHANED_EMBEDDINGS = (
    "DELETE FROM embeddings WHERE NOT EXISTS (SELECT 1 FROM chunks c WHERE c.text_key = embeddings.text_key)"
)


def forget(database: Database, globs: Sequence[str], encoder: str = "") -> tuple[DocumentInfo, ...]:
    """Remove the documents that match, in all their versions, with everything made from them.

    Files that left the search earlier (because they were gone from their folder) match as well. What the removed rows
    held is overwritten in the database file. Segments that may hold a row of what is gone are removed whole; the
    background work 'segment' makes them anew from what stays.

    Args:
        globs: as in `scope.select`.
        encoder: the active encoder's id, for what the infos say of embeddings.

    Returns:
        what was removed.

    Raises:
        UsageError: one of the globs matches nothing; then nothing is removed.
        LibraryLocked: another process is writing segments, and went on for too long; nothing is removed.
    """
    with SegmentTable(database).lock():  # what is being folded now would bring forgotten rows back to the disk
        return _forget(database, globs, encoder)


def _forget(database: Database, globs: Sequence[str], encoder: str) -> tuple[DocumentInfo, ...]:
    connection = database.connection()
    connection.execute("PRAGMA secure_delete=ON").fetchall()
    try:
        with database.write():
            chosen = sorted(set().union(*(select(connection, each, ("live", "removed")) for each in globs)))
            gone = document_infos(connection, encoder, frozenset(chosen), ("live", "removed"))
            duplicates.reconsider(connection, chosen)
            paths = {_remove(connection, document) for document in chosen}
            for path in paths:
                _settle_file(connection, path)
            originals.drop_unused(connection)
            connection.execute(ORPHANED_EMBEDDINGS)
            versions.bump(connection)
            files = segment_table.drop_dead(connection)
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")  # merges deleted words away
        _give_back(database, connection)
        segments = SegmentTable(database)
        segments.unlink(files)
        segments.sweep()
        shutil.rmtree(database.path.parent / TRAINING, ignore_errors=True)  # an interrupted run begins again
    finally:
        connection.execute("PRAGMA secure_delete=FAST").fetchall()
    return gone


def compact(database: Database) -> int:
    """Remove embeddings and originals that nothing refers to, tidy the indexes, give room back; the bytes saved.

    The caller holds the writer's lock.
    """
    before = _bytes(database)
    connection = database.connection()
    with database.write():
        originals.drop_unused(connection)
        if connection.execute(ORPHANED_EMBEDDINGS).rowcount:
            versions.bump(connection)
        for table in ("words", "turn_words", "title_words"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    _give_back(database, connection)
    connection.execute("PRAGMA optimize").fetchall()
    return max(0, before - _bytes(database))


def _remove(connection: Connection, document: int) -> str:
    """One document with all its versions; its path."""
    row = connection.execute("SELECT path, state, current_version FROM documents WHERE id = ?", (document,)).fetchone()
    if row[1] == "live":
        versions.drop_chunks(connection, [row[2]])
    connection.execute("DELETE FROM documents WHERE id = ?", (document,))  # versions, marks and facts go with it
    return str(row[0])


def _settle_file(connection: Connection, path: str) -> None:
    """A file without documents is forgotten; one that keeps others is to be read again by the next ingest."""
    rest = connection.execute("SELECT 1 FROM documents WHERE path = ? AND state = 'live' LIMIT 1", (path,)).fetchone()
    if rest is None:
        connection.execute("DELETE FROM files WHERE path = ?", (path,))
        duplicates.forget_file(connection, path)
    else:
        connection.execute("UPDATE files SET made_by = '' WHERE path = ?", (path,))


def _give_back(database: Database, connection: Connection) -> None:
    connection.executescript("PRAGMA incremental_vacuum")  # `execute` stops after the first page
    database.checkpoint()


def _bytes(database: Database) -> int:
    return sum(each.stat().st_size for each in database.path.parent.glob(f"{database.path.name}*"))
