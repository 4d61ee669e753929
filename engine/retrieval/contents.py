"""What documents hold, as comparisons need it: their passages with the embeddings of one encoder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.library.connection import in_pages
from engine.library.store import Library
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem

Floats = npt.NDArray[np.float32]

PASSAGES = """SELECT d.id, v.id, v.title, d.path, v.kind, c.id, c.char_start, c.char_end, e.vector
    FROM documents d JOIN versions v ON v.id = d.current_version JOIN chunks c ON c.version_id = v.id
    LEFT JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ?1
    WHERE d.id IN (SELECT value FROM json_each(?2)) AND d.state = 'live' ORDER BY d.id, c.ordinal"""

SAME_HEADING = """SELECT COUNT(DISTINCT c.version_id) FROM (SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2) w
    JOIN chunks c ON c.id = w.rowid WHERE json_extract(c.headings, '$[#-1]') = ?3"""

READ_FOR_HEADING = 500
"""Passages below headings that hold the same words, of which the innermost ones are compared."""

COMMON = 3
"""Documents that make a heading common."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """The n passages of one document, in the order of its text."""

    document_id: int
    version: int
    title: str
    path: str
    kind: str
    chunk_ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    vectors: npt.NDArray[np.int8]  # (n, d); zeros for a passage without an embedding

    def floats(self) -> Floats:
        """float32 (n, d), rows of length one, or of zeros."""
        return unit(self.vectors.astype(np.float32))

    def sizes(self) -> Floats:
        """float32 (n,): characters of each passage."""
        return np.array([end - start for start, end in self.spans], np.float32)

    def part(self, rows: Sequence[int]) -> Contents:
        """Some of the passages."""
        return Contents(
            self.document_id,
            self.version,
            self.title,
            self.path,
            self.kind,
            tuple(self.chunk_ids[row] for row in rows),
            tuple(self.spans[row] for row in rows),
            self.vectors[list(rows)],
        )


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length one; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def contents(library: Library, encoder: str, dim: int, documents: Iterable[int]) -> dict[int, Contents]:
    """What these documents hold now, by id; documents without passages are left out."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for page in in_pages(sorted(set(documents))):
        for row in library.read().execute(PASSAGES, (encoder, json.dumps(page))).fetchall():
            found.setdefault(row[0], []).append(row)
    return {document: _contents(rows, dim) for document, rows in found.items()}


def is_common(library: Library, heading: str) -> bool:
    """Whether at least `COMMON` documents have this as an innermost heading: 'Learn more', 'Credits'."""
    words = WORD.findall(heading.lower())
    if not words:
        return False
    match = f'headings : "{" ".join(words)}"'
    found = library.read().execute(SAME_HEADING, (match, READ_FOR_HEADING, heading)).fetchone()[0]
    return bool(found >= COMMON)


def blocks(library: Library, encoder: str, dim: int, documents: Iterable[int]) -> Iterator[Contents]:
    """The same a few documents at a time, so that a folder of any size fits the memory."""
    for page in in_pages(sorted(set(documents)), 64):
        yield from contents(library, encoder, dim, page).values()


def _contents(rows: Sequence[tuple[Any, ...]], dim: int) -> Contents:
    document, version, title, path, kind = rows[0][:5]
    nothing = bytes(dim)
    return Contents(
        document,
        version,
        title,
        path,
        kind,
        tuple(row[5] for row in rows),
        tuple((row[6], row[7]) for row in rows),
        np.frombuffer(b"".join(row[8] or nothing for row in rows), np.int8).reshape(len(rows), dim),
    )


def telling(text: str, frequencies: Frequencies, limit: int) -> tuple[str, ...]:
    """The words that tell most about a text: the count of their stem times its inverse document frequency.

    Args:
        text: of any length; stop words and words of one or two letters say nothing.
        frequencies: of the library that the words are compared with.
        limit: words at most, of different stems.
    """
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for word, count in Counter(WORD.findall(text.lower())).items():
        if len(word) > 2 and word not in STOP_WORDS:
            counts[stem(word)] += count
            words.setdefault(stem(word), word)
    weights = {each: count * frequencies.idf(each) for each, count in counts.items()}
    best = sorted(weights, key=lambda each: (-weights[each], each))
    return tuple(words[each] for each in best[:limit])
