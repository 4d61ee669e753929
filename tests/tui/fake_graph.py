"""The graph of the engine in memory: the concepts that a test puts there."""

from __future__ import annotations

from engine.graph.records import Concept, Edge, MentionKind, Relation, Subgraph
from engine.records import Place


def concepts(*names: str) -> Subgraph:
    """Concepts of which each is tied to the first."""
    nodes = tuple(Concept(n, name, (), MentionKind.TITLE, 2, 9 - n, 1.0 / n) for n, name in enumerate(names, 1))
    edges = tuple(Edge(each.concept_id, Relation.PART_OF, 1, "", 0.8, ()) for each in nodes[1:])
    return Subgraph(nodes, edges, 0)


class FakeGraph:
    """What `engine.graph` is."""

    def __init__(self) -> None:
        self.known = concepts()

    def best(self, limit: int, *, scope: str = "") -> Subgraph:
        return self.known

    def place(self, concept_id: int) -> Place | None:
        return None
