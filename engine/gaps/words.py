"""Words that two sides share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.gaps.stretch import Stretch
from engine.retrieval.contents import Floats


def shared(a: Stretch, b: Stretch) -> Floats:
    """float32 (n, m): the share of the words of each sentence of A that stand in a sentence of B or beside it.

    Words count by how few sentences of both sides have them: ln(1 + N / df).
    """
    n, m = len(a), len(b)
    counts = Counter(word for words in (*a.words, *b.words) for word in words)
    common = sorted(set().union(*a.words) & set().union(*b.words))
    column = {word: at for at, word in enumerate(common)}
    weights = {word: float(np.log1p((n + m) / count)) for word, count in counts.items()}
    found = np.zeros((n, m), np.float32)
    if common:
        left, right = _table(a.words, column), _table(b.words, column)
        right = _beside(right, b)
        left *= np.array([weights[word] for word in common], np.float32)
        found = left @ right.T
    totals = np.array([sum(weights[word] for word in words) for words in a.words], np.float32)
    return np.asarray(found / np.where(totals > 0, totals, 1)[:, None], np.float32)


def _table(words: Sequence[frozenset[str]], column: dict[str, int]) -> Floats:
    table = np.zeros((len(words), len(column)), np.float32)
    for row, each in enumerate(words):
        table[row, [column[word] for word in each if word in column]] = 1
    return table


def _beside(table: Floats, b: Stretch) -> Floats:
    """What stands in a sentence or one of its neighbours in the same text."""
    wide = table.copy()
    same = (b.run[1:] == b.run[:-1])[:, None]
    wide[1:] = np.maximum(wide[1:], table[:-1] * same)
    wide[:-1] = np.maximum(wide[:-1], table[1:] * same)
    return wide
