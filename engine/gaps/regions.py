"""Regions of the concept graph: documents and concepts that hang together closely, and how many edges join regions.

Nodes are the concepts that say most about the library, those that documents are about among them. Edges are the
accepted relations, and what a document mentions. Regions are communities (Louvain: Blondel et al., 2008), made with a
fixed seed, so that the same graph always gives the same ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

from engine.gaps.finder import Looking
from engine.graph.lookup import Lookup
from engine.graph.records import Concept
from engine.library.connection import Connection

if TYPE_CHECKING:
    from networkx import Graph

NODES = 4_000
"""Concepts that are looked at, those that say most: enough for some hundred regions, and a second's work."""

COMMON = 0.15
"""Share of the documents from which on a concept is everywhere and joins nothing in particular."""

FEW = 10
"""Documents up to which a concept is never common: all pages of a small library may name each other."""

MOST_DOCUMENTS = 500
"""Documents that mention a concept from which on the same holds in any library."""

DENSE = 2.0
"""Edges that a concept of a region has within it on average, at least."""

DOCUMENTS = 3
"""Documents of a region at least."""

SEED = 7  # any number would do

NUMBERS = re.compile(r"[\d\W_]+")

_MENTIONS = """SELECT k.concept, m.version, m.kind, m.points FROM graph_mentions m JOIN graph_keys k ON k.id = m.key
    WHERE k.concept IN (SELECT value FROM json_each(?))"""
_TITLE = 0  # the place of MentionKind.TITLE among the kinds


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What hangs together."""

    concepts: frozenset[int]
    versions: frozenset[int]  # documents whose titles' concepts are among them
    names: tuple[str, ...]  # of those titles, best first
    degree: int  # ends of edges in it


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The regions of a library."""

    regions: tuple[Region, ...]
    concepts: dict[int, Concept]
    titles: dict[int, int]  # by version: the concept that the document is about
    mentioned: dict[int, frozenset[int]]  # by version: the concepts in it
    crossing: dict[tuple[int, int], int]  # edges between two regions
    edges: int  # of the whole graph

    def pairs(self) -> Iterator[tuple[int, int, int, float]]:
        """Two regions each, the edges between them, and how many chance would make (the configuration model)."""
        for one, other in combinations(range(len(self.regions)), 2):
            expected = self.regions[one].degree * self.regions[other].degree / max(1, 2 * self.edges)
            yield one, other, self.crossing.get((one, other), 0), expected

    def are_joined(self, one: int, other: int) -> bool:
        """Whether of two documents, as versions, either names what the other is about."""
        return self.titles[other] in self.mentioned[one] or self.titles[one] in self.mentioned[other]

    def are_a_series(self, one: int, other: int) -> bool:
        """Whether the titles of two documents, as versions, differ in nothing but numbers: chapters, days, parts."""
        first, second = (NUMBERS.sub("", self.concepts[self.titles[each]].name.casefold()) for each in (one, other))
        return first == second


def atlas(connection: Connection, looking: Looking) -> Atlas:
    """The dense regions of the stored graph.

    Raises:
        Cancelled: nobody wants them any more.
    """
    import networkx as nx  # a third of a second

    lookup = Lookup(connection)
    total = connection.execute("SELECT COUNT(*) FROM graph_versions").fetchone()[0]
    most = max(FEW, min(MOST_DOCUMENTS, COMMON * total))
    best = lookup.best(NODES)
    concepts = {each.concept_id: each for each in best if each.documents <= most}
    if len(best) == NODES:
        looking.notes.append(f"Bridges were looked for among the {NODES:,} concepts that say most about the library.")
    graph: Graph[int] = nx.Graph()
    for edge in lookup.edges_between(list(concepts)):
        if edge.target:
            graph.add_edge(edge.source, edge.target, weight=edge.confidence)
    looking.go_on()
    rows = connection.execute(_MENTIONS, (json.dumps(sorted(concepts)),)).fetchall()
    titles = {version: concept for concept, version, kind, _ in rows if kind == _TITLE}
    mentioned: dict[int, set[int]] = {version: set() for version in titles}
    for concept, version, _, points in rows:
        about = titles.get(version)
        if about is None or about == concept:
            continue
        mentioned[version].add(concept)
        known = graph.get_edge_data(about, concept, {"weight": 0.0})["weight"]
        weight = points / (points + 4) / log(2 + concepts[concept].documents)
        graph.add_edge(about, concept, weight=max(known, weight))
    looking.go_on()
    found = nx.community.louvain_communities(graph, weight="weight", seed=SEED)
    regions = [region for members in found if (region := _region(graph, frozenset(members), titles, concepts))]
    of = {concept: at for at, region in enumerate(regions) for concept in region.concepts}
    crossing: dict[tuple[int, int], int] = {}
    for one, other in graph.edges():
        a, b = of.get(one), of.get(other)
        if a is not None and b is not None and a != b:
            crossing[min(a, b), max(a, b)] = crossing.get((min(a, b), max(a, b)), 0) + 1
    return Atlas(
        tuple(regions),
        concepts,
        titles,
        {version: frozenset(each) for version, each in mentioned.items()},
        crossing,
        graph.number_of_edges(),
    )


def _region(
    graph: Graph[int], members: frozenset[int], titles: dict[int, int], concepts: dict[int, Concept]
) -> Region | None:
    """A community as a region; None where it is thin, or hardly any document is about it."""
    versions = frozenset(version for version, concept in titles.items() if concept in members)
    if len(versions) < DOCUMENTS or 2 * graph.subgraph(members).number_of_edges() < DENSE * len(members):
        return None
    about = {titles[version] for version in versions}
    names = tuple(concepts[each].name for each in sorted(about, key=lambda each: (-concepts[each].score, each)))
    return Region(members, versions, names, sum(degree for _, degree in graph.degree(members)))
