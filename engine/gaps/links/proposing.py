"""Which links to propose: candidates weighed, each as one page that should link to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.links.candidates import candidates, is_repeated
from engine.gaps.links.features import LINKS, mention_rows, pair_rows, text_rows, title_share
from engine.gaps.links.known import Known
from engine.gaps.links.spoken import Named
from engine.gaps.links.weights import Case, load
from engine.gaps.stretch import Ints
from engine.retrieval.contents import Floats

LEAST_NAMED = 0.3
"""The confidence that a link must have where one page names the other."""

LEAST = 0.2
"""The confidence it must have where nothing is named: more is not to be had, for nobody links all that could be."""

COMMON = 8, 0.05
"""A name of one word that more pages than both this many and this share of all have is a word of their language, unless
links say otherwise."""

AGAIN = 0.93
"""How much less a proposal counts for each one before it with the same page: ten links to one page are one thought."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link that is missing."""

    source: int  # pages by their numbers
    target: int
    confidence: float
    named: Named | None  # how the source names the target


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """k pairs of pages."""

    u: Ints  # (k,)
    v: Ints
    rows: Floats  # (k, len(PAIR))
    linked: np.ndarray[tuple[int], np.dtype[np.bool_]]  # (k,): whether both have links at all


def propose(known: Known, looking: Looking) -> Iterator[Proposal]:
    """The links that are missing, the surest first and of different pages."""
    weighed = weigh(known, *candidates(known, looking), looking)
    looking.weighed += len(weighed.u)
    for each in varied([*named_proposals(known, weighed), *silent_proposals(known, weighed)]):
        looking.go_on()
        if not is_repeated(known.side.library, known.pages[each.source].version, known.pages[each.target].version):
            yield each


def weigh(known: Known, u: Ints, v: Ints, looking: Looking) -> Weighed:
    """What speaks for each of k pairs."""
    degree = known.network.degree
    linked = np.asarray((degree[u] > 0) & (degree[v] > 0), bool)
    if linked.any():
        rows = pair_rows(known, u, v, looking.go_on)
    else:
        rows = np.concatenate([text_rows(known, u, v), np.zeros((len(u), len(LINKS)), np.float32)], axis=1)
    return Weighed(u, v, rows, linked)


def named_proposals(known: Known, weighed: Weighed) -> Iterator[Proposal]:
    """Of pairs in which one page names the other; of two that name each other the surer way."""
    best: dict[tuple[int, int], Proposal] = {}
    for way in (False, True):
        source, target = (weighed.v, weighed.u) if way else (weighed.u, weighed.v)
        named = np.array(
            [each in known.spoken.named for each in zip(source.tolist(), target.tolist(), strict=True)], bool
        )
        for linked in (True, False):
            chosen = np.flatnonzero(named & (weighed.linked == linked))
            a, b = source[chosen], target[chosen]
            sure = named_confidence(known, a, b, weighed.rows[chosen], linked=linked)
            for one, other, confidence in zip(a.tolist(), b.tolist(), sure.tolist(), strict=True):
                pair = min(one, other), max(one, other)
                if not linked and _is_word(known, one, other):
                    continue
                if confidence >= LEAST_NAMED and (pair not in best or best[pair].confidence < confidence):
                    best[pair] = Proposal(one, other, confidence, known.spoken.named[one, other])
    yield from best.values()


def named_confidence(known: Known, source: Ints, target: Ints, rows: Floats, *, linked: bool) -> Floats:
    """float32 (k,): how sure it is that a page should link to one that it names, by the rows of their pairs."""
    model = load(known.side.encoder.tier, Case.LINKED_NAMED if linked else Case.PLAIN_NAMED)
    return model.confidence(np.concatenate([rows, mention_rows(known, source, target)], axis=1))


def _is_word(known: Known, source: int, target: int) -> bool:
    """Whether a page's name is too common among the pages to mean it: 'Python' among notes on programs."""
    only = known.spoken.named[source, target].words == 1
    return only and known.naming[target] > max(COMMON[0], COMMON[1] * len(known.pages))


def silent_proposals(known: Known, weighed: Weighed) -> Iterator[Proposal]:
    """Of pairs in which neither names the other, but both are about the same or stand among the same links."""
    named = known.spoken.named
    tier = known.side.encoder.tier
    for linked in (True, False):
        chosen = np.flatnonzero(weighed.linked == linked)
        sure = load(tier, Case.LINKED if linked else Case.PLAIN).confidence(weighed.rows[chosen])
        chosen, sure = chosen[sure >= LEAST], sure[sure >= LEAST]
        u, v = weighed.u[chosen], weighed.v[chosen]
        turned = title_share(known, v, u) > title_share(known, u, v)
        for a, b, confidence, turn in zip(u.tolist(), v.tolist(), sure, turned, strict=True):
            if (a, b) in named or (b, a) in named or not (known.pages[a].is_named and known.pages[b].is_named):
                continue
            yield Proposal(*((b, a) if turn else (a, b)), float(confidence), None)


def varied(proposals: list[Proposal]) -> Iterator[Proposal]:
    """The surest first, but not one page again and again."""
    ordered = sorted(proposals, key=lambda each: (-each.confidence, each.source, each.target))
    waiting = [(-each.confidence, at) for at, each in enumerate(ordered)]  # in order, so a heap
    seen: Counter[int] = Counter()
    while waiting:
        before, at = heappop(waiting)
        each = ordered[at]
        worth = each.confidence * AGAIN ** (seen[each.source] + seen[each.target])
        if worth < -before:  # what a page is worth only falls
            heappush(waiting, (-worth, at))
            continue
        seen.update((each.source, each.target))
        yield each
