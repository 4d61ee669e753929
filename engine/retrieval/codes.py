"""Codes: the library's embeddings in the form that is scanned, in segments on disk and in memory what is new.

A first look at each row's signs finds candidates, and their int8 rows put them in order, nearly as exact floats would.
Every part is searched for itself; the best of all are the best of the whole, for a row's score depends on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from engine.errors import NacreError
from engine.library.store import Library
from engine.memory.segments import Segments, View
from engine.models.encoder import Encoder

Vector = npt.NDArray[np.float32]


class CodeIndex:
    """The embeddings of one library by one encoder; brought up to date before each search, in whatever thread.

    Args:
        threads: of one search, where there are rows enough to share.
    """

    def __init__(self, library: Library, encoder: Encoder, threads: int = 1) -> None:
        self.encoder = encoder
        self._threads = threads
        self._segments = Segments(library, encoder.id, encoder.dim)

    def refresh(self) -> View:
        """What is embedded now; cheap where nothing changed since the last call: 10 µs."""
        return self._segments.view()

    def damages(self) -> tuple[str, ...]:
        """Segments that were found damaged since the last call, a sentence each; searches go on without them."""
        return self._segments.damages()

    def search(self, vector: Vector, limit: int, chunks: Iterable[int] | None = None) -> dict[int, float]:
        """The chunks whose embeddings are most like a vector.

        Args:
            vector: float32 (d,), of length one; one of zeros (a text without words) is like nothing.
            limit: chunks at most.
            chunks: ids to look at; None for all.

        Returns:
            Cosine by chunk id, best first, ties by the lower id.

        Raises:
            NacreError: the vector has another dimension than the encoder's, or is not finite.
        """
        self._check(vector)
        view = self.refresh()
        if limit < 1 or not vector.any():
            return {}
        wanted = None if chunks is None else np.unique(np.fromiter(chunks, np.int64))
        found: list[tuple[npt.NDArray[np.int64], Vector]] = []
        for part in view.parts:
            live = part.live if wanted is None else part.only(wanted)
            rows, scores = part.rows.search(vector, limit, live, self._threads)
            found.append((part.ids[rows], scores))
        return _ordered(found, limit)

    def cosines(self, vector: Vector, chunk_ids: Sequence[int]) -> dict[int, float]:
        """Cosine of given chunks, best first; those without an embedding are left out.

        Raises:
            NacreError: as `search` does.
        """
        self._check(vector)
        view = self.refresh()
        if not chunk_ids or not vector.any():
            return {}
        wanted = np.unique(np.array(chunk_ids, np.int64))
        found: list[tuple[npt.NDArray[np.int64], Vector]] = []
        for part in view.parts:
            rows = part.at(wanted)
            found.append((part.ids[rows], part.rows.scores(vector, rows)))
        return _ordered(found, len(wanted))

    def _check(self, vector: Vector) -> None:
        if vector.shape != (self.encoder.dim,) or not np.isfinite(vector).all():
            raise NacreError(
                f"the encoder {self.encoder.id} gave a vector that can't be searched for: {vector.shape} numbers "
                f"instead of {self.encoder.dim}, or one that is not finite",
                "run nacre doctor, then nacre setup",
            )


def _ordered(found: Sequence[tuple[npt.NDArray[np.int64], Vector]], limit: int) -> dict[int, float]:
    """The best of all parts, ties by the lower chunk."""
    if not found:
        return {}
    ids = np.concatenate([part[0] for part in found])
    scores = np.concatenate([part[1] for part in found])
    order = np.lexsort((ids, -scores))[:limit]
    return dict(zip(ids[order].tolist(), scores[order].tolist(), strict=True))
