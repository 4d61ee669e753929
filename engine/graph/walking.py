"""From concept to concept: what lies around one, and how two hang together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import log
from threading import Event as Flag

from engine.errors import Cancelled
from engine.graph.lookup import Lookup
from engine.graph.records import Edge, Relation

WIDTH = 60  # edges of one concept that are followed, the surest first
STATEMENTS = 240  # of one concept, each way, that these edges are made of
LOOKED_AT = 1_500  # concepts whose edges are read for one path
STEP = 1.0
"""What a step costs beside its doubt: a path of few steps beats one of many sure ones."""

_WEAK = {Relation.RELATED: 1.0, Relation.MENTIONS: 0.7}  # what they cost more than a statement


def around(lookup: Lookup, centre: int, depth: int, limit: int, cancel: Flag) -> tuple[list[int], bool]:
    """Concepts within `depth` steps, nearest and surest first, the centre at their head; whether some are left out."""
    found = {centre: 0.0}
    ring = [centre]
    for _ in range(depth):
        following: dict[int, float] = {}
        for each in ring:
            for edge, other in steps(lookup, each, cancel):
                if other not in found:
                    following[other] = min(following.get(other, 9e9), found[each] + cost(edge))
        room = limit - len(found)
        ring = sorted(following, key=lambda each: (following[each], each))
        if len(ring) > room:
            return [*found, *ring[: max(0, room)]], True
        found.update({each: following[each] for each in ring})
    return list(found), False


def path(lookup: Lookup, one: int, other: int, cancel: Flag) -> tuple[list[int], list[Edge]]:
    """The concepts on the cheapest path, both ends among them, and what joins each to the next; empty if none is found.

    Both ends are widened by turns until they meet, then the cheapest path through what was read is chosen.
    """
    import networkx as nx  # a third of a second

    graph = nx.Graph()
    graph.add_nodes_from((one, other))
    seen: tuple[set[int], set[int]] = ({one}, {other})
    rings: list[list[int]] = [[one], [other]]
    read = 0
    while rings[0] and rings[1] and read < LOOKED_AT:
        side = 0 if len(rings[0]) <= len(rings[1]) else 1
        following: list[int] = []
        for each in rings[side]:
            read += 1
            if read > LOOKED_AT:
                break
            for edge, near in steps(lookup, each, cancel):
                known = graph.get_edge_data(each, near)
                if known is None or known["cost"] > cost(edge):
                    graph.add_edge(each, near, cost=cost(edge), edge=edge)
                if near not in seen[side]:
                    seen[side].add(near)
                    following.append(near)
        rings[side] = following
        if nx.has_path(graph, one, other):
            ids = list(nx.shortest_path(graph, one, other, weight="cost"))
            return ids, [graph.edges[here, there]["edge"] for here, there in pairwise(ids)]
    return [], []


def steps(lookup: Lookup, concept: int, cancel: Flag) -> Iterator[tuple[Edge, int]]:
    """The edges that lead on from a concept, and where to."""
    if cancel.is_set():
        raise Cancelled("looking through the graph was stopped")
    for edge in (*lookup.edges_of(concept, STATEMENTS)[:WIDTH], *lookup.mentions(concept)[: WIDTH // 2]):
        if edge.target:
            yield edge, edge.target if edge.source == concept else edge.source


def cost(edge: Edge) -> float:
    """What following an edge costs: the more it is doubted, the more."""
    return STEP - log(max(edge.confidence, 0.01)) + _WEAK.get(edge.relation, 0.0)
