"""Deleted conversations gone for good: messages, words, traces, verdicts, and the room they took."""

from __future__ import annotations

from collections.abc import Sequence

from engine.library.connection import Database
from engine.library.conversation_lists import KEPT_DAYS

EXPIRED = f"SELECT id FROM conversations WHERE deleted != '' AND julianday(deleted) <= julianday('now') - {KEPT_DAYS}"


def expired(database: Database) -> list[int]:
    """The conversations that were deleted longer ago than they are kept."""
    return [row[0] for row in database.connection().execute(EXPIRED).fetchall()]


def purge(database: Database, conversations: Sequence[int]) -> None:
    """Remove conversations for ever.

    What the removed rows held is overwritten in the database file. The full-text indexes are merged, because a word
    that is only struck off stays in the file until then.
    """
    if not conversations:
        return
    connection = database.connection()
    connection.execute("PRAGMA secure_delete=ON").fetchall()
    try:
        with database.write():
            for conversation in conversations:  # turns, places, traces and verdicts go with it
                connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
            for table in ("turn_words", "title_words"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        connection.executescript("PRAGMA incremental_vacuum")  # `execute` stops after the first page
        database.checkpoint()
    finally:
        connection.execute("PRAGMA secure_delete=FAST").fetchall()
