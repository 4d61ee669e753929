"""What speaks for a link between two pages, in numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.gaps.links.known import Known
from engine.gaps.links.network import BLOCK, Sparse, common, popularity, walks
from engine.gaps.stretch import Ints
from engine.retrieval.contents import Floats

TEXT = (
    "likeness",  # cosine of what both are about
    "concepts",  # cosine of their concepts in the graph
    "title_words",  # the share of one's title that the other's text has, by the rarity of its words
    "named",  # how often they name each other outside links, by the rarity of the names
    "is_named",
    "folder",  # whether both lie in one folder, and how few others do
)
LINKS = (
    "walk",  # personalised PageRank, both ways, ln
    "walk_fair",  # the same by the popularity of where it leads, ln
    "adamic_adar",  # shared neighbours, those with few links first
    "neighbours_likeness",  # of each to the mean of what the other links with
)
PAIR = TEXT + LINKS
MENTION = (
    "exact",  # whether the name stands there in its own letter case
    "count",  # how often, ln
    "name_words",
    "name_rarity",  # ln of pages for each that has the name
    "habit",  # the share of those that have the name and link it
)

EVERYTHING = PAIR + MENTION

FAINT = 1e-5
"""A chance to meet that stands for none."""

PRIOR = 1.0, 4.0
"""Of pages with a name, so many link it of so many before any was seen."""


def pair_rows(known: Known, u: Ints, v: Ints, go_on: Callable[[], None]) -> Floats:
    """float32 (k, len(PAIR)) for k pairs of pages."""
    return np.concatenate([text_rows(known, u, v), link_rows(known, u, v, go_on)], axis=1)


def text_rows(known: Known, u: Ints, v: Ints) -> Floats:
    """float32 (k, len(TEXT)): what the texts say."""
    spoken = known.spoken.named
    counts = np.array(
        [
            [found.count if (found := spoken.get(each)) else 0 for each in ((a, b), (b, a))]
            for a, b in zip(u.tolist(), v.tolist(), strict=True)
        ],
        np.float32,
    ).reshape(-1, 2)
    rarity = np.stack([name_rarity(known, v), name_rarity(known, u)], axis=1)
    folders = [
        known.folder[known.pages[a].folder] if known.pages[a].folder == known.pages[b].folder else 0.0
        for a, b in zip(u, v, strict=True)
    ]
    columns = (
        _cosines(known.vectors, known.vectors, u, v),
        known.concepts.likeness(u, v),
        np.maximum(title_share(known, u, v), title_share(known, v, u)),
        np.log1p((np.log1p(counts) * rarity).sum(axis=1)),
        (counts > 0).any(axis=1),
        np.array(folders),
    )
    return np.stack([np.asarray(each, np.float32) for each in columns], axis=1)


def link_rows(known: Known, u: Ints, v: Ints, go_on: Callable[[], None]) -> Floats:
    """float32 (k, len(LINKS)): what the links say."""
    net = known.network
    there, back = meeting(known, u, v, go_on)
    rank = popularity(net)
    fair = np.log(there / rank[v] + 0.01) + np.log(back / rank[u] + 0.01)
    around = _around(known)
    columns = (
        np.log(there + back + FAINT),
        fair,
        common(net, u, v)[1],
        _cosines(known.vectors, around, u, v) + _cosines(known.vectors, around, v, u),
    )
    return np.stack([np.asarray(each, np.float32) for each in columns], axis=1)


def mention_rows(known: Known, u: Ints, v: Ints) -> Floats:
    """float32 (k, len(MENTION)): how page u names page v; both are in `known.spoken.named`."""
    found = [known.spoken.named[a, b] for a, b in zip(u.tolist(), v.tolist(), strict=True)]
    columns = (
        np.array([each.exact > 0 for each in found]),
        np.log1p(np.array([each.count for each in found], np.float32)),
        np.minimum(3, np.array([each.words for each in found], np.float32)),
        name_rarity(known, v),
        (known.linking[v] + PRIOR[0]) / (known.naming[v] + PRIOR[1]),
    )
    return np.stack([np.asarray(each, np.float32) for each in columns], axis=1).reshape(-1, len(MENTION))


def name_rarity(known: Known, pages: Ints) -> Floats:
    """ln(n / pages that name it)."""
    return np.log(len(known.pages) / np.maximum(1, known.naming[pages])).astype(np.float32)


def title_share(known: Known, u: Ints, v: Ints) -> Floats:
    """float32 (k,): the share of the words of v's title that u's text has, by their rarity."""
    held, titles = known.spoken.title_words, known.spoken.titles
    holders = np.bincount(held.indices, minlength=held.shape[1])
    rarity = np.log((1 + len(known.pages)) / np.maximum(holders, 1)).astype(np.float32)
    found = np.zeros(len(u), np.float32)
    for at in range(0, len(u), BLOCK):
        title = titles[v[at : at + BLOCK]]
        both = title.multiply(held[u[at : at + BLOCK]]).tocsr() @ rarity
        found[at : at + BLOCK] = both / np.maximum(title @ rarity, 1e-6)
    return found


def meeting(known: Known, u: Ints, v: Ints, go_on: Callable[[], None]) -> tuple[Floats, Floats]:
    """float32 (k,) each: the chance that a walk from u is at v, and that one from v is at u.

    Only walks from the end with fewer links are followed, for links go both ways: the chance from u to v times the
    links of u is that from v to u times the links of v.
    """
    degree = known.network.degree
    turned = degree[u] > degree[v]
    source, goal = np.where(turned, v, u), np.where(turned, u, v)
    found = np.zeros(len(u), np.float32)
    order = np.argsort(source, kind="stable")
    here = 0
    for block, chances in walks(known.network, np.unique(source), go_on):
        end = int(np.searchsorted(source[order], block[-1], side="right"))
        rows = order[here:end]
        found[rows] = np.asarray(chances[np.searchsorted(block, source[rows]), goal[rows]]).ravel()
        here = end
    back = found * degree[source] / np.maximum(degree[goal], 1)
    return np.where(turned, back, found), np.where(turned, found, back)


def _around(known: Known) -> Floats:
    """float32 (n, d): the mean of what each page is linked with, within the library."""
    n = known.network.n
    links: Sparse = known.network.links[:n, :n]
    return np.asarray((links @ known.vectors) / np.maximum(known.network.degree[:n], 1)[:, None], np.float32)


def _cosines(left: Floats, right: Floats, u: Ints, v: Ints) -> Floats:
    found = np.zeros(len(u), np.float32)
    for at in range(0, len(u), 8 * BLOCK):
        part = slice(at, at + 8 * BLOCK)
        found[part] = np.einsum("kd,kd->k", left[u[part]], right[v[part]])
    return found
