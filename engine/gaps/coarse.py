"""Which chunks of a large side are worth a close look, by the embeddings that the library has of them.

A chunk is promising if no chunk of the other side is like it, or only such as are more like other chunks of its own
side. Work grows with the product of both sides' chunks, a few milliseconds for a million pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.side import Side
from engine.gaps.stretch import Ints, Piece
from engine.retrieval.contents import Floats

MOST = 20_000
"""Chunks of a side that are held against the other's; of a larger one some, evenly."""

CELLS = 4_000_000
"""Pairs that are compared at once."""

TEMPERATURE = 0.05
"""At which chunks compete for a chunk of the other side."""

NEAREST = 3
"""Chunks of the other side that a chunk is held against closely."""

COMPETITION = 0.25
"""The say of the competition beside likeness: the weight of a natural logarithm against a cosine."""

SMALL = 60
"""Characters below which a chunk says nothing that could be missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunks:
    """The n embedded chunks of a side."""

    pieces: tuple[Piece, ...]
    documents: Ints  # (n,)
    vectors: Floats  # (n, d), rows of length one

    def __len__(self) -> int:
        return len(self.pieces)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The n chunks of A against the m of B."""

    likeness: Floats  # (n,): the largest cosine
    share: Floats  # (n,): the largest share of a chunk of B
    nearest: Ints  # (n, NEAREST): chunks of B, the nearest first
    claimants: Ints  # (m, 2): the chunks of A that are most like each chunk of B

    def promise(self) -> Floats:
        """float32 (n,): the higher the likelier a gap."""
        return np.asarray(-self.likeness - COMPETITION * np.log(self.share + 1e-4), np.float32)


def gather(side: Side) -> Chunks:
    """The embedded chunks of a side."""
    total, _ = side.sizes()
    step = max(1, -(-total // MOST))
    pieces: list[Piece] = []
    documents: list[int] = []
    vectors: list[Floats] = []
    seen = 0
    for held in side.contents():
        floats = held.floats()
        for row, (start, end) in enumerate(held.spans):
            seen += 1
            if seen % step == 0 and end - start >= SMALL and held.vectors[row].any():
                pieces.append((held.version, start, end))
                documents.append(held.document_id)
                vectors.append(floats[row])
    stacked = np.stack(vectors) if vectors else np.zeros((0, side.encoder.dim), np.float32)
    return Chunks(tuple(pieces), np.array(documents, np.int64), stacked)


def compare(a: Chunks, b: Chunks, looking: Looking) -> Compared:
    """All chunks of A against all of B, some columns at a time."""
    n, m = len(a), len(b)
    kept = min(NEAREST, m)
    likeness = np.full((n, kept), -1.0, np.float32)
    nearest = np.zeros((n, kept), np.int64)
    share = np.zeros(n, np.float32)
    claimants = np.zeros((m, min(2, n)), np.int64)
    step = max(1, CELLS // max(1, n))
    for start in range(0, m, step):
        looking.go_on(start, m)
        cosines = a.vectors @ b.vectors[start : start + step].T
        columns = np.arange(start, start + cosines.shape[1])
        grown = np.exp((cosines - cosines.max(axis=0, keepdims=True)) / TEMPERATURE)
        share = np.maximum(share, (grown / grown.sum(axis=0, keepdims=True)).max(axis=1))
        claimants[columns] = _best(cosines.T, claimants.shape[1])
        both = np.concatenate([likeness, cosines], axis=1)
        which = np.concatenate([nearest, np.broadcast_to(columns, cosines.shape)], axis=1)
        top = _best(both, kept)
        likeness, nearest = np.take_along_axis(both, top, 1), np.take_along_axis(which, top, 1)
    return Compared(likeness[:, 0], share, nearest, claimants)


def spread(order: Sequence[int], documents: Ints, most: int, each: int) -> list[int]:
    """The first of an order, no more than some of one document."""
    taken: dict[int, int] = {}
    chosen: list[int] = []
    for row in order:
        document = int(documents[row])
        if taken.get(document, 0) < each:
            taken[document] = taken.get(document, 0) + 1
            chosen.append(int(row))
            if len(chosen) == most:
                break
    return chosen


def _best(scores: Floats, count: int) -> Ints:
    """int64 (rows, count): the columns with the highest scores, the highest first."""
    if scores.shape[1] > count:
        top = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    else:
        top = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    order = np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable")
    return np.asarray(np.take_along_axis(top, order, 1), np.int64)
