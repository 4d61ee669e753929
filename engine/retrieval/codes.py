"""Codes: the library's ternary codes in memory, scanned whole and rescored with 8-bit embeddings.

A code takes 96 bytes; a scan of all of them by an int8 query finds candidates, and the candidates' int8 embeddings
put them in order, nearly as exact floats would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

import native
from engine.library.rows import LoadedEmbeddings
from engine.library.store import Library
from engine.models.encoder import Encoder

RESCORED = 200
"""Candidates that the scan hands over at least. At 10,000 rows fewer would do; at a million, 100 are too few."""


class CodeIndex:
    """The codes of one library by one encoder; brought up to date before each search, in whatever thread."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self.encoder = encoder
        self._library = library
        self._loaded: LoadedEmbeddings | None = None
        self._refreshing = Lock()

    def refresh(self) -> LoadedEmbeddings:
        """What is embedded now; cheap where nothing changed since the last call."""
        with self._refreshing:
            known = self._loaded
            if known is None:
                known = self._library.embeddings.load(self.encoder.id)
            elif known.generation != self._library.generation():
                known = _merged(known, self._library.embeddings.load(self.encoder.id, known.generation))
            self._loaded = known
            return known

    def search(
        self, vector: npt.NDArray[np.float32], limit: int, chunks: Iterable[int] | None = None
    ) -> dict[int, float]:
        """The chunks whose embeddings are most like a vector.

        Args:
            vector: float32 (d,), of length one; one of zeros (a text without words) is like nothing.
            limit: chunks at most.
            chunks: ids to look at; None for all.

        Returns:
            Cosine by chunk id, best first, ties by the lower id.
        """
        index = self.refresh()
        if not len(index.chunk_ids) or limit < 1 or not vector.any():
            return {}
        query, _ = native.quantise(vector.reshape(1, -1))
        live = None
        if chunks is not None:
            wanted = np.fromiter(chunks, np.int64)
            live = np.packbits(np.isin(index.chunk_ids, wanted), bitorder="little")
        rows, _ = native.scan_top_k(query[0], index.codes, max(RESCORED, 2 * limit), live)
        return _ordered(index, vector, rows, limit)

    def cosines(self, vector: npt.NDArray[np.float32], chunk_ids: Sequence[int]) -> dict[int, float]:
        """Cosine of given chunks, best first; those without an embedding are left out."""
        index = self.refresh()
        if not len(index.chunk_ids) or not chunk_ids or not vector.any():
            return {}
        wanted = np.array(sorted(chunk_ids), np.int64)
        rows = np.searchsorted(index.chunk_ids, wanted)
        rows = rows[
            (rows < len(index.chunk_ids)) & (index.chunk_ids[np.minimum(rows, len(index.chunk_ids) - 1)] == wanted)
        ]
        return _ordered(index, vector, rows.astype(np.int64), len(rows))


def _ordered(
    index: LoadedEmbeddings, vector: npt.NDArray[np.float32], rows: npt.NDArray[np.int64], limit: int
) -> dict[int, float]:
    scores = native.dot_rows_int8(np.ascontiguousarray(vector), index.vectors, index.scales, rows)
    order = np.lexsort((index.chunk_ids[rows], -scores))[:limit]
    return {int(index.chunk_ids[rows[at]]): float(scores[at]) for at in order}


def _merged(known: LoadedEmbeddings, news: LoadedEmbeddings) -> LoadedEmbeddings:
    """What is known, less what is gone, with the news; rows ordered by chunk id."""
    if not len(known.chunk_ids):
        return news
    kept = np.isin(known.chunk_ids, news.present) & ~np.isin(known.chunk_ids, news.chunk_ids)
    ids = np.concatenate([known.chunk_ids[kept], news.chunk_ids])
    order = np.argsort(ids, kind="stable")

    def joined(old: npt.NDArray[np.generic], new: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        both = np.concatenate([old[kept], new]) if len(new) else old[kept]
        return np.ascontiguousarray(both[order])

    return LoadedEmbeddings(
        generation=news.generation,
        chunk_ids=ids[order],
        codes=joined(known.codes, news.codes),  # type: ignore[arg-type]
        vectors=joined(known.vectors, news.vectors),  # type: ignore[arg-type]
        scales=joined(known.scales, news.scales),  # type: ignore[arg-type]
        present=news.present,
    )
