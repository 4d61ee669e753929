"""Integrity of every stored byte: what `nacre verify` looks at, problem by problem, each naming its file.

Nothing is repaired and nothing that belongs to the library is written; the words are indexed anew into a temporary
table and compared, because a contentless index can't check itself against texts that it does not hold. A segment that
is damaged is put down for the background work, which makes it anew.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from hashlib import sha256

from engine.errors import LibraryDamaged
from engine.events import JobProgress, Listener, ignore
from engine.library.branches import tree_problems
from engine.library.connection import Connection, Database
from engine.library.jobs import Jobs
from engine.library.packing import text_sha256, unpack_blocks, unpack_original, unpack_text
from engine.library.segment_table import JOB, SegmentTable
from engine.library.wording import embedding_text, text_key, word_columns
from engine.records import VerifyReport

MOST = 200  # problems that are listed; a damaged disk has the same one thousands of times
COUNTED = ("originals", "versions", "chunks", "embeddings", "conversations")
TERMS = 20  # words that are traced to their chunks


def verify(database: Database, listen: Listener = ignore) -> VerifyReport:
    """Look at everything, within one consistent state of the database."""
    started = time.monotonic()
    problems: list[str] = []
    with database.snapshot() as connection:
        counts = dict.fromkeys(COUNTED, 0)
        checks: tuple[Callable[[Connection], Iterator[str]], ...] = (
            _database_file,
            _originals,
            _documents,
            _versions,
            _embeddings,
            _words,
            tree_problems,
        )
        try:
            for table in COUNTED:
                counts[table] = int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
        except LibraryDamaged as error:
            problems.append(str(error))
        for done, check in enumerate(checks):
            listen(JobProgress("verify", done, len(checks)))
            try:
                problems += check(connection)
            except (LibraryDamaged, sqlite3.DatabaseError) as error:  # this check ends here; the others may still tell
                problems.append(str(error))
    problems += _segments(database)
    listen(JobProgress("verify", len(checks), len(checks)))
    if len(problems) > MOST:
        problems = [*problems[:MOST], f"and {len(problems) - MOST} more problems of the same kinds."]
    return VerifyReport(**counts, problems=tuple(problems), seconds=time.monotonic() - started)


def _database_file(connection: Connection) -> Iterator[str]:
    for (message,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if message != "ok":
            yield f"the database file is damaged: {message}."
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"a row of the table '{table}' refers to one of '{parent}' that is not there."


def _originals(connection: Connection) -> Iterator[str]:
    names: dict[bytes, str] = dict(
        connection.execute(
            "SELECT original, path FROM documents UNION SELECT v.original, d.path FROM versions v "
            "JOIN documents d ON d.id = v.document_id"
        ).fetchall()
    )
    for (digest,) in connection.execute("SELECT sha256 FROM originals").fetchall():
        name = names.get(digest, "no known file")
        codec, size, data = connection.execute(
            "SELECT codec, size, data FROM originals WHERE sha256 = ?", (digest,)
        ).fetchone()
        try:
            if sha256(unpack_original(codec, data, size, name)).digest() != digest:
                yield f"the original of {name} does not match its SHA-256."
        except LibraryDamaged as error:
            yield str(error)


def _documents(connection: Connection) -> Iterator[str]:
    for path, part in connection.execute(
        """SELECT path, part FROM documents d WHERE state = 'live' AND NOT EXISTS
            (SELECT 1 FROM versions v WHERE v.id = d.current_version AND v.document_id = d.id)"""
    ).fetchall():
        yield f"{_named(path, part)} has no current version."
    for path, part in connection.execute(
        """SELECT d.path, d.part FROM chunks c JOIN versions v ON v.id = c.version_id
            JOIN documents d ON d.id = v.document_id
            WHERE d.state != 'live' OR d.current_version != v.id GROUP BY d.id"""
    ).fetchall():
        yield f"{_named(path, part)} is searched in a version that is not its current one."


def _versions(connection: Connection) -> Iterator[str]:
    ids = [row[0] for row in connection.execute("SELECT id FROM versions ORDER BY id").fetchall()]
    for version in ids:
        path, part, title, digest, packed, characters, blocks = connection.execute(
            """SELECT d.path, d.part, v.title, v.text_sha256, v.text, v.characters, v.blocks FROM versions v
            JOIN documents d ON d.id = v.document_id WHERE v.id = ?""",
            (version,),
        ).fetchone()
        name = f"{_named(path, part)} (version {version})"
        try:
            text = unpack_text(packed, name)
            unpack_blocks(blocks, name)
        except LibraryDamaged as error:
            yield str(error)
            continue
        if text_sha256(text) != digest or len(text) != characters:
            yield f"the text of {name} does not match its SHA-256."
            continue
        yield from _spans(connection, version, name, title, text)


def _spans(connection: Connection, version: int, name: str, title: str, text: str) -> Iterator[str]:
    """Marks, links and chunks of a version against its text."""
    for kind, number, start, end in connection.execute(
        "SELECT kind, number, char_start, char_end FROM marks WHERE version_id = ?", (version,)
    ).fetchall():
        if not 0 <= start <= end <= len(text):
            yield f"{kind} {number} of {name} lies outside its text."
    outside = connection.execute(
        "SELECT target FROM links WHERE version_id = ? AND NOT (0 <= char_start AND char_start <= char_end "
        "AND char_end <= ?)",
        (version, len(text)),
    )
    yield from (f"the link to '{target}' in {name} lies outside its text." for (target,) in outside.fetchall())
    rows = connection.execute(
        """SELECT ordinal, char_start, char_end, headings, line_start, line_end, text_key FROM chunks
        WHERE version_id = ? ORDER BY ordinal""",
        (version,),
    ).fetchall()
    line, position = 1, 0
    for ordinal, start, end, headings, line_start, line_end, key in rows:
        what = f"chunk {ordinal + 1} of {name}"
        if not 0 <= start < end <= len(text):
            yield f"{what} lies outside its text."
            continue
        line += text.count("\n", position, start) if start >= position else -text.count("\n", start, position)
        position = start
        if (line_start, line_end) != (line, line + text.count("\n", start, end - 1)):
            yield f"{what} says it stands in lines {line_start} to {line_end}, which is wrong."
        if text_key(embedding_text(title, json.loads(headings), text[start:end])) != key:
            yield f"{what} is embedded under the name of another text."


def _embeddings(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT encoder, length(vector) AS size, COUNT(*) FROM embeddings GROUP BY encoder, size ORDER BY 1, 3 DESC"
    ).fetchall()
    sizes: dict[str, int] = {}
    for encoder, size, count in rows:
        if sizes.setdefault(encoder, size) != size or size == 0:
            yield f"{count} embeddings of {encoder} have {size} bytes, which is wrong."
    broken = connection.execute("SELECT COUNT(*) FROM embeddings WHERE NOT (scale >= 0 AND scale < 9e999)").fetchone()[
        0
    ]
    if broken:
        yield f"{broken} embeddings have no valid scale."


def _segments(database: Database) -> Iterator[str]:
    """Outside the snapshot, with the writers kept out: what the list names is not replaced meanwhile.

    Where something is wrong, the background work that mends it is asked for.
    """
    segments = SegmentTable(database)
    try:
        with segments.lock():
            problems = list(segments.problems())
        if problems:
            Jobs(database).add(JOB)
        yield from problems
    except (LibraryDamaged, sqlite3.DatabaseError) as error:
        yield str(error)


def _words(connection: Connection) -> Iterator[str]:
    """The index of words against one made anew from the texts."""
    connection.execute("DROP TABLE IF EXISTS temp.fresh")
    connection.execute(
        """CREATE VIRTUAL TABLE temp.fresh USING fts5 (title, headings, body, content = '',
        tokenize = 'porter unicode61 remove_diacritics 2')"""
    )
    versions = connection.execute("SELECT DISTINCT version_id FROM chunks ORDER BY version_id").fetchall()
    for (version,) in versions:
        title, packed = connection.execute("SELECT title, text FROM versions WHERE id = ?", (version,)).fetchone()
        text = unpack_text(packed, f"version {version}")
        connection.executemany(
            "INSERT INTO temp.fresh (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
            [
                (chunk, *word_columns(title, json.loads(headings), text[start:end]))
                for chunk, headings, start, end in connection.execute(
                    "SELECT id, headings, char_start, char_end FROM chunks WHERE version_id = ?", (version,)
                ).fetchall()
            ],
        )
    differing = _differing_chunks(connection)
    connection.execute("DROP TABLE temp.fresh")
    for chunk in sorted(differing)[:20]:
        row = connection.execute(
            """SELECT d.path, d.part FROM chunks c JOIN versions v ON v.id = c.version_id
            JOIN documents d ON d.id = v.document_id WHERE c.id = ?""",
            (chunk,),
        ).fetchone()
        where = _named(*row) if row else "a document that is gone"
        yield f"the words of {where} are not indexed as they stand (chunk {chunk})."


def _differing_chunks(connection: Connection) -> set[int]:
    """Chunks whose words differ between the two indexes: by their lengths, and by terms counted differently."""
    differing: set[int] = set()
    for one, other in (("main.words", "temp.fresh"), ("temp.fresh", "main.words")):
        rows = connection.execute(f"SELECT id, sz FROM {one}_docsize EXCEPT SELECT id, sz FROM {other}_docsize")
        differing |= {row[0] for row in rows.fetchall()}
    for name in ("main.words", "temp.fresh"):
        schema, table = name.split(".")
        for form in ("col", "instance"):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{table}_{form} USING fts5vocab('{schema}', '{table}', '{form}')"
            )
    terms: set[str] = set()
    for one, other in (("words", "fresh"), ("fresh", "words")):
        rows = connection.execute(f"SELECT * FROM {one}_col EXCEPT SELECT * FROM {other}_col LIMIT {TERMS}")
        terms |= {row[0] for row in rows.fetchall()}
    for term in sorted(terms):
        found = [
            set(connection.execute(f"SELECT doc, col, offset FROM {table}_instance WHERE term = ?", (term,)).fetchall())
            for table in ("words", "fresh")
        ]
        differing |= {row[0] for row in found[0] ^ found[1]}
    for table in ("words_col", "words_instance", "fresh_col", "fresh_instance"):
        connection.execute(f"DROP TABLE temp.{table}")
    return differing


def _named(path: str, part: str) -> str:
    return f"{path}#{part}" if part else path
