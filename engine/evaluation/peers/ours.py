"""Nacre's own search, and the plain product of numpy that everyone can write."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

import native
from engine.evaluation.peers.contender import Contender, Ids, Vectors
from engine.memory.rows import Rows, kept

OURS = "nacre-scan-rescore"


class Nacre:
    """The rows as a library holds them, searched as the product searches: how many are kept is its own affair."""

    def __init__(self, rows: Vectors) -> None:
        self._rows = Rows.from_floats(rows)
        self.bytes_per_row = self._rows.bytes_per_row

    def tune(self, setting: int) -> None:
        raise ValueError("the product sets what it needs by itself")

    def search(self, query: Vectors, k: int) -> Ids:
        return self._rows.search(query, k)[0]

    def search_many(self, queries: Vectors, k: int) -> Ids:
        return np.stack([ids for ids, _ in self._rows.search_many(queries, k)])

    def scan(self, query: Vectors, k: int) -> tuple[Callable[[], object], npt.NDArray[np.uint8], int]:
        """The first look at all rows alone, its selection included, the array that it reads, and the rows it keeps."""
        rows, keep = self._rows, kept(self._rows.n, k)
        head = native.quantise(query.reshape(1, -1))[0][0, : rows.head].copy()
        return lambda: native.scan_signs(head, rows.signs, rows.n, keep), rows.signs, keep


class _Numpy:
    def __init__(self, rows: Vectors) -> None:
        self._rows = rows
        self.bytes_per_row = float(rows.itemsize * rows.shape[1])

    def tune(self, setting: int) -> None:
        raise ValueError("an exact search has nothing to set")

    def search(self, query: Vectors, k: int) -> Ids:
        return _best(self._rows @ query, k)

    def search_many(self, queries: Vectors, k: int) -> Ids:
        return np.stack([_best(scores, k) for scores in queries @ self._rows.T])


def _best(scores: Vectors, k: int) -> Ids:
    found = np.argpartition(-scores, k)[:k]
    best: Ids = found[np.argsort(-scores[found])]
    return best


CONTENDERS = (
    Contender(OURS, Nacre),
    Contender("numpy-float32", _Numpy),
)
