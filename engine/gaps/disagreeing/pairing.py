"""Which sentences of two sides speak of the same thing: each the other's nearest, by meaning and by rare words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from engine.gaps import coarse
from engine.gaps.disagreeing.passages import Sentence
from engine.gaps.finder import Looking
from engine.gaps.side import Side
from engine.gaps.stretch import Ints, Piece
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.contents import Floats

NEAREST = 2
"""Sentences of the other side that a sentence is held against, if it is one of their nearest too."""

CHUNKS = 3
"""Chunks of the other side that are near a chunk of a large one."""

CLOSE_CHUNKS = 240
"""Pairs of chunks of two large sides, the nearest first, whose sentences are read."""

SMALL = 1_200
"""Sentences of both sides up to which all are read: ten seconds where none is embedded yet."""

CHARACTERS = 110
"""Of a sentence with the space around it, about."""

NEAR = (0.35, 0.5)
"""The likeness from which two sentences may speak of one thing, by tier."""

WORDS = 0.3
"""The say of shared words beside likeness."""

BATCH = 64
"""Sentences that are embedded between two looks at whether anybody still waits."""


def embed(vectors: SentenceVectors, found: Sequence[Sentence], looking: Looking) -> Floats:
    """float32 (n, d), a few at a time."""
    parts = []
    for start in range(0, len(found), BATCH):
        looking.go_on(start, len(found))
        parts.append(vectors.of([each.said.text for each in found[start : start + BATCH]]))
    return np.concatenate(parts) if parts else np.zeros((0, vectors.encoder.dim), np.float32)


def pairs(
    left: Sequence[Sentence], right: Sequence[Sentence], vectors: SentenceVectors, looking: Looking
) -> Iterator[tuple[int, int, float]]:
    """Sentences of two sides that may speak of one thing, as their indices, with how near they are."""
    if not left or not right:
        return
    near = embed(vectors, left, looking) @ embed(vectors, right, looking).T + WORDS * _words(left, right)
    for mine, sentence in enumerate(left):
        for theirs, other in enumerate(right):
            if sentence.document == other.document:
                near[mine, theirs] = -1
    ours, others = _best(near), _best(near.T)
    least = NEAR[min(vectors.encoder.tier, 1)]
    for mine in range(len(left)):
        for theirs in ours[mine]:
            if near[mine, theirs] >= least and mine in others[theirs]:
                yield mine, int(theirs), float(near[mine, theirs])


def all_pairs(
    left: Sequence[Sentence], right: Sequence[Sentence], vectors: SentenceVectors, looking: Looking
) -> Iterator[tuple[int, int, float]]:
    """Each sentence of one passage with each of another one, near or not."""
    if not left or not right:
        return
    near = embed(vectors, left, looking) @ embed(vectors, right, looking).T
    for mine, sentence in enumerate(left):
        for theirs, other in enumerate(right):
            if sentence.document != other.document:
                yield mine, theirs, float(near[mine, theirs])


def near_chunks(a: Side, b: Side, looking: Looking) -> tuple[list[tuple[int, Piece]], list[tuple[int, Piece]]]:
    """The chunks of two sides that are worth reading: all of small ones, else those nearest to each other."""
    if all(side.sizes()[1] <= SMALL * CHARACTERS for side in (a, b)):
        return _all(a), _all(b)
    looking.is_partial = True
    left, right = coarse.gather(a), coarse.gather(b)
    if not len(left) or not len(right):
        return [], []
    close = _close(left, right, looking)
    return (
        [(int(left.documents[row]), left.pieces[row]) for row in dict.fromkeys(row for row, _ in close)],
        [(int(right.documents[row]), right.pieces[row]) for row in dict.fromkeys(row for _, row in close)],
    )


def _all(side: Side) -> list[tuple[int, Piece]]:
    return [(held.document_id, (held.version, *span)) for held in side.contents() for span in held.spans]


def _close(left: coarse.Chunks, right: coarse.Chunks, looking: Looking) -> list[tuple[int, int]]:
    """The nearest pairs of chunks of different documents, the nearest first."""
    found: list[tuple[float, int, int]] = []
    step = max(1, coarse.CELLS // max(1, len(right)))
    for start in range(0, len(left), step):
        looking.go_on(start, len(left))
        cosines = left.vectors[start : start + step] @ right.vectors.T
        cosines[left.documents[start : start + step, None] == right.documents[None, :]] = -1
        for row, columns in enumerate(_best(cosines, CHUNKS)):
            found += [(float(cosines[row, column]), start + row, int(column)) for column in columns]
        found = sorted(found, reverse=True)[:CLOSE_CHUNKS]
    return [(row, column) for cosine, row, column in found if cosine > 0]


def _best(scores: Floats, count: int = NEAREST) -> Ints:
    """int64 (rows, count): the columns with the highest scores."""
    kept = min(count, scores.shape[1])
    if kept == scores.shape[1]:
        return np.broadcast_to(np.arange(kept), (len(scores), kept)).copy()
    return np.asarray(np.argpartition(-scores, kept - 1, axis=1)[:, :kept], np.int64)


def _words(left: Sequence[Sentence], right: Sequence[Sentence]) -> Floats:
    """float32 (n, m): how much of the telling words of the one with fewer the two share, the rarer the more."""
    counts = Counter(key for each in (*left, *right) for key in each.said.keys)
    total = len(left) + len(right)
    weights = {key: math.log1p(total / count) for key, count in counts.items()}
    column = {key: at for at, key in enumerate(counts)}
    one, other = _table(left, column, weights), _table(right, column, weights)
    sums = (one**2).sum(axis=1)[:, None], (other**2).sum(axis=1)[None, :]
    least = np.maximum(np.minimum(*sums), 1e-6)
    return np.asarray(one @ other.T / least, np.float32)


def _table(found: Sequence[Sentence], column: dict[str, int], weights: dict[str, float]) -> Floats:
    table = np.zeros((len(found), len(column)), np.float32)
    for row, each in enumerate(found):
        for key in each.said.keys:
            table[row, column[key]] = math.sqrt(weights[key])
    return table
