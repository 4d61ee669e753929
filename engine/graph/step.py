"""Keeps the graph in step with the library: batch by batch, each one transaction, from wherever it was left."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag

from engine.errors import Cancelled
from engine.events import JobProgress, Listener, ignore
from engine.graph import versions
from engine.graph.accept import Judge
from engine.graph.extract import extract
from engine.graph.records import Extracted, Source
from engine.graph.settling import settle_some
from engine.graph.stale import GONE, GRAPH, NEW, form, made
from engine.library.connection import Connection
from engine.library.packing import unpack_blocks, unpack_text
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.sources.reading import Link, Mark, MarkKind

BATCH_CHARACTERS = 200_000
BATCH_DOCUMENTS = 64
"""What one transaction takes in, a single larger document excepted."""

LISTED = 5_000  # versions that are looked up at once


def settle(library: Library, encoder: Encoder, *, listen: Listener = ignore, cancel: Flag | None = None) -> int:
    """Take in what is new, take out what is gone, settle what names mean; the documents looked at.

    Texts are read outside the transactions that store what they give, so nobody waits for the reading.

    Raises:
        Cancelled: `cancel` was set; the batches before stay.
        DiskFull, LibraryLocked: the batch is rolled back, those before stay.
    """
    cancel = cancel or Flag()
    connection = library.read()
    connection.execute("PRAGMA secure_delete=ON").fetchall()  # what is forgotten leaves the file, too
    try:
        return _settle(library, encoder, listen, cancel)
    finally:
        connection.execute("PRAGMA secure_delete=FAST").fetchall()


def forget_all(library: Library) -> None:
    """Remove the whole graph; `settle` makes it again."""
    with library.write() as connection:
        for table in ("graph_concepts", "graph_keys", "graph_triples", "graph_mentions", "graph_versions"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM graph_state")


def _settle(library: Library, encoder: Encoder, listen: Listener, cancel: Flag) -> int:
    if _begin(library, encoder.id):
        forget_all(library)
    with library.write() as connection:
        sql = "INSERT INTO graph_state VALUES ('form', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        if made(connection) != form(encoder.id):
            connection.execute(sql, (form(encoder.id),))
    gone = _drop_gone(library)
    done = 0
    judge = Judge(encoder)
    while waiting := library.read().execute(f"{NEW} ORDER BY 1 LIMIT {LISTED}").fetchall():
        total = done + len(waiting)
        for batch in _read(library, judge, [(row[0], row[1]) for row in waiting], cancel, done, total):
            with library.write() as connection:
                for version, document, extracted in batch:
                    if _is_current(connection, version, document):
                        versions.add(connection, version, document, extracted)
            done += len(batch)
            listen(JobProgress(GRAPH, done, total))
    while True:
        if cancel.is_set():
            raise Cancelled("sorting names was stopped", "it goes on the next time")
        with library.write() as connection:
            if not settle_some(connection):
                break
    if gone:
        library.database.checkpoint()
    return done + gone


def _begin(library: Library, encoder_id: str) -> bool:
    """Whether what is stored is of another extraction or embedder."""
    with library.database.snapshot() as connection:
        return made(connection) not in ("", form(encoder_id))


def _drop_gone(library: Library) -> int:
    with library.write() as connection:
        gone = [row[0] for row in connection.execute(GONE).fetchall()]
        versions.drop(connection, gone)
    return len(gone)


def _is_current(connection: Connection, version: int, document: int) -> bool:
    """Whether a version still is what the library has, and nobody else has stored what it gives."""
    sql = """SELECT 1 FROM documents WHERE id = ?1 AND state = 'live' AND current_version = ?2
        AND NOT EXISTS (SELECT 1 FROM graph_versions WHERE version = ?2)"""
    return connection.execute(sql, (document, version)).fetchone() is not None


_Given = tuple[int, int, Extracted]


def _read(
    library: Library, judge: Judge, waiting: list[tuple[int, int]], cancel: Flag, done: int, total: int
) -> Iterator[list[_Given]]:
    batch: list[_Given] = []
    characters = 0
    for version, document in waiting:
        if cancel.is_set():
            raise Cancelled(f"the graph was stopped after {done} of {total} documents", "it goes on the next time")
        found = read(library, judge, version)
        if found is None:
            continue
        size, extracted = found
        batch.append((version, document, extracted))
        characters += size
        if len(batch) >= BATCH_DOCUMENTS or characters >= BATCH_CHARACTERS:
            yield batch
            done += len(batch)
            batch, characters = [], 0
    if batch:
        yield batch


def read(library: Library, judge: Judge, version: int) -> tuple[int, Extracted] | None:
    """The length of a version and what it gives; None where it is gone.

    It is read past the library's cache of texts, which answers need.
    """
    with library.database.snapshot() as connection:
        row = connection.execute("SELECT title, text, blocks FROM versions WHERE id = ?", (version,)).fetchone()
        if row is None:
            return None
        marks = connection.execute(
            """SELECT kind, char_start, char_end, number, speaker, time, uid, branch FROM marks
            WHERE version_id = ? ORDER BY ordinal""",
            (version,),
        ).fetchall()
        facts: dict[str, list[str]] = {}
        for role, filler in connection.execute(
            "SELECT role, filler FROM facts WHERE version_id = ? ORDER BY role, ordinal, filler", (version,)
        ).fetchall():
            facts.setdefault(role, []).append(filler)
        links = connection.execute(
            "SELECT char_start, char_end, target, heading FROM links WHERE version_id = ? ORDER BY ordinal", (version,)
        ).fetchall()
    name = f"version {version} ('{row[0]}')"
    text = unpack_text(row[1], name)
    source = Source(
        row[0],
        text,
        unpack_blocks(row[2], name),
        [Mark(MarkKind(mark[0]), *mark[1:]) for mark in marks],
        facts,
        [Link(*link) for link in links],
    )
    extracted = extract(source)
    return len(text), judge.judged(text, extracted)
