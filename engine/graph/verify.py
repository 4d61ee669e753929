"""What `nacre verify` looks at in the graph: all of it lies inside its text, nothing is left of what is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from engine.library.connection import Connection
from engine.library.store import Library

MOST = 50  # problems that are listed


def problems(library: Library) -> Iterator[str]:
    """One sentence each."""
    with library.database.snapshot() as connection:
        found = list(_problems(connection))
    yield from found[:MOST]
    if len(found) > MOST:
        yield f"and {len(found) - MOST} more problems of the graph."


def _problems(connection: Connection) -> Iterator[str]:
    outside = """SELECT d.path, t.char_start, t.char_end FROM graph_triples t JOIN versions v ON v.id = t.version
        JOIN documents d ON d.id = v.document_id
        WHERE NOT (0 <= t.char_start AND t.char_start <= t.char_end AND t.char_end <= v.characters)"""
    for path, start, end in connection.execute(outside).fetchall():
        yield f"a relation of the graph at characters {start} to {end} lies outside the text of {path}."
    versions = connection.execute(
        "SELECT id, characters FROM versions WHERE id IN (SELECT version FROM graph_versions)"
    )
    for version, characters in versions.fetchall():
        rows = connection.execute("SELECT spans FROM graph_mentions WHERE version = ?", (version,)).fetchall()
        for (listed,) in rows:
            spans = json.loads(listed)
            pairs = zip(spans[::2], spans[1::2], strict=True)
            if any(not 0 <= start <= end <= characters for start, end in pairs):
                yield f"a concept of the graph lies outside the text of version {version}."
    for table in ("graph_mentions", "graph_triples"):
        sql = f"SELECT COUNT(*) FROM {table} WHERE version NOT IN (SELECT version FROM graph_versions)"
        if left := connection.execute(sql).fetchone()[0]:
            yield f"{left} rows of '{table}' belong to no version."
    orphans = """SELECT COUNT(*) FROM graph_keys k WHERE NOT EXISTS (SELECT 1 FROM graph_mentions WHERE key = k.id)
        OR (NOT stale AND NOT EXISTS (SELECT 1 FROM graph_concepts WHERE id = k.concept))"""
    if left := connection.execute(orphans).fetchone()[0]:
        yield f"{left} names of the graph stand nowhere."
