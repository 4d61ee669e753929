"""The schema's history: an append-only list of numbered functions. The names of those applied stand in the database.

A library is opened far more often than its schema changes, so sqlite-utils is only imported where one has to run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import LibraryDamaged, NacreError
from engine.library.branch_schema import BRANCHES
from engine.library.connection import Connection, patiently
from engine.library.engram_schema import ENGRAMS
from engine.library.gap_schema import GAPS
from engine.library.graph_schema import GRAPH, GRAPH_ALIKE
from engine.library.question_schema import QUESTIONS
from engine.library.schema import FOUNDATION
from engine.library.thread_schema import THREADS
from engine.library.trace_schema import TRACES

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

SEGMENTS = """
CREATE TABLE segments (                 -- files below segments/; one that is not named here is nobody's
    name TEXT NOT NULL PRIMARY KEY,
    encoder TEXT NOT NULL,
    rows INTEGER NOT NULL,
    first_chunk INTEGER NOT NULL,
    last_chunk INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    crc INTEGER NOT NULL,               -- zlib.crc32 of the whole file
    made TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE folded (                   -- all rows of an encoder up to a generation are in its segments
    encoder TEXT NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE dead_chunks (              -- chunks that are gone; a segment or an index in memory may still have them
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id INTEGER NOT NULL
);
CREATE TRIGGER chunks_deleted AFTER DELETE ON chunks BEGIN
    INSERT INTO dead_chunks (chunk_id) VALUES (old.id);
END;
INSERT INTO state (key, value) VALUES ('segments', 0);
ALTER TABLE embeddings DROP COLUMN code;
"""

LINKS = """
CREATE TABLE links (                    -- what the text of a version points at, and where
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    target TEXT NOT NULL,               -- as the document names it, without the part behind '#'
    heading TEXT NOT NULL,              -- the part behind '#'
    PRIMARY KEY (version_id, ordinal)
) WITHOUT ROWID;
"""

SET = "nacre"
"""The name of this list in sqlite-utils' table of applied migrations."""


def m001_foundation(db: Tables) -> None:
    """Originals, documents and their versions, chunks, words, embeddings, jobs, conversations."""
    run_script(db, FOUNDATION)


def m002_segments(db: Tables) -> None:
    """Segments on disk: which there are, and which chunks left since. Codes are made from the int8 rows now."""
    run_script(db, SEGMENTS)


def m003_engrams(db: Tables) -> None:
    """Engrams: what has been counted of each document, and the sums over folders, documents and sections."""
    run_script(db, ENGRAMS)


def m004_traces(db: Tables) -> None:
    """Traces: the events of each answer. Feedback: what the user said of it."""
    run_script(db, TRACES)


def m005_branches(db: Tables) -> None:
    """Branches: every turn's place in its conversation's tree. Pins, the archive, the bin, words of titles."""
    run_script(db, BRANCHES)


def m006_links(db: Tables) -> None:
    """Links: what each version's text points at, and where it does."""
    run_script(db, LINKS)


def m007_graph(db: Tables) -> None:
    """The graph: what each version gave, what occurrences mean the same, and the concepts that this makes."""
    run_script(db, GRAPH)


def m009_gaps(db: Tables) -> None:
    """Gaps: which were found, and what a person has said of them."""
    run_script(db, GAPS)


def m008_threads(db: Tables) -> None:
    """Threads: the segments of each conversation, and what was found in them."""
    run_script(db, THREADS)


def m010_questions(db: Tables) -> None:
    """Open questions, asked again when new sources come; gaps that are kept, looked for again likewise."""
    run_script(db, QUESTIONS)


def m012_names_alike(db: Tables) -> None:
    """Names of the graph by how they are written without blanks."""
    run_script(db, GRAPH_ALIKE)


MIGRATIONS: tuple[Callable[[Tables], None], ...] = (
    m001_foundation,
    m002_segments,
    m003_engrams,
    m004_traces,
    m005_branches,
    m006_links,
    m007_graph,
    m009_gaps,
    m008_threads,
    m010_questions,
    m012_names_alike,
)
"""Append only: a function that has been released is never changed, renamed or moved."""


def run_script(db: Tables, script: str) -> None:
    """Several statements inside the running transaction (`executescript` would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def migrate(connection: Connection, place: Path) -> None:
    """Bring a new or older database to this version's schema; safe where several processes do it at once.

    Raises:
        LibraryDamaged: the file is another program's database.
        NacreError: the database was written by a newer Nacre.
    """
    names = [function.__name__ for function in MIGRATIONS]
    if _applied(connection, place, names) == len(names):
        return
    from sqlite_utils import Database as Tables
    from sqlite_utils.migrations import Migrations

    _prepare_file(connection)
    migrations = Migrations(SET)
    for function in MIGRATIONS:
        migrations()(function)
    patiently(lambda: connection.execute("BEGIN IMMEDIATE"))  # whoever comes second finds everything applied
    try:
        migrations.apply(Tables(connection, execute_plugins=False))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _applied(connection: Connection, place: Path, names: list[str]) -> int:
    """How many of the named migrations the database has."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    if not tables:
        return 0
    applied = []
    if "_sqlite_migrations" in tables:
        query = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id"
        applied = [row[0] for row in connection.execute(query, (SET,)).fetchall()]
    if not applied:
        raise LibraryDamaged(f"{place} is another program's database", "name another library with --library")
    newer = [name for name in applied if name not in names]
    if newer:
        raise NacreError(
            f"the library {place} was written by a newer Nacre (it has '{newer[0]}')", "update Nacre to open it"
        )
    return len(applied)


def _prepare_file(connection: Connection) -> None:
    """What has to be set before the first table: space that deletes leave can be given back, and the log."""
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL").fetchall()
    patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchall())  # SQLite does not wait here by itself
