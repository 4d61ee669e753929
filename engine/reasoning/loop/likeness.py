"""The codes' side of many searches at once: nearest chunks and cosines for a batch of vectors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.memory.segments import View

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]


def nearest(view: View, vectors: Vectors, count: int, chunks: Ids | None) -> Ids:
    """The chunks that are among the nearest of any vector, ascending, each once.

    Args:
        view: the rows to search.
        vectors: float32 (q, d), of length one.
        count: chunks that each vector brings at most, from each part.
        chunks: ids to look at, ascending; None for all.
    """
    found = [np.empty(0, np.int64)]
    for part in view.parts:
        live = part.live if chunks is None else part.only(chunks)
        found += [part.ids[rows] for rows, _ in part.rows.search_many(vectors, count, live)]
    return np.unique(np.concatenate(found))


def cosines(view: View, vectors: Vectors, pool: Ids) -> Vectors:
    """float32 (q, n): the likeness of each vector to each chunk of an ascending array; 0 where it has no vector."""
    found = np.zeros((len(vectors), pool.size), np.float32)
    for part in view.parts:
        rows = part.at(pool)
        places = np.searchsorted(pool, part.ids[rows])
        for at, vector in enumerate(vectors):
            found[at, places] = part.rows.scores(vector, rows)
    return found
