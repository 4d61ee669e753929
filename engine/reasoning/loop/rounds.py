"""One question's rounds: the first search as a field of passages, and each round of follow-ups from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.reasoning.loop.bridges import Bridge, bridges, flat, words_of
from engine.reasoning.loop.chains import Chain, Extension
from engine.reasoning.loop.field import TELLING, Field, Stretch, field_of
from engine.reasoning.loop.followups import FollowUp, gap
from engine.reasoning.loop.ground import Ground
from engine.reasoning.loop.likeness import Ids
from engine.reasoning.loop.links import Searches, brought, chunks_with, embed, link, promising, scores
from engine.retrieval.query import read_query
from engine.sources.sentences import sentences

TITLES = """SELECT c.id, v.title FROM json_each(?) AS asked JOIN chunks c ON c.id = asked.value
    JOIN versions v ON v.id = c.version_id"""

SPARE = 4
"""Names looked at beyond those that are wanted: some are in no other passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where the search stands after a round."""

    field: Field
    stretch: Stretch
    extensions: tuple[Extension, ...]  # of this field, all rounds
    searches: int  # follow-up texts of the round


def titles_of(library: Library, chunks: Ids) -> list[str]:
    """The title of each chunk, '' for one that is gone meanwhile."""
    rows = library.read().execute(TITLES, (json.dumps(chunks.tolist()),)).fetchall()
    known = dict(rows)
    return [known.get(chunk, "") for chunk in chunks.tolist()]


def begin(ground: Ground, chunks: Sequence[int]) -> Step:
    """The first search's chunks as a field."""
    pool = np.unique(np.array(list(chunks), np.int64))
    titles = titles_of(ground.library, pool)
    field, stretch = field_of(ground.asked, pool, titles, ground.lexicon, ground.view, ground.settings.weights, None)
    return Step(field, stretch, (), 0)


def first_chains(field: Field, count: int, anchors: int) -> list[Chain]:
    """Passages that the next round starts from, as chains of one.

    Args:
        field: of the first search.
        count: chains at most.
        anchors: of these, passages that stand further down and have a word of the question that the first ones lack,
            the most telling word first.
    """
    order = np.argsort(-field.worth, kind="stable")
    places = order[: max(1, count - anchors)].tolist()
    has = field.cover[:, places].max(axis=1) > 0
    for token in np.argsort(-field.weights, kind="stable"):
        if has[token] or len(places) >= count:
            continue
        best = next((int(place) for place in order if field.cover[token, place] > 0), None)
        if best is not None:
            places.append(best)
            has |= field.cover[:, best] > 0
    places += [place for place in order.tolist() if place not in places][: count - len(places)]
    return [Chain((int(field.chunks[at]),), (), (), float(field.worth[at])) for at in places]


def follow(ground: Ground, step: Step, chains: Sequence[Chain], limit: int) -> Step | None:
    """One round: every chain's names, the follow-ups they make, and all passages that could come next.

    Args:
        ground: what to search in.
        step: where the search stands.
        chains: what to make longer.
        limit: names of the best chain's last passage at most.

    Returns:
        The wider field with the extensions so far and the new ones; None where no passage has a name to follow.

    Raises:
        Stopped: there is no time left, or the user stopped the work.
    """
    ground.clock.look()
    follow_ups = _follow_ups(ground, chains, limit)
    listed = [each for chain in follow_ups for each in chain]
    if not listed:
        return None
    ground.clock.look()
    breadth, weights = ground.settings.breadth, ground.settings.weights
    short = embed([each.short for each in listed], ground.vectors)
    ground.clock.look()
    names = [each.bridge for each in listed]
    found = brought(short, names, ground.lexicon, ground.view, breadth, ground.allowed)
    pool = np.union1d(step.field.chunks, found)
    titles = titles_of(ground.library, pool)
    field, stretch = field_of(ground.asked, pool, titles, ground.lexicon, ground.view, weights, step.stretch)
    paired = [(chain, each) for chain, each in zip(chains, follow_ups, strict=True) if each]
    by_short = short, scores(short, field, ground.lexicon, ground.view, weights)
    nothing = Searches({}, short.vectors[:0]), by_short[1][:0]
    rows = [link(chain.chunks[-1], each, by_short, nothing, field, ground.lexicon, weights) for chain, each in paired]
    ground.clock.look()
    best = promising(paired, rows, field, breadth.whole)
    whole = embed([each.whole for each in best], ground.vectors)
    by_whole = whole, scores(whole, field, ground.lexicon, ground.view, weights)
    rows = [link(chain.chunks[-1], each, by_short, by_whole, field, ground.lexicon, weights) for chain, each in paired]
    new = [
        Extension(chain, tuple(each), row.max(axis=0), row.argmax(axis=0))
        for (chain, each), row in zip(paired, rows, strict=True)
    ]
    ground.clock.look()
    old = [_moved(each, step.field, field) for each in step.extensions]
    return Step(field, stretch, (*old, *new), len(short.texts) + len(whole.texts))


