"""Which segments are about one thing: agglomerative, over the nearest neighbours of each, in bounded memory.

A segment is one vector: its mean embedding beside its words, weighted by how telling they are and hashed to a few
hundred dimensions (Weinberger et al., 2009), so that one dot product weighs both. Pairs are joined from the likest one
down, as long as the members of both groups are alike enough on average: a group's nearness does not grow with its size.
With n segments it takes n² dot products in blocks and n × NEAREST pairs: the result depends on the segments alone.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from engine.threads.analysis import FoundSegment

HASHED = 512
"""Dimensions of the words."""

MEANING = 0.4
"""Share of the embedding in a likeness; the rest is words."""

FEW = 20
"""Segments from which their mean is taken for what all of them have in common, and set aside."""

NEAREST = 12
"""Neighbours of a segment that it may be joined with."""

BLOCK = 512
"""Rows of one product: 512 × 5,000 float32 are 10 MB."""

ALIKE = {True: 0.3, False: 0.26}
"""Mean likeness of two groups from which they are one thread, with meaning and with hashed tokens. Of pairs from a year
of chats, one in forty is that much alike by chance with meaning, and one in two hundred with hashed tokens; of those
that hold the answer to one question, two in five and one in five."""

Vectors = npt.NDArray[np.float32]


def document_frequency(segments: Sequence[FoundSegment]) -> Counter[str]:
    """In how many segments each word or pair stands."""
    return Counter(key for each in segments for key, _, _ in each.terms)


def rarity(frequency: Mapping[str, int], segments: int) -> dict[str, float]:
    """How telling each word is among so many segments: the logarithm of one in how many has it, with a few more that
    have it not, for in a handful of segments a word that two share would tell nothing."""
    return {key: math.log((segments + FEW) / (count + 0.5)) for key, count in frequency.items()}


def vectors(segments: Sequence[FoundSegment], rare: Mapping[str, float]) -> Vectors:
    """float32 (n, d + HASHED), rows of length one, or zeros where a segment has neither words nor an embedding."""
    d = max((len(each.vector) for each in segments), default=0)
    meaning = np.zeros((len(segments), d), np.float32)
    for row, each in enumerate(segments):
        if len(each.vector) == d and d:
            meaning[row] = np.frombuffer(each.vector, np.int8)
    meaning = _unit(meaning)
    meaning -= meaning.sum(axis=0) / (len(segments) + FEW)
    words = np.zeros((len(segments), HASHED), np.float32)
    places = {key: (zlib.crc32(key.encode()) % HASHED, 1 if zlib.crc32(key.encode()) & 0x8000 else -1) for key in rare}
    for row, each in enumerate(segments):
        for key, _, count in each.terms:
            column, sign = places[key]
            words[row, column] += sign * (1 + math.log(count)) * rare[key]
    return _unit(np.hstack([math.sqrt(MEANING) * _unit(meaning), math.sqrt(1 - MEANING) * _unit(words)]))


def cluster(rows: Vectors, alike: float) -> list[list[int]]:
    """Indices of the rows that belong together, each group in order, the groups by their first row.

    Args:
        rows: float32 (n, d), of length one.
        alike: mean dot product from which two groups are one.
    """
    n = len(rows)
    sums, members = rows.copy(), [[at] for at in range(n)]
    parent = list(range(n))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    changed = True
    pairs = _pairs(rows, alike)
    while changed:  # a group that has grown may have come nearer to one that was too far
        changed = False
        for one, other in pairs:
            mine, theirs = sorted((root(one), root(other)))
            if mine == theirs or float(sums[mine] @ sums[theirs]) < (alike * len(members[mine]) * len(members[theirs])):
                continue
            parent[theirs] = mine
            sums[mine] += sums[theirs]
            members[mine] += members[theirs]
            changed = True
    return [sorted(members[at]) for at in range(n) if parent[at] == at]


def _pairs(rows: Vectors, alike: float) -> list[tuple[int, int]]:
    """Each row with its nearest, the likest pair first."""
    found: dict[tuple[int, int], float] = {}
    n = len(rows)
    for start in range(0, n, BLOCK):
        likeness = rows[start : start + BLOCK] @ rows.T
        for offset in range(len(likeness)):
            likeness[offset, start + offset] = -1
        near = min(NEAREST, n - 1)
        if near < 1:
            return []
        best = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
        for offset, columns in enumerate(best):
            for column in columns.tolist():
                value = float(likeness[offset, column])
                if value >= alike * 0.8:
                    pair = (min(start + offset, column), max(start + offset, column))
                    found[pair] = max(found.get(pair, -1.0), round(value, 5))
    return sorted(found, key=lambda pair: (-found[pair], pair))


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0), np.float32)
