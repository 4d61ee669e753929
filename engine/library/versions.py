"""Writes a reading as a version of a document, and its chunks with their words; takes the chunks out again.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from engine.library.connection import Connection, now
from engine.library.packing import pack_blocks, pack_text, text_sha256, unpack_text
from engine.library.wording import clean, embedding_text, text_key, word_columns
from engine.sources.chunker import Chunk
from engine.sources.reading import Reading

INSERT_WORDS = "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)"
DELETE_WORDS = "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)"


def bump(connection: Connection) -> int:
    """Count a change to chunks or embeddings, so that indexes in memory notice; the new generation."""
    row = connection.execute("UPDATE state SET value = value + 1 WHERE key = 'generation' RETURNING value").fetchone()
    return int(row[0])


def add(connection: Connection, document_id: int, original: bytes, reading: Reading, key: bytes) -> int:
    """Store a reading without its chunks; the new version's id.

    Args:
        original: SHA-256 of the bytes it was read from.
        key: `packing.fingerprint` of the reading and its chunks.
    """
    version = connection.execute(
        """INSERT INTO versions (document_id, original, reader, kind, title, text_sha256, text, characters, blocks,
            notes, fingerprint, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            document_id,
            original,
            reading.reader,
            reading.kind,
            clean(reading.title),
            text_sha256(reading.text),
            pack_text(reading.text),
            len(reading.text),
            pack_blocks(reading.blocks),
            json.dumps(list(reading.notes)),
            key,
            now(),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                version,
                at,
                m.kind.value,
                m.start,
                m.end,
                m.number,
                clean(m.speaker),
                m.time,
                clean(m.uid),
                clean(m.branch),
            )
            for at, m in enumerate(reading.marks)
        ],
    )
    connection.executemany(
        "INSERT INTO facts (version_id, role, filler, ordinal) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (version, clean(role), clean(filler), at)
            for role, fillers in reading.facts.items()
            for at, filler in enumerate(fillers)
        ],
    )
    if reading.links:
        connection.executemany(
            "INSERT INTO links (version_id, ordinal, char_start, char_end, target, heading) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (version, at, link.start, link.end, clean(link.target), clean(link.heading))
                for at, link in enumerate(reading.links)
            ],
        )
    return int(version)


def add_chunks(connection: Connection, version: int, title: str, text: str, chunks: Sequence[Chunk]) -> None:
    """Make a version searchable: its chunks and their words. Bumps the generation."""
    generation = bump(connection)
    for ordinal, each in enumerate(chunks):
        body = text[each.start : each.end]
        key = text_key(embedding_text(title, each.headings, body))
        row = (version, ordinal, each.start, each.end, json.dumps(each.headings), each.line_start, each.line_end)
        chunk_id = connection.execute(
            """INSERT INTO chunks (version_id, ordinal, char_start, char_end, headings, line_start, line_end, text_key,
                generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*row, key, generation),
        ).lastrowid
        connection.execute(INSERT_WORDS, (chunk_id, *word_columns(title, each.headings, body)))


def drop_chunks(connection: Connection, versions: Iterable[int]) -> None:
    """Take versions out of the search: chunks, words and jobs go, text and marks stay. Bumps the generation."""
    for version in versions:
        row = connection.execute("SELECT title, text FROM versions WHERE id = ?", (version,)).fetchone()
        text = unpack_text(row[1], f"version {version} ('{row[0]}')")
        chunks = connection.execute(
            "SELECT id, headings, char_start, char_end FROM chunks WHERE version_id = ?", (version,)
        ).fetchall()
        connection.executemany(
            DELETE_WORDS,
            [
                (chunk_id, *word_columns(row[0], json.loads(headings), text[start:end]))
                for chunk_id, headings, start, end in chunks
            ],
        )
        connection.execute("DELETE FROM chunks WHERE version_id = ?", (version,))
        connection.execute("DELETE FROM jobs WHERE version_id = ?", (version,))
    bump(connection)
