"""The links between pages as a network, and how near two pages are in it.

A link counts in both directions. What several pages link to without the library holding it is a node too: two pages
that link to the same missing page have something in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.gaps.stretch import Ints
from engine.retrieval.contents import Floats

RESTART = 0.15
"""The chance that a random walk goes back to where it started (Page et al., 1999)."""

STEPS = 6
"""Of a walk, at most; what is farther apart is not told apart any more."""

LEAST = 2e-4
"""A chance to be somewhere below which a walk is not followed: keeps rows of large libraries short."""

BLOCK = 512
"""Walks that are followed at once."""

HUB = 200
"""Links from which a page joins its neighbours no more than a phone book its entries."""

Sparse = Any
"""A sparse array of scipy, which ships no types."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """n pages, and behind them m things outside the library that at least two of them link to."""

    n: int
    links: Sparse  # csr (n + m, n + m), symmetric, 0 or 1, without loops
    degree: Floats  # (n + m,)

    def linked(self, u: Ints, v: Ints) -> Any:
        """bool (k,): whether either links to the other, for k pairs."""
        return _at(self.links, u, v) > 0

    def neighbours(self, page: int) -> Ints:
        """The nodes that a page is linked with; numbers from n on are outside the library."""
        return np.asarray(self.links.indices[self.links.indptr[page] : self.links.indptr[page + 1]], np.int64)

    def shared(self, u: int, v: int) -> list[int]:
        """Pages that both are linked with, those with few links first."""
        both = np.intersect1d(self.neighbours(u), self.neighbours(v))
        return sorted((int(each) for each in both if each < self.n), key=lambda each: (self.degree[each], each))


def network(n: int, edges: Iterable[tuple[int, int]], outside: Iterable[tuple[int, str]]) -> Network:
    """The network of n pages.

    Args:
        edges: who links to whom; loops and repetitions do not count.
        outside: a page, and what it links to outside the library.
    """
    from scipy.sparse import coo_array

    pairs = {(min(each), max(each)) for each in edges if each[0] != each[1]}
    linking: dict[str, set[int]] = {}
    for page, place in outside:
        linking.setdefault(place, set()).add(page)
    joining = [pages for _, pages in sorted(linking.items()) if len(pages) > 1]
    pairs |= {(page, n + at) for at, pages in enumerate(joining) for page in pages}
    size = n + len(joining)
    ends = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    links = coo_array((np.ones(len(rows), np.float32), (rows, columns)), shape=(size, size)).tocsr()
    return Network(n, links, np.asarray(links.sum(axis=1), np.float32).ravel())


def walks(known: Network, sources: Ints, go_on: Callable[[], None]) -> Iterator[tuple[Ints, Sparse]]:
    """Personalised PageRank, some sources at a time: (s,) sources and csr (s, n + m) chances to be at each node.

    Walks of more than `STEPS` steps and rare turns are left out, so that work grows with the pages, not their square.
    """
    from scipy.sparse import csr_array, eye_array

    onward = _scaled(known)
    start = eye_array(onward.shape[0], format="csr", dtype=np.float32)
    for at in range(0, len(sources), BLOCK):
        go_on()
        block = sources[at : at + BLOCK]
        here = csr_array(start[block])
        total = here * RESTART
        for _ in range(STEPS):
            here = here @ onward * (1 - RESTART)
            here.data[here.data < LEAST] = 0
            here.eliminate_zeros()
            total = total + here * RESTART
        yield block, total.tocsr()


def popularity(known: Network) -> Floats:
    """float32 (n + m,): PageRank, the mean of all walks."""
    onward = _scaled(known).T.tocsr()
    size = onward.shape[0]
    rank = np.full(size, 1 / max(1, size), np.float64)
    for _ in range(30):
        rank = (1 - RESTART) * (onward @ rank) + RESTART / size
    return np.asarray(rank, np.float32)


def common(known: Network, u: Ints, v: Ints) -> tuple[Floats, Floats]:
    """For k pairs: shared neighbours, and the same each divided by the log of its links (Adamic and Adar, 2003)."""
    found = np.zeros((2, len(u)), np.float32)
    weights = np.stack([np.ones_like(known.degree), 1 / np.log(np.maximum(known.degree, 2))])
    for at in range(0, len(u), BLOCK):
        both = known.links[u[at : at + BLOCK]].multiply(known.links[v[at : at + BLOCK]]).tocsr()
        found[:, at : at + BLOCK] = (both @ weights.T).T
    return found[0], found[1]


def two_steps(known: Network, most: int, go_on: Callable[[], None]) -> Iterator[tuple[int, Ints]]:
    """For each page the pages with which it shares most neighbours, hubs aside, and which it is not linked with."""
    from scipy.sparse import diags_array

    weights = np.where((known.degree > 1) & (known.degree <= HUB), 1 / np.maximum(known.degree, 1), 0)
    through = diags_array(weights, format="csr") @ known.links
    for at in range(0, known.n, BLOCK):
        go_on()
        near = (known.links[at : min(known.n, at + BLOCK)] @ through).tocsr()
        for row in range(near.shape[0]):
            low, high = near.indptr[row], near.indptr[row + 1]
            columns, scores = near.indices[low:high], near.data[low:high]
            kept = (columns < known.n) & (columns != at + row) & (scores > 0)
            kept &= ~np.isin(columns, known.neighbours(at + row))
            columns, scores = columns[kept], scores[kept]
            if len(columns):
                yield at + row, np.asarray(columns[np.argsort(-scores, kind="stable")[:most]], np.int64)


def _scaled(known: Network) -> Sparse:
    from scipy.sparse import diags_array

    return (diags_array(1 / np.maximum(known.degree, 1), format="csr") @ known.links).tocsr()


def _at(table: Sparse, rows: Ints, columns: Ints) -> Floats:
    if not len(rows):
        return np.zeros(0, np.float32)
    return np.asarray(table[rows, columns], np.float32).ravel()
