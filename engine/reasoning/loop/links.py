"""Follow-up searches: all of a round at once, and how well each passage follows from each chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.memory.segments import View
from engine.reasoning.loop.bridges import Bridge, flat
from engine.reasoning.loop.chains import Chain
from engine.reasoning.loop.field import Field, Floats
from engine.reasoning.loop.followups import FollowUp
from engine.reasoning.loop.lexical import Lexicon
from engine.reasoning.loop.likeness import Ids, Vectors, cosines, nearest
from engine.reasoning.loop.settings import Breadth, Weights
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.query import read_query

REACH = 1.5
"""A follow-up's BM25 is measured against so many times the sum of its words' idf: what a good passage reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """Some texts to look for, embedded. q texts."""

    texts: dict[str, int]  # each text's row
    vectors: Vectors  # (q, d)


def embed(texts: Sequence[str], vectors: SentenceVectors) -> Searches:
    """The vectors of texts, each once, those that were asked before remembered."""
    listed = list(dict.fromkeys(texts))
    return Searches({text: row for row, text in enumerate(listed)}, vectors.of(listed))


def brought(
    searches: Searches, names: Sequence[Bridge], lexicon: Lexicon, view: View, breadth: Breadth, allowed: Ids | None
) -> Ids:
    """The chunks that a round finds, ascending: the nearest of each text, and those that have a rare name."""
    found = [nearest(view, searches.vectors, breadth.nearest, allowed)]
    for name in names:
        having = chunks_with(name, lexicon)
        if having.size <= breadth.having:
            found.append(having if allowed is None else np.intersect1d(having, allowed, assume_unique=True))
    return np.unique(np.concatenate(found))


def chunks_with(name: Bridge, lexicon: Lexicon) -> Ids:
    """The chunks that have all of a name's words, ascending."""
    if not name.tokens:
        return np.empty(0, np.int64)
    known = lexicon.tokens(name.tokens)
    parts = sorted((known[token].chunks for token in dict.fromkeys(name.tokens)), key=len)
    found = parts[0]
    for part in parts[1:]:
        if not found.size:
            break
        places = np.minimum(np.searchsorted(part, found), part.size - 1)
        found = found[part[places] == found]
    return found


def scores(searches: Searches, field: Field, lexicon: Lexicon, view: View, weights: Weights) -> Floats:
    """float64 (q, n): how much each text is like each passage, by cosine and BM25."""
    close: Floats = cosines(view, searches.vectors, field.chunks).astype(np.float64)
    return close + weights.follow_words * word_scores(list(searches.texts), field.chunks, lexicon)


def link(
    source: int,
    follow_ups: Sequence[FollowUp],
    short: tuple[Searches, Floats],
    whole: tuple[Searches, Floats],
    field: Field,
    lexicon: Lexicon,
    weights: Weights,
) -> Floats:
    """float64 (f, n): how well each passage follows by each name.

    The mean of the scores of a name's two texts, more where the name itself is in the passage. Not in one of the same
    title, though: what a document says of itself all over leads nowhere.

    Args:
        source: the chunk that has the names.
        follow_ups: of one chain.
        short: the short texts with their scores.
        whole: of those follow-ups that have been looked for whole; for others the short text stands alone.
    """
    rows: Floats = np.empty((len(follow_ups), field.chunks.size))
    kin = field.kin == field.kin[field.at(source)]
    for at, each in enumerate(follow_ups):
        rows[at] = short[1][short[0].texts[each.short]]
        if each.whole in whole[0].texts:
            rows[at] = (rows[at] + whole[1][whole[0].texts[each.whole]]) / 2
        having = chunks_with(each.bridge, lexicon)
        here = np.isin(field.chunks, having, assume_unique=True) & ~kin
        rows[at] += weights.has_name * lexicon.rarity(having.size) * here
    return rows


def promising(
    chains: Sequence[tuple[Chain, Sequence[FollowUp]]], rows: Sequence[Floats], field: Field, count: int
) -> list[FollowUp]:
    """The follow-ups that lead furthest from the best chains, by their short texts."""
    found = [
        (float(row.max()) + float(field.worth[field.at(chain.chunks[0])]), each)
        for (chain, follow_ups), links in zip(chains, rows, strict=True)
        for row, each in zip(links, follow_ups, strict=True)
    ]
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])[:count]]


def word_scores(texts: Sequence[str], pool: Ids, lexicon: Lexicon) -> Floats:
    """float64 (q, n): the BM25 of each text as a share of what it can reach."""
    tokens = [dict.fromkeys(flat(read_query(text).terms)) for text in texts]
    columns = {token: at for at, token in enumerate(dict.fromkeys(token for each in tokens for token in each))}
    if not columns:
        return np.zeros((len(texts), pool.size))
    known = lexicon.tokens(list(columns))
    shares = np.array([known[token].among(pool) for token in columns])
    found: Floats = np.empty((len(texts), pool.size))
    for row, each in enumerate(tokens):  # a product of matrices would start threads that wait for each other
        reach = REACH * sum(known[token].idf for token in each)
        found[row] = shares[[columns[token] for token in each]].sum(axis=0) / (reach or 1.0)
    return found
