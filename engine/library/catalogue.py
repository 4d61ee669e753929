"""Lists and counts: which documents there are, and how large everything is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from engine.library.connection import Connection, Database
from engine.records import DocumentInfo, LibraryStatus

INFO = """SELECT d.id, ifnull(v.id, 0), d.path, d.part, ifnull(v.title, ''), ifnull(v.kind, ''), d.collection, o.size,
    ifnull(v.characters, 0), ifnull(c.chunks, 0), ifnull(c.embedded, 0), d.added, ifnull(v.notes, '[]')
    FROM documents d LEFT JOIN versions v ON v.id = d.current_version LEFT JOIN originals o ON o.sha256 = d.original
    LEFT JOIN (
        SELECT c.version_id, COUNT(*) AS chunks, COUNT(e.id) AS embedded FROM chunks c
        LEFT JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ? GROUP BY c.version_id
    ) c ON c.version_id = v.id"""


ENGRAMS = (
    ("engram_documents", "members"),
    ("engram_documents", "record"),
    ("engram_folders", "content"),
    ("engram_folders", "facts"),
    ("engram_nodes", "content"),
)
"""Where the sums and codes of the engrams are: table and column."""


def document_infos(
    connection: Connection, encoder: str, ids: frozenset[int] | None = None, states: Sequence[str] = ("live",)
) -> tuple[DocumentInfo, ...]:
    """The documents, or those with these ids, by path.

    Args:
        encoder: the active encoder's id; `embedded` counts its embeddings.
    """
    marks = ",".join("?" * len(states))
    rows = connection.execute(
        f"{INFO} WHERE d.state IN ({marks}) ORDER BY d.path, d.part", (encoder, *states)
    ).fetchall()
    tags: dict[int, list[str]] = {}
    for version, tag in connection.execute(
        "SELECT version_id, filler FROM facts WHERE role = 'tag' ORDER BY version_id, ordinal"
    ).fetchall():
        tags.setdefault(version, []).append(tag)
    return tuple(
        DocumentInfo(*(*row[:7], tuple(tags.get(row[1], ())), *row[7:12], tuple(json.loads(row[12]))))
        for row in rows
        if ids is None or row[0] in ids
    )


def status(database: Database, encoder: str, tier: int) -> LibraryStatus:
    """What is in the library and what waits.

    Args:
        encoder: the active encoder's id.
        tier: what answers questions now.
    """
    folder = database.path.parent
    with database.snapshot() as connection:

        def number(sql: str, *values: object) -> int:
            return int(connection.execute(sql, values).fetchone()[0])

        def counts(sql: str) -> dict[str, int]:
            return {row[0]: row[1] for row in connection.execute(sql).fetchall()}

        segment_bytes = number("SELECT ifnull(SUM(bytes), 0) FROM segments")
        engram_bytes = sum(
            number(f"SELECT ifnull(SUM(ifnull(length({column}), 0)), 0) FROM {table}") for table, column in ENGRAMS
        )
        live = "FROM documents d JOIN versions v ON v.id = d.current_version WHERE d.state = 'live'"
        return LibraryStatus(
            library=str(folder),
            documents=number("SELECT COUNT(*) FROM documents WHERE state = 'live'"),
            versions=number("SELECT COUNT(*) FROM versions"),
            chunks=number("SELECT COUNT(*) FROM chunks"),
            embedded=number(
                "SELECT COUNT(*) FROM chunks c JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ?", encoder
            ),
            characters=number(f"SELECT ifnull(SUM(v.characters), 0) {live}"),
            original_bytes=number("SELECT ifnull(SUM(size), 0) FROM originals"),
            stored_bytes=number("SELECT ifnull(SUM(length(data)), 0) FROM originals"),
            index_bytes=number("SELECT ifnull(SUM(length(block)), 0) FROM words_data")
            + number("SELECT ifnull(SUM(length(vector)), 0) FROM embeddings")
            + segment_bytes
            + engram_bytes,
            database_bytes=_bytes(database.path),
            conversations=number("SELECT COUNT(*) FROM conversations WHERE deleted = ''"),
            pending=counts("SELECT kind, COUNT(*) FROM jobs WHERE state != 'failed' GROUP BY kind ORDER BY kind"),
            failed_jobs=number("SELECT COUNT(*) FROM jobs WHERE state = 'failed'"),
            collections=counts(f"SELECT d.collection, COUNT(*) {live} GROUP BY d.collection ORDER BY d.collection"),
            kinds=counts(f"SELECT v.kind, COUNT(*) {live} GROUP BY v.kind ORDER BY v.kind"),
            encoder=encoder,
            tier=tier,
            segment_bytes=segment_bytes,
            engram_bytes=engram_bytes,
        )


def _bytes(path: Path) -> int:
    """The database with its log."""
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
