"""A document of a library as questions are made of it, and what is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.retrieval.query import WORD
from engine.sources.reading import Block

ENOUGH_WORDS = 4
"""Telling words that a question has at least."""


@dataclass(frozen=True, slots=True)
class Own:
    """A question that the library's own structure, or its owner, gives."""

    question: str
    chunks: tuple[int, ...]  # each answers it by itself; of the kind 'bad', none does
    kind: str  # 'sentence', 'heading', 'link', 'good' or 'bad'
    documents: tuple[int, ...]  # that the chunks are of, each once


@dataclass(frozen=True, slots=True)
class Source:
    """One document's current version."""

    document: int
    title: str
    text: str
    rows: tuple[ChunkRow, ...]  # in order
    blocks: tuple[Block, ...]

    def chunk_at(self, start: int, end: int) -> int | None:
        """The chunk that holds a whole span; None where it is cut."""
        return next((row.chunk_id for row in self.rows if row.start <= start and end <= row.end), None)

    def below(self, path: Sequence[str]) -> tuple[int, ...]:
        """The chunks under these headings, outermost first."""
        wanted = tuple(path)
        return tuple(row.chunk_id for row in self.rows if row.headings[: len(wanted)] == wanted)


def read_source(library: Library, document: int) -> Source | None:
    """The current version of a document; None where it has gone, or holds no text."""
    row = (
        library.read()
        .execute(
            "SELECT v.id, v.title FROM documents d JOIN versions v ON v.id = d.current_version "
            "WHERE d.id = ? AND d.state = 'live'",
            (document,),
        )
        .fetchone()
    )
    if row is None:
        return None
    rows = library.texts.chunks_of([row[0]])
    return Source(document, row[1], library.text(row[0]), rows, library.blocks(row[0])) if rows else None


def holders(library: Library, words: str, column: str, most: int) -> int:
    """How many passages have these words next to each other, counted up to `most`.

    Args:
        words: any text.
        column: 'body' or 'headings', where they must stand.
        most: where to stop counting.
    """
    phrase = " ".join(re.findall(WORD, words.lower()))
    if not phrase:
        return most
    query = f'{column} : "{phrase}"'
    found = library.read().execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (query, most)).fetchall()
    return len(found)
