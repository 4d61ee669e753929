"""Hypervectors: sparse ternary codes of D components for names, for the roles that bind them, and for chunks.

Two sources give them. A *name* has the random code of its hash (item memory), so everyone who spells it alike has the
same code and nothing has to be stored. A *chunk* has the code of its embedding: a fixed random projection of which the
largest components are kept, so that chunks alike in meaning have codes alike.

How many components are not 0 was measured on one machine (two cores, AVX2).

Names (`ITEM_NNZ`), bound pairs recovered from one bundle, codebook of 1,000, D = 10,240, mean of 20 trials:

| nonzeros | 256 pairs, counters | 256 pairs, ternarised | 64 pairs, either |
| --- | --- | --- | --- |
| 4 | .879 | .916 | .99 |
| 8 | .971 | .985 | .999 |
| **16** | **.994** | **.996** | **1** |
| 32 | .998 | .998 | 1 |
| 64 | .999 | .996 | 1 |
| 256 | .998 | .984 | 1 |

The signal-to-noise ratio is sqrt(D / pairs) whatever the number; fewer nonzeros are smaller on disk.

Chunks (`CHUNK_NNZ`), 6,400 real MiniLM rows in groups of 8, 32 and 128 neighbours: rank correlation (Spearman) of the
cosine of two bundles with that of the exact centroids, the same of a query's dense projection (`Projection.sums`) with
bundles, and the bytes of a bundle of 32 and of 64 as they are stored:

| nonzeros | bundle and bundle, 8 / 32 / 128 | query and bundle, 8 / 32 / 128 | bytes |
| --- | --- | --- | --- |
| 64 | .788 / .893 / .940 | .920 / .941 / .948 | 1,683 / 2,036 |
| 128 | .876 / .939 / .966 | .948 / .961 / .964 | 2,045 / 2,680 |
| 256 | .936 / .967 / .977 | .966 / .974 / .974 | 2,706 / 3,592 |
| **512** | **.968 / .981 / .986** | **.977 / .982 / .981** | **3,630 / 4,463** |
| 1,024 | .984 / .989 / .992 | .984 / .986 / .984 | 4,495 / 5,344 |
| 6,827 | .993 / .993 / .993 | .990 / .990 / .987 | 6,614 / 7,489 |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

import native

Bytes = npt.NDArray[np.uint8]
Int8s = npt.NDArray[np.int8]
Int32s = npt.NDArray[np.int32]

D = 10_240
"""Components of a hypervector: 2,560 bytes as a code, 40 KiB as counters."""

ITEM_NNZ = 16
"""Components of a name's code that are not 0."""

CHUNK_NNZ = 512
"""Components of a chunk's code that are not 0: one in twenty."""

STORED_FROM = 64
"""Chunks (or documents) of the smallest node that is stored; a smaller one is made from its members in 12 ms."""


@dataclass(frozen=True, slots=True)
class Form:
    """The measures that all engrams of a library share. Other measures mean that its engrams are made again.

    Args:
        d: components of a hypervector, a multiple of 64.
        item_nnz, chunk_nnz: components that are not 0, of a name's code and of a chunk's, 1 to d.
        stored_from: chunks, or documents, of the smallest node that is stored, at least 1.
    """

    d: int = D
    item_nnz: int = ITEM_NNZ
    chunk_nnz: int = CHUNK_NNZ
    stored_from: int = STORED_FROM


STANDARD = Form()


def item(name: str, d: int = D, nnz: int = ITEM_NNZ) -> Bytes:
    """The code of a name: uint8 (d // 4,), the same on every machine."""
    code: Bytes = items([name], d, nnz)[0]
    return code


def items(names: Sequence[str], d: int = D, nnz: int = ITEM_NNZ) -> Bytes:
    """The codes of names: uint8 (n, d // 4). Measured: 1.3 µs a name, and the hash of it."""
    return native.random_codes(np.array([_seed("item", name) for name in names], np.uint64), d, nnz)


@lru_cache(maxsize=256)
def role(name: str, d: int = D) -> native.Keys:
    """The key that binds what fills a role."""
    return native.keys([_seed("role", name)], d)


class Projection:
    """Chunks' hypervectors from their embeddings: a fixed random ternary matrix, of which the largest sums are kept.

    The matrix depends on the dimension of the embedding only; that vectors of two encoders are never mixed is for
    those who store them, by `encoder_id`.

    Args:
        encoder_id: the encoder whose embeddings come in.
        dim: components of an embedding, a multiple of 64.
        d: components of a hypervector, a multiple of 64.
        nnz: how many of them are not 0.
    """

    def __init__(self, encoder_id: str, dim: int, d: int = D, nnz: int = CHUNK_NNZ) -> None:
        self.encoder_id = encoder_id
        self.dim = dim
        self.d = d
        self.nnz = nnz

    def sums(self, vectors: Int8s) -> Int32s:
        """The projections before anything is dropped: int8 (n, dim) to int32 (n, d). What a query is best compared by.

        Measured on one thread with AVX2: 115 µs a row at dim = 384 and d = 10,240.

        Raises:
            TypeError, ValueError: not int8, or of another width than `dim`.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise ValueError(f"vectors of {self.encoder_id} must be (n, {self.dim}), not {vectors.shape}.")
        matrix = _matrix(self.dim, self.d)
        sums = np.empty((len(vectors), self.d), np.int32)
        for at, vector in enumerate(vectors):
            sums[at] = native.dot_int8(np.ascontiguousarray(vector), matrix)
        return sums

    def codes(self, vectors: Int8s) -> Bytes:
        """The codes of embeddings: int8 (n, dim) to uint8 (n, d // 4). 26 µs a row on top of `sums`.

        Depends on the direction of a vector only; its scale plays no part.
        """
        return native.ternarise(self.sums(vectors), self.nnz)


@lru_cache(maxsize=2)
def _matrix(dim: int, d: int) -> Bytes:
    """d random codes of `dim` components: 1 MB at 384 and 10,240, made in 9 ms."""
    first = np.uint64(_seed("projection", str(dim)))
    return native.random_codes(first + np.arange(d, dtype=np.uint64), dim)


def _seed(purpose: str, name: str) -> int:
    hashed = blake2b(name.encode("utf-8", "replace"), digest_size=8, person=purpose.encode())
    return int.from_bytes(hashed.digest(), "little")
