"""Statements of many versions become edges: what says the same is one, and independent sources make it surer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from engine.graph.records import Carrier, Edge, Relation

CARRIERS = 4  # kept of an edge
ACCEPTED = 0.5
"""Confidence from which on a statement is shown as an edge."""

MOST_SURE = 0.99
LIFT = 3.0
"""How much more often than by chance two concepts stand together before they are 'related'."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One stored triple, its names as concepts."""

    source: int
    relation: Relation
    target: int  # 0: words
    words: str
    version: int
    start: int
    end: int
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Chance:
    """What it takes to say how often two concepts would stand together by chance."""

    mentions: int  # of all concepts
    of: Mapping[int, int]  # by concept


def edges(statements: Iterable[Statement], chance: Chance) -> list[Edge]:
    """The accepted edges, surest first."""
    groups: dict[tuple[int, Relation, int, str], list[Statement]] = {}
    for each in statements:
        if each.source == each.target or each.relation is Relation.ALSO_CALLED:
            continue  # a page's other name is told with its names
        one, other = each.source, each.target
        if each.relation in (Relation.RELATED, Relation.SAME_AS) and other:
            one, other = min(one, other), max(one, other)
        groups.setdefault((one, each.relation, other, each.words.casefold()), []).append(each)
    found = []
    for (one, relation, other, _), same in groups.items():
        sure = _related(same, one, other, chance) if relation is Relation.RELATED else _sure(same)
        if sure >= (0.1 if relation is Relation.RELATED else ACCEPTED):
            ranked = sorted(same, key=lambda each: (-each.confidence, each.version, each.start))
            carriers = tuple(Carrier(each.version, each.start, each.end) for each in ranked[:CARRIERS])
            found.append(Edge(one, relation, other, ranked[0].words, round(sure, 3), carriers))
    return sorted(found, key=lambda edge: (-edge.confidence, edge.source, edge.relation, edge.target, edge.words))


def _sure(same: Iterable[Statement]) -> float:
    """What independent documents say adds up; what one document repeats does not."""
    best: dict[int, float] = {}
    for each in same:
        best[each.version] = max(best.get(each.version, 0.0), each.confidence)
    doubt = 1.0
    for sure in best.values():
        doubt *= 1.0 - sure
    return min(MOST_SURE, 1.0 - doubt) if len(best) > 1 else max(best.values())


def _related(same: Iterable[Statement], one: int, other: int, chance: Chance) -> float:
    """Normalised pointwise mutual information of two concepts in sentences (Bouma 2009); 0 where it is too little."""
    together = sum(int(each.method.rpartition(":")[2]) for each in same)
    apart = chance.of.get(one, 0) * chance.of.get(other, 0)
    if together < 2 or not apart:
        return 0.0
    lift = together * chance.mentions / apart
    if lift < LIFT or chance.mentions <= together:
        return 0.0
    return min(0.9, log(lift) / log(chance.mentions / together))
