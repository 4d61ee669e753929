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
    common = (a.terms.vectors.sum(axis=0) + b.terms.vectors.sum(axis=0)) / (len(a.terms.rows) + len(b.terms.rows))
    mine, theirs = unit(a.terms.vectors - common), unit(b.terms.vectors - common)
    weights = _weights(a.terms, b.terms, n + m)
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


def _weights(a: Terms, b: Terms, sentences: int) -> Floats:
    """float32 (w,): ln(1 + N / df) of the words of A, over the sentences of both sides."""
    counts = Counter(root for side in (a, b) for _, root in set(zip(side.rows.tolist(), side.roots, strict=True)))
    return np.array([np.log1p(sentences / counts[root]) for root in a.roots], np.float32)
