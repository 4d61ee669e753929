"""One side of a comparison: some documents, a few at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import UsageError
from engine.gaps.records import Evidence
from engine.library.connection import in_pages
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.contents import Contents, blocks

TOTALS = """SELECT COUNT(*), ifnull(SUM(c.char_end - c.char_start), 0) FROM chunks c
    JOIN documents d ON d.current_version = c.version_id
    WHERE d.state = 'live' AND d.id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Some documents of a library, read in blocks so that a folder of any size fits the memory."""

    name: str  # as a person named it; '' for the whole library
    documents: frozenset[int]
    library: Library
    vectors: SentenceVectors  # of the encoder whose embeddings of chunks the library holds

    @property
    def encoder(self) -> Encoder:
        """Whose vectors are compared."""
        return self.vectors.encoder

    def contents(self) -> Iterator[Contents]:
        """Document by document: its chunks with their stored embeddings."""
        return blocks(self.library, self.encoder.id, self.encoder.dim, self.documents)

    def sizes(self) -> tuple[int, int]:
        """Chunks, and characters in them."""
        found = [0, 0]
        for page in in_pages(sorted(self.documents)):
            row = self.library.read().execute(TOTALS, (json.dumps(page),)).fetchone()
            found[0] += row[0]
            found[1] += row[1]
        return found[0], found[1]

    def without(self, other: Side) -> Side:
        """The documents that are not on the other side too."""
        return Side(self.name, self.documents - other.documents, self.library, self.vectors)

    def evidence(self, version: int, start: int, end: int, score: float = 0.0) -> Evidence:
        """A passage, letter for letter."""
        quote = self.library.text(version)[start:end]
        return Evidence(self.library.place(version, start, end), quote, score)


def side(library: Library, vectors: SentenceVectors, named: str) -> Side:
    """The side that a person names: see `library.scope`; '' is the whole library.

    Raises:
        UsageError: it matches nothing.
    """
    found = library.scope(named)
    if found is None:
        rows = library.read().execute("SELECT id FROM documents WHERE state = 'live'").fetchall()
        found = frozenset(row[0] for row in rows)
    if not found:
        raise UsageError("there is nothing to compare", "take documents in with nacre ingest")
    return Side(named, found, library, vectors)
