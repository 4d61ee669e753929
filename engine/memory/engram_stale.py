"""Which documents have changed since they were counted: by their versions and collections, and by generations."""

from __future__ import annotations

from dataclasses import dataclass

from engine.library.connection import Connection
from engine.library.store import Library
from engine.memory.engram_state import dim_of, form_text, state
from engine.memory.hypervectors import STANDARD, Form

ENGRAM = "engram"
"""The kind of the background job that brings engrams up to date."""

DIFFERS = """SELECT e.document_id FROM engram_documents e LEFT JOIN documents d
    ON d.id = e.document_id AND d.state = 'live' WHERE d.id IS NULL
    UNION SELECT d.id FROM documents d JOIN versions v ON v.id = d.current_version
    LEFT JOIN engram_documents e ON e.document_id = d.id WHERE d.state = 'live'
    AND (e.document_id IS NULL OR e.version != d.current_version OR e.collection != d.collection)"""
"""Documents that are gone, new, or read anew or moved to another collection."""

RECENT = """SELECT v.document_id FROM chunks c JOIN versions v ON v.id = c.version_id
    LEFT JOIN engram_documents d ON d.document_id = v.document_id
    WHERE c.generation > ?1 AND c.generation > ifnull(d.generation, -1)
    UNION SELECT v.document_id FROM embeddings e JOIN chunks c ON c.text_key = e.text_key
    JOIN versions v ON v.id = c.version_id LEFT JOIN engram_documents d ON d.document_id = v.document_id
    WHERE e.encoder = ?2 AND e.generation > ?1 AND e.generation > ifnull(d.generation, -1)"""
"""Documents with chunks or embeddings that came later than a generation and than they were counted."""


@dataclass(frozen=True, slots=True)
class Stale:
    """What has to be looked at, and up to which generation that counts everything."""

    documents: tuple[tuple[int, int], ...]  # (document id, chunks of its current version), by id
    generation: int


def stale(connection: Connection, encoder_id: str) -> Stale:
    """The documents that have to be counted anew, within one state of the database."""
    generation = int(connection.execute("SELECT value FROM state WHERE key = 'generation'").fetchone()[0])
    since = int(state(connection, "generation", "0"))
    found = {row[0] for row in connection.execute(DIFFERS).fetchall()}
    if since != generation:
        found |= {row[0] for row in connection.execute(RECENT, (since, encoder_id)).fetchall()}
    sizes = "SELECT COUNT(*) FROM documents d JOIN chunks c ON c.version_id = d.current_version WHERE d.id = ?"
    sized = ((each, int(connection.execute(sizes, (each,)).fetchone()[0])) for each in sorted(found))
    return Stale(tuple(sized), generation)


def has_gone(connection: Connection) -> bool:
    """Whether a document is counted that the library has forgotten."""
    sql = "SELECT 1 FROM engram_documents e WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = e.document_id) LIMIT 1"
    return connection.execute(sql).fetchone() is not None


def engrams_pending(library: Library, encoder_id: str, form: Form = STANDARD) -> bool:
    """Whether anything has changed that the engrams of this encoder do not know of: cheap where nothing has."""
    with library.database.snapshot() as connection:
        if int(state(connection, "generation", "0")) != library.generation():
            return True
        if state(connection, "encoder", encoder_id) != encoder_id:
            return True
        made = state(connection, "form")
        if made and made != form_text(form, dim_of(made)):
            return True
        return connection.execute(f"SELECT 1 FROM ({DIFFERS}) LIMIT 1").fetchone() is not None
