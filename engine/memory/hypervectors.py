"""Hypervectors: sparse ternary codes of D components for names, for the roles that bind them, and for chunks.

Two sources give them. A *name* has the random code of its hash (`items`), so everyone who spells it alike has the same
code and nothing has to be stored. A *chunk* has the code of its embedding (`projection`): a fixed random projection of
which the largest components are kept, so that chunks alike in meaning have codes alike. Here are their measures.

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

from dataclasses import dataclass

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
