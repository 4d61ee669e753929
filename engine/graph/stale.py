"""What the graph does not know of yet: versions that are new or gone, and names that are to be settled."""

from __future__ import annotations

from engine.library.connection import Connection
from engine.library.store import Library

VERSION = 7
"""Of what `extract` gives and of its weights; a change makes every text be read again."""

GRAPH = "graph"
"""The kind of the background job that brings the graph up to date."""

GONE = """SELECT g.version FROM graph_versions g LEFT JOIN documents d
    ON d.id = g.document_id AND d.state = 'live' AND d.current_version = g.version WHERE d.id IS NULL"""
NEW = """SELECT d.current_version, d.id FROM documents d JOIN versions v ON v.id = d.current_version
    LEFT JOIN graph_versions g ON g.version = d.current_version WHERE d.state = 'live' AND g.version IS NULL"""


def form(encoder_id: str) -> str:
    """Names what is stored: extraction and embedder."""
    return f"{VERSION} {encoder_id}"


def made(connection: Connection) -> str:
    """The form of what is stored; '' before anything is."""
    row = connection.execute("SELECT value FROM graph_state WHERE key = 'form'").fetchone()
    return str(row[0]) if row else ""


def graph_pending(library: Library, encoder_id: str) -> bool:
    """Whether anything has changed that the graph does not know of: cheap where nothing has."""
    with library.database.snapshot() as connection:
        if made(connection) not in ("", form(encoder_id)):
            return True
        for sql in (NEW, GONE, "SELECT 1 FROM graph_keys WHERE stale"):
            if connection.execute(f"{sql} LIMIT 1").fetchone() is not None:
                return True
    return False