def _follow_ups(ground: Ground, chains: Sequence[Chain], limit: int) -> list[list[FollowUp]]:
    """The follow-ups of each chain: its question so far, a name of its last passage put in."""
    rows = {row.chunk_id: row for row in ground.library.chunk_rows([chain.chunks[-1] for chain in chains])}
    texts = [chain.steps[-1].short if chain.steps else ground.asked.text for chain in chains]
    if not ground.settings.parts.bridging:
        return [_quoted(ground, rows.get(chain.chunks[-1]), text) for chain, text in zip(chains, texts, strict=True)]
    limits = [max(ground.settings.breadth.least_names, limit - place) for place in range(len(chains))]
    listed = []
    for chain, text, most in zip(chains, texts, limits, strict=True):
        row = rows.get(chain.chunks[-1])
        weights = _weights(ground, text)
        passage = "" if row is None else ground.library.text(row.version)[row.start : row.end]
        listed.append([] if row is None else bridges(row.title, passage, weights)[: most + SPARE])
    ground.lexicon.tokens([token for names in listed for name in names for token in name.tokens])
    mine = ground.asked.weight_by_token().keys()
    found = []
    for chain, text, names, most in zip(chains, texts, listed, limits, strict=True):
        known = [name for name in names if not mine >= set(name.tokens) and chunks_with(name, ground.lexicon).size > 1]
        open_part = gap(text, chain.chunks[-1], ground.lexicon)
        found.append([open_part.fill(name) for name in known[:most]])
    return found


def _quoted(ground: Ground, row: ChunkRow | None, text: str) -> list[FollowUp]:
    """The question with the passage's sentence that has most of it; what names are measured against."""
    if row is None:
        return []
    weights = _weights(ground, text)
    passage = ground.library.text(row.version)[row.start : row.end]
    spoken = [passage[start:end] for start, end in sentences(passage)]
    best = max(spoken, key=lambda each: sum(weights.get(token, 0.0) for token in set(flat(words_of(each)))), default="")
    whole = f"{text} {best}"
    return [FollowUp(Bridge(best, (), 0.0), whole, whole)]


def _weights(ground: Ground, text: str) -> Mapping[str, float]:
    tokens = flat(read_query(text).terms)
    known = ground.lexicon.tokens(tokens)
    return {token: known[token].rarity ** TELLING for token in tokens}


def _moved(extension: Extension, old: Field, new: Field) -> Extension:
    """An extension on a wider field: what it did not look at, it does not lead to."""
    places = np.searchsorted(new.chunks, old.chunks)
    link = np.full(new.chunks.size, -1.0)
    by = np.zeros(new.chunks.size, np.int64)
    link[places], by[places] = extension.link, extension.by
    return Extension(extension.chain, extension.follow_ups, link, by)
