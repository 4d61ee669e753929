"""The embeddings that make up nodes: which ones a document has now, and their codes.

An embedding is named by its row and that row's generation. Both together never name another vector, so what was added
under a name is what is subtracted under it, even where the text has been embedded again since.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

import native
from engine.errors import NacreError
from engine.library.connection import Connection, in_pages
from engine.memory.arrays import Bytes, Int8s, Int32s
from engine.memory.engram_packing import Ref
from engine.memory.engram_store import section_key
from engine.memory.projection import Projection

REMEMBERED = 2_048
"""Codes that are kept while a batch is worked on: 5 MB at D = 10,240."""

PAGE = 256


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of a version that have an embedding, in their order."""

    refs: tuple[Ref, ...]
    headings: tuple[tuple[str, ...], ...]
    bad: tuple[int, ...]  # ids of chunks whose embedding can't be used


class EmbeddingGone(NacreError):
    """An embedding that was counted is no longer there; sums that hold it have to be made anew."""

    def __init__(self) -> None:
        super().__init__("an embedding that the engrams count is gone", "run nacre ingest to count anew")


def chunks_of(connection: Connection, encoder_id: str, dim: int, version: int) -> Chunks:
    """What a version consists of now. An embedding of another length, or with a scale that is none, is left out."""
    rows = connection.execute(
        """SELECT e.id, e.generation, c.headings, length(e.vector), e.scale, c.id FROM chunks c
        JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ? WHERE c.version_id = ? ORDER BY c.ordinal""",
        (encoder_id, version),
    ).fetchall()
    good = [row for row in rows if row[3] == dim and 0 <= row[4] < math.inf]
    return Chunks(
        tuple((row[0], row[1]) for row in good),
        tuple(tuple(json.loads(row[2])) for row in good),
        tuple(row[5] for row in rows if row[3] != dim or not 0 <= row[4] < math.inf),
    )


def nodes_of(document: str, chunks: Chunks) -> dict[str, list[int]]:
    """Which chunks make up a document and each of its sections: places in `chunks` by key.

    Args:
        document: the document's key.
    """
    found: dict[str, list[int]] = {document: list(range(len(chunks.refs)))}
    for at, headings in enumerate(chunks.headings):
        for depth in range(1, len(headings) + 1):
            found.setdefault(section_key(document, headings[:depth]), []).append(at)
    return found


class Members:
    """Codes of counted embeddings within one transaction or snapshot.

    Args:
        connection: sees one state of the library for as long as this is used.
        projection: of the encoder that the references belong to.
    """

    def __init__(self, connection: Connection, projection: Projection) -> None:
        self._connection = connection
        self._projection = projection
        self._codes: OrderedDict[Ref, Bytes] = OrderedDict()

    def codes(self, refs: Sequence[Ref]) -> Bytes:
        """uint8 (n, d // 4) in the order of `refs`.

        Raises:
            EmbeddingGone: one of them is neither in the library nor leaving it.
        """
        missing = [ref for ref in dict.fromkeys(refs) if ref not in self._codes]
        fresh: dict[Ref, Bytes] = {}
        if missing:
            vectors = self._vectors(missing)
            rows = np.stack([vectors[ref] for ref in missing])
            fresh = dict(zip(missing, self._projection.codes(rows), strict=True))
        found = [fresh[ref] if ref in fresh else self._codes[ref] for ref in refs]
        self._codes.update(fresh)
        while len(self._codes) > REMEMBERED:
            self._codes.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, self._projection.d // 4), np.uint8)

    def add(self, counters: Int32s, refs: Sequence[Ref], weight: int = 1) -> None:
        """counters += weight * the sum of the codes of `refs`; nothing is added where one of them is gone.

        Raises:
            EmbeddingGone: as `codes`.
        """
        total = np.zeros_like(counters)
        for start in range(0, len(refs), PAGE):
            native.bundle(total, self.codes(refs[start : start + PAGE]), weight)
        counters += total

    def _vectors(self, refs: Iterable[Ref]) -> dict[Ref, Int8s]:
        wanted = set(refs)
        found: dict[Ref, Int8s] = {}
        for table, row_id in (("embeddings", "id"), ("engram_leaving", "embedding")):
            for page in in_pages({row for row, generation in wanted if (row, generation) not in found}):
                for row, generation, vector in self._connection.execute(
                    f"SELECT {row_id}, generation, vector FROM {table} WHERE {row_id} IN ({','.join('?' * len(page))})",
                    page,
                ).fetchall():
                    if (row, generation) in wanted and len(vector) == self._projection.dim:
                        found[row, generation] = np.frombuffer(vector, np.int8)
        if len(found) < len(wanted):
            raise EmbeddingGone
        return found
