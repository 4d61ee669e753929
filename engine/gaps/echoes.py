"""How much of what is said in A is met again in B, word by word: for each word of A the nearest of a place of B.

Words are compared by what they mean in their context, less what is common to all words of both sides, and count by how
few sentences have them (BERTScore's recall with weights: Zhang et al., 2020, sections 3 and 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.stretch import Stretch
from engine.gaps.terms import Ints, Terms
from engine.retrieval.contents import Floats, unit

BLOCK = 256
"""Words of A that are compared at once: with 10,000 words of B that is 10 MB."""


EVEN = 0.25
"""The power of a direction's variance that is taken off: 0.5 would make all the same. .15 to .4 do as well."""

STEADY = 0.3
"""The share of the mean variance that is added to each, for directions in which a few hundred words hardly vary."""

TINY = 1e-6
"""A mean variance that can be divided by, where all words are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Echoes:
    """n sentences of A and m of B."""

    sums: Floats  # (n, m): the words of each sentence times the cosine of the nearest in and around a sentence of B
    weights: Floats  # (n,): of the words of each sentence

    def of(self, units: Sequence[Ints]) -> Floats:
        """float32 (u, m): the mean over the words of each of u topics."""
        sums = np.stack([self.sums[rows].sum(axis=0) for rows in units])
        weights = np.array([self.weights[rows].sum() for rows in units], np.float32)
        return np.asarray(sums / np.where(weights > 0, weights, 1)[:, None], np.float32)


def echoes(a: Stretch, b: Stretch) -> Echoes:
    """Hold the words of A against those of B."""
    n, m = len(a), len(b)
    sums, totals = np.zeros((n, m), np.float32), np.zeros(n, np.float32)
    if not len(a.terms.rows) or not len(b.terms.rows):
        return Echoes(sums, totals)
    mine, theirs = np.split(evened(np.concatenate([a.terms.vectors, b.terms.vectors])), [len(a.terms.rows)])
    weights = word_weights(a.terms, b.terms, n + m)
    said, starts = np.unique(b.terms.rows, return_index=True)
    same = b.run[1:] == b.run[:-1]
    for low in range(0, len(mine), BLOCK):
        here = slice(low, low + BLOCK)
        nearest = np.full((len(mine[here]), m), -1.0, np.float32)
        nearest[:, said] = np.maximum.reduceat(mine[here] @ theirs.T, starts, axis=1)
        wide = nearest.copy()
        wide[:, 1:] = np.maximum(wide[:, 1:], np.where(same, nearest[:, :-1], -1.0))
        wide[:, :-1] = np.maximum(wide[:, :-1], np.where(same, nearest[:, 1:], -1.0))
        np.add.at(sums, a.terms.rows[here], wide * weights[here, None])
    np.add.at(totals, a.terms.rows, weights)
    return Echoes(sums, totals)


def evened(vectors: Floats) -> Floats:
    """float32 (w, d), rows of length one: vectors without their mean, with what most of them share drawn in.

    Directions in which words on one subject vary much tell them apart less well than others: each is divided by a root
    of its variance (half of whitening: Su et al., 2021).

    Args:
        vectors: (w, d) of the words of both sides.
    """
    centred = unit(vectors - vectors.mean(axis=0))
    variances, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    steady = np.maximum(variances, 0) + STEADY * max(float(variances.mean()), TINY)
    return unit(np.asarray(centred @ (directions * steady**-EVEN), np.float32))


def word_weights(a: Terms, b: Terms, sentences: int) -> Floats:
    """float32 (w,): ln(1 + N / df) of the words of A, over the sentences of both sides."""
    counts = Counter(root for side in (a, b) for _, root in set(zip(side.rows.tolist(), side.roots, strict=True)))
    return np.array([np.log1p(sentences / counts[root]) for root in a.roots], np.float32)
