"""The library's graph for the pane: its best concepts, or those around one of them."""

from __future__ import annotations

from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.graph.records import Concept, Relation, Subgraph
from engine.graph.records import Edge as Tie
from tui.graphview.graph import MOST, Edge, Graph, Node, cut
from tui.graphview.layout import lay_out
from tui.talk import counted
from tui.work.neighbours import Neighbourhood

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.records import Place

_PLAIN = (Relation.MENTIONS, Relation.LINKS_TO, Relation.RELATED)  # too common to be written beside each line

FEW = 36  # concepts of the whole library's map: more than a pane holds well are no map


def library_map(engine: Engine, cancel: Flag) -> Neighbourhood:
    """The concepts that say most about the library. On a thread."""
    found = engine.graph.best(FEW)
    centre = found.concepts[0].name if found.concepts else ""
    return _drawn(engine, found, centre, cancel, main=FEW // 3)


def around_concept(engine: Engine, name: str, cancel: Flag) -> Neighbourhood:
    """A concept in the middle and what is around it. On a thread.

    Raises:
        UsageError: there is no such concept.
    """
    found = engine.graph.neighbourhood(name, 2, MOST // 2, cancel=cancel)
    return _drawn(engine, found, found.concepts[0].name, cancel, main=8)


def _drawn(engine: Engine, found: Subgraph, centre: str, cancel: Flag, main: int) -> Neighbourhood:
    nodes = []
    for at, each in enumerate(found.concepts):
        kind = "centre" if each.name == centre else "main" if at <= main else "near"
        weight = 2.0 if kind == "centre" else 1.0 - at / (2 * len(found.concepts))
        nodes.append(Node(str(each.concept_id), each.name, kind, weight, _about(each)))
    edges = tuple(map(_edge, (each for each in found.edges if each.target)))
    graph = cut(Graph(tuple(nodes), edges, found.left_out))
    middle = next((str(each.concept_id) for each in found.concepts if each.name == centre), "")
    names = {str(each.concept_id): each.name for each in found.concepts}
    return Neighbourhood(
        graph,
        lay_out(graph),
        middle,
        _places(engine, found, cancel),
        lambda id_: lambda again, flag: around_concept(again, names[id_], flag),
    )


def _edge(found: Tie) -> Edge:
    relation, sure = found.relation.value.replace("_", " "), f"{found.confidence:.0%} sure"
    plain = found.relation in _PLAIN
    ends = str(found.source), str(found.target)
    return Edge(*ends, found.confidence, "" if plain else relation, f"{relation}, {sure}" if plain else sure)


def _places(engine: Engine, found: Subgraph, cancel: Flag) -> dict[str, Place]:
    """Where each concept is spoken of most."""
    places = {}
    for each in found.concepts:
        if cancel.is_set():
            break
        place = engine.graph.place(each.concept_id)
        if place is not None:
            places[str(each.concept_id)] = place
    return places


def _about(each: Concept) -> str:
    also = f" · also {', '.join(each.aliases[:3])}" if each.aliases else ""
    return f"{counted(each.mentions, 'mention')} in {counted(each.documents, 'document')}{also}"
