"""Readings and arrivals for the tests of the library: short texts with headings, pages and messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from engine.library.rows import Arrival, EmbeddingRow, PendingText
from engine.library.store import Library
from engine.sources.chunker import chunk
from engine.sources.reading import Block, BlockKind, Mark, MarkKind, Reading

ENCODER = "test/1"

TABLES = (
    "originals",
    "files",
    "documents",
    "duplicates",
    "versions",
    "marks",
    "facts",
    "chunks",
    "words_docsize",
    "embeddings",
    "jobs",
)


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs between blank lines; '# ' starts a heading."""
    found = []
    position = 0
    for piece in text.split("\n\n"):
        stripped = piece.strip("\n")
        start = position + len(piece) - len(piece.lstrip("\n"))
        if stripped.startswith("# "):
            found.append(Block(BlockKind.HEADING, start, start + len(stripped), 1, stripped[2:]))
        elif stripped:
            found.append(Block(BlockKind.PARAGRAPH, start, start + len(stripped)))
        position += len(piece) + 2
    return tuple(found)


def reading(
    text: str,
    title: str = "A title",
    *,
    reader: str = "text/1",
    facts: Mapping[str, tuple[str, ...]] | None = None,
    deepen: bool = False,
) -> Reading:
    return Reading(title, text, reader, "text", blocks(text), facts=facts or {}, deepen=deepen)


def conversation(uid: str, messages: list[tuple[str, str, str]], part: str = "") -> Reading:
    """A conversation of (speaker, time, text)."""
    text, marks, found = "", [], []
    for number, (speaker, time, message) in enumerate(messages, 1):
        start = len(text)
        text += message
        marks.append(Mark(MarkKind.MESSAGE, start, len(text), number, speaker, time))
        found.append(Block(BlockKind.PARAGRAPH, start, len(text)))
        text += "\n\n"
    facts = {"conversation_id": (uid,)}
    return Reading(f"Talk {uid}", text, "conversation/1", "conversation", tuple(found), tuple(marks), facts, part=part)


def arrival(path: Path, *readings: Reading, original: bytes | None = None) -> Arrival:
    data = original if original is not None else "".join(each.text for each in readings).encode("utf-8", "replace")
    return Arrival(
        path=str(path),
        root=str(path.parent),
        collection=path.parent.name,
        size=len(data),
        mtime_ns=1,
        made_by="text/1 chunker/1",
        named=False,
        original=data,
        parts=[(each, chunk(each)) for each in readings],
    )


def embed_all(library: Library, encoder: str = ENCODER) -> int:
    """Give every text an embedding that only depends on it; how many were new."""
    return store(library, library.embeddings.pending(encoder, limit=10_000), encoder)


def store(library: Library, texts: Iterable[PendingText], encoder: str = ENCODER) -> int:
    rows = []
    for text in texts:
        random = np.random.default_rng(list(text.text_key))
        vector = random.integers(-127, 128, 384).astype(np.int8).tobytes()
        rows.append(EmbeddingRow(text.text_key, vector, 0.01))
    return library.embeddings.add(encoder, rows)


def counts(library: Library) -> dict[str, int]:
    return {table: library.read().execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in TABLES}


def found(library: Library, word: str) -> list[str]:
    """The passages that have the word, as they stand in their texts."""
    rows = (
        library.read().execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (f'"{word}"',)).fetchall()
    )
    chunks = library.chunk_rows([row[0] for row in rows])
    return [library.text(each.version)[each.start : each.end] for each in chunks]
