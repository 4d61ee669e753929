"""Pairs of pages that are worth weighing: some of each page, never all with all."""

from __future__ import annotations

from itertools import chain

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.links.known import Known
from engine.gaps.links.meaning import nearest
from engine.gaps.links.network import two_steps
from engine.gaps.stretch import Ints
from engine.graph.keys import key_of
from engine.library.store import Library
from engine.retrieval.query import WORD

BY_LINKS = 20
"""Of a page: those with which it shares most neighbours."""

BY_MEANING = 10
"""Of a page: those that are most like it."""

SAME = 0.985
"""The cosine of two texts that say the same: a link between copies helps nobody."""


RUN, REPEATED = 6, 0.5
"""Two texts are one where half of the runs of six words of the shorter stand in the other."""


def candidates(known: Known, looking: Looking) -> tuple[Ints, Ints]:
    """Pairs u < v that are not linked and not copies of each other: by names, by shared neighbours, by meaning."""
    n = len(known.pages)
    named = np.array(list(known.spoken.named), np.int64).reshape(-1, 2)
    found = [named.min(axis=1, initial=n) * n + named.max(axis=1, initial=0)]
    near = nearest(known.vectors, BY_MEANING, looking)
    for page, others in chain(two_steps(known.network, BY_LINKS, looking.go_on), near):
        found.append(np.minimum(page, others) * n + np.maximum(page, others))
    numbers = np.unique(np.concatenate(found))
    u, v = numbers // max(1, n), numbers % max(1, n)
    fit = ~known.network.linked(u, v) & ~copies(known, u, v)
    return u[fit], v[fit]


def copies(known: Known, u: Ints, v: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """bool (k,): whether two pages are one text twice, or are called the same."""
    alike = np.zeros(len(u), bool)
    for at, (a, b) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
        one, other = known.pages[a], known.pages[b]
        alike[at] = one.digest == other.digest or key_of(one.title) == key_of(other.title)
    for at in range(0, len(u), 4096):
        part = slice(at, at + 4096)
        alike[part] |= np.einsum("kd,kd->k", known.raw[u[part]], known.raw[v[part]]) > SAME
    return alike


def is_repeated(library: Library, one: int, other: int) -> bool:
    """Whether one version's text is mostly the other's (Broder, 1997, 'On the resemblance of documents')."""
    left, right = _runs(library.text(one)), _runs(library.text(other))
    return len(left & right) > REPEATED * min(len(left), len(right))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return {tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
