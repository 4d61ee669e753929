"""What was found in conversations, kept in the library: brought up to date after an ingest, read back for an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Event as Flag

import numpy as np

from engine.errors import Cancelled, UsageError
from engine.events import JobProgress, Listener, ignore
from engine.library.connection import Connection
from engine.library.store import Library
from engine.threads.analysis import RULES, Analysis, Chunked, Found, FoundSegment, analyse
from engine.threads.records import FindKind

THREADS = "threads"
"""What the work of taking conversations apart is called, and the key of the state that it last saw."""

BATCH = 16
"""Conversations of one transaction."""

_PENDING = """SELECT v.id, (SELECT COUNT(*) FROM chunks c JOIN embeddings e ON e.text_key = c.text_key
        AND e.encoder = ?1 WHERE c.version_id = v.id) AS known
    FROM documents d JOIN versions v ON v.id = d.current_version LEFT JOIN thread_versions t ON t.version_id = v.id
    WHERE d.state = 'live' AND v.kind = 'conversation'
    AND (t.version_id IS NULL OR t.made_by != ?2 OR t.embedded != known) ORDER BY v.id"""
_GONE = """SELECT version_id FROM thread_versions WHERE version_id NOT IN
    (SELECT current_version FROM documents WHERE state = 'live' AND current_version IS NOT NULL)"""
_LIVE = """JOIN documents d ON d.current_version = s.version_id AND d.state = 'live'"""


@dataclass(frozen=True, slots=True, eq=False)
class StoredSegment:
    """A segment with its document."""

    segment_id: int
    document_id: int
    version: int
    provider: str
    found: FoundSegment


@dataclass(frozen=True, slots=True)
class StoredFind:
    """A find with the segment it stands in."""

    segment_id: int
    version: int
    found: Found


def segment_id(version: int, ordinal: int) -> int:
    """The same for the same segment, whenever it is found again."""
    return version * 4096 + min(ordinal, 4095)


def settle(library: Library, encoder: str, listen: Listener = ignore, cancel: Flag | None = None) -> int:
    """Take apart what is new or changed, drop what is gone; how many conversations were taken apart.

    Args:
        library: where they are.
        encoder: the id of the encoder whose embeddings are used; where there are none yet, words alone are.
        listen: hears how far it is.
        cancel: stops it between two conversations; what is done stays.

    Raises:
        Cancelled: `cancel` was set.
    """
    state = f"{_made_by(encoder)} {library.generation()}"
    if library.read().execute("SELECT 1 FROM state WHERE key = ? AND value = ?", (THREADS, state)).fetchone():
        return 0
    gone = library.read().execute(_GONE).fetchall()
    if gone:
        with library.write() as connection:
            for row in gone:
                _drop(connection, row[0])
    waiting = library.read().execute(_PENDING, (encoder, _made_by(encoder))).fetchall()
    for start in range(0, len(waiting), BATCH):
        made = []
        for version, embedded in waiting[start : start + BATCH]:
            if cancel is not None and cancel.is_set():
                raise Cancelled(
                    f"reading conversations was stopped after {start} of {len(waiting)}", "it goes on the next time"
                )
            analysis = _of(library, version, encoder)
            if analysis is not None:
                made.append((version, embedded, analysis))
        with library.write() as connection:
            for version, embedded, analysis in made:
                _put(connection, version, _made_by(encoder), embedded, analysis)
        listen(JobProgress(THREADS, min(start + BATCH, len(waiting)), len(waiting)))
    with library.write() as connection:
        connection.execute("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (THREADS, state))
    return len(waiting)


def segments(library: Library, documents: frozenset[int] | None = None) -> tuple[StoredSegment, ...]:
    """The segments of all conversations, or of those of some documents, in the order of their versions."""
    rows = (
        library.read()
        .execute(
            f"""SELECT d.id, s.version_id, ifnull((SELECT filler FROM facts WHERE version_id = s.version_id
                AND role = 'provider' LIMIT 1), ''), s.ordinal, s.char_start, s.char_end, s.messages, s.begins, s.ends,
                s.terms, s.vector FROM thread_segments s {_LIVE} ORDER BY s.version_id, s.ordinal"""
        )
        .fetchall()
    )
    return tuple(
        StoredSegment(
            segment_id(row[1], row[3]),
            row[0],
            row[1],
            row[2],
            FoundSegment(
                row[3], row[4], row[5], row[6], row[7], row[8], tuple(map(tuple, json.loads(row[9]))), row[10]
            ),
        )
        for row in rows
        if documents is None or row[0] in documents
    )


def finds(
    library: Library, versions: Iterable[int] | None = None, kinds: Iterable[FindKind] = tuple(FindKind)
) -> tuple[StoredFind, ...]:
    """The finds of these versions, or of all live ones, in the order of the texts."""
    wanted = json.dumps([kind.value for kind in kinds])
    sql = f"""SELECT s.version_id, s.ordinal, s.segment, s.kind, s.char_start, s.char_end, s.by_person, s.time,
        s.confidence, s.answered, s.answer_start, s.answer_end FROM thread_finds s {_LIVE}
        WHERE s.kind IN (SELECT value FROM json_each(?1))"""
    if versions is None:
        rows = library.read().execute(f"{sql} ORDER BY s.version_id, s.ordinal", (wanted,)).fetchall()
    else:
        listed = json.dumps(sorted(versions))
        within = f"{sql} AND s.version_id IN (SELECT value FROM json_each(?2)) ORDER BY s.version_id, s.ordinal"
        rows = library.read().execute(within, (wanted, listed)).fetchall()
    return tuple(_find(*row) for row in rows)


def conversations(library: Library, documents: frozenset[int] | None = None) -> int:
    """How many conversations have been taken apart."""
    rows = (
        library.read()
        .execute(
            """SELECT d.id FROM thread_versions t JOIN documents d ON d.current_version = t.version_id
            WHERE d.state = 'live'"""
        )
        .fetchall()
    )
    return sum(documents is None or row[0] in documents for row in rows)


def _made_by(encoder: str) -> str:
    return f"{RULES} {encoder}"


def _of(library: Library, version: int, encoder: str) -> Analysis | None:
    try:
        text, blocks, marks = library.text(version), library.blocks(version), library.marks(version)
    except UsageError:  # forgotten meanwhile
        return None
    return analyse(text, blocks, marks, tuple(_chunks(library, version, encoder)))


def _chunks(library: Library, version: int, encoder: str) -> Iterator[Chunked]:
    rows = (
        library.read()
        .execute(
            """SELECT c.char_start, c.char_end, e.vector, e.scale FROM chunks c LEFT JOIN embeddings e
            ON e.text_key = c.text_key AND e.encoder = ? WHERE c.version_id = ? ORDER BY c.ordinal""",
            (encoder, version),
        )
        .fetchall()
    )
    d = len(rows[0][2]) if rows and rows[0][2] is not None else 0
    for start, end, vector, scale in rows:
        known = vector is not None and len(vector) == d and scale is not None
        yield Chunked(start, end, np.frombuffer(vector, np.int8).astype(np.float32) * scale if known else None)


def _put(connection: Connection, version: int, made_by: str, embedded: int, analysis: Analysis) -> None:
    _drop(connection, version)
    if connection.execute("SELECT 1 FROM versions WHERE id = ?", (version,)).fetchone() is None:
        return  # forgotten meanwhile
    connection.execute("INSERT INTO thread_versions VALUES (?, ?, ?)", (version, made_by, embedded))
    for each in analysis.segments:
        connection.execute(
            "INSERT INTO thread_segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                version, each.ordinal, each.start, each.end, each.messages, each.begins, each.ends,
                json.dumps(each.terms, ensure_ascii=False), each.vector,
            ),
        )  # fmt: skip
    for find in analysis.finds:
        connection.execute(
            "INSERT INTO thread_finds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                version, find.ordinal, find.segment, find.kind.value, find.start, find.end, int(find.by_person),
                find.time, find.confidence, None if find.answered is None else int(find.answered),
                *(find.answer or (None, None)),
            ),
        )  # fmt: skip


def _drop(connection: Connection, version: int) -> None:
    for table in ("thread_finds", "thread_segments", "thread_versions"):
        connection.execute(f"DELETE FROM {table} WHERE version_id = ?", (version,))


def _find(
    version: int, ordinal: int, segment: int, kind: str, start: int, end: int, by_person: int, time: str,
    confidence: float, answered: int | None, answer_start: int | None, answer_end: int | None,
) -> StoredFind:  # fmt: skip
    answer = (answer_start, answer_end) if answer_start is not None and answer_end is not None else None
    found = Found(
        ordinal, segment, FindKind(kind), start, end, bool(by_person), time, confidence,
        None if answered is None else bool(answered), answer,
    )  # fmt: skip
    return StoredFind(segment_id(version, segment), version, found)
