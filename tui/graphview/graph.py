"""What is drawn: nodes and weighted edges, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

MOST = 60  # nodes that a terminal can show

SIGNS = {"centre": "◆", "main": "●", "near": "○"}
"""How each kind of node is marked."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing. Labels and words may come from documents: whoever draws them cleans them."""

    id: str
    label: str
    kind: str  # one of SIGNS
    weight: float  # where there is too little room, the least weight goes first
    about: str = ""  # a sentence for the line below the picture


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two nodes, in no direction."""

    one: str
    other: str
    weight: float  # 0..1
    label: str = ""  # a few cells, beside the line once one of its ends is selected
    about: str = ""  # a sentence


@dataclass(frozen=True)
class Graph:
    """Nodes and the edges between them."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    left_out: int = field(default=0)  # nodes for which there was no room

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    def edges_of(self, id_: str) -> list[tuple[str, Edge]]:
        """What a node is joined to, the heaviest first."""
        found = [
            (edge.other if edge.one == id_ else edge.one, edge) for edge in self.edges if id_ in (edge.one, edge.other)
        ]
        return sorted(found, key=lambda pair: -pair[1].weight)


def cut(graph: Graph, most: int = MOST) -> Graph:
    """The weightiest nodes, with the edges between them; the rest is counted."""
    kept = sorted(graph.nodes, key=lambda node: -node.weight)[:most]
    ids = {node.id for node in kept}
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.id in ids),
        edges=tuple(edge for edge in graph.edges if {edge.one, edge.other} <= ids),
        left_out=graph.left_out + len(graph.nodes) - len(kept),
    )
