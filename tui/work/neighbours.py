"""What lies near an answer or a document, as a graph: the documents cited, and those most like them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.records import Place, SimilarDocument
from tui.graphview.graph import Edge, Graph, Node, cut
from tui.graphview.layout import Positions, lay_out
from tui.talk import Source, counted

if TYPE_CHECKING:
    from engine.engine import Engine

QUESTION = "question"
SOURCES = 10  # documents of an answer whose neighbours are looked for
NEAR = 6  # neighbours of each
AROUND = 12  # of one document in the middle
SECOND = 4  # neighbours of each of those


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A graph with where its nodes stand, and the document behind each node that has one."""

    graph: Graph
    positions: Positions
    centre: str
    places: dict[str, Place]
    centring: Callable[[str], Callable[[Engine, Flag], Neighbourhood]] | None = None  # None: around the node's document


class _Growing:
    """A graph while it grows; a node or an edge that comes twice keeps the larger weight."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: dict[frozenset[str], Edge] = {}
        self.places: dict[str, Place] = {}

    def node(self, node: Node, place: Place | None = None) -> None:
        known = self.nodes.get(node.id)
        if known is None or known.weight < node.weight:
            self.nodes[node.id] = node
        if place is not None:
            self.places.setdefault(node.id, place)

    def edge(self, edge: Edge) -> None:
        key = frozenset((edge.one, edge.other))
        known = self.edges.get(key)
        if len(key) > 1 and (known is None or known.weight < edge.weight):
            self.edges[key] = edge

    def near(self, id_: str, found: Iterable[SimilarDocument]) -> list[Place]:
        """The neighbours of a node."""
        places = []
        for each in found:
            other = key(each.place)
            self.node(Node(other, title(each.place), "near", min(0.89, each.score), each.kind), each.place)
            self.edge(Edge(id_, other, each.score, f"{each.score:.2f}".removeprefix("0"), each.why))
            places.append(each.place)
        return places

    def done(self, centre: str) -> Neighbourhood:
        graph = cut(Graph(tuple(self.nodes.values()), tuple(self.edges.values())))
        return Neighbourhood(graph, lay_out(graph), centre, self.places)


def around_answer(engine: Engine, question: str, sources: Sequence[Source], cancel: Flag) -> Neighbourhood:
    """The question in the middle, the documents of its sources around it, and those most like them. On a thread."""
    growing = _Growing()
    growing.node(Node(QUESTION, question, "centre", 2.0, f"the question · {counted(len(sources), 'source')}"))
    marks: dict[str, list[Source]] = {}
    for source in sources:
        marks.setdefault(key(source.place), []).append(source)
    most = max(map(len, marks.values()), default=1)
    for id_, each in marks.items():
        numbers = "".join(f"[{source.n}]" for source in each)
        place = each[0].place
        said = "cited" if each[0].quoted else "found"
        node = Node(
            id_, f"{numbers} {title(place)}", "main", 0.9 + len(each) / 100, f"{said} {counted(len(each), 'time')}"
        )
        growing.node(node, place)
        growing.edge(Edge(QUESTION, id_, len(each) / most))
    for id_ in list(marks)[:SOURCES]:
        growing.near(id_, _similar(engine, growing.places[id_], NEAR, cancel))
    return growing.done(QUESTION)


def around_document(engine: Engine, scope: str, cancel: Flag) -> Neighbourhood:
    """A document in the middle, those most like it around it, and what is most like those. On a thread.

    Raises:
        UsageError: there is no such document.
    """
    found = engine.memory.similar(scope, k=AROUND)
    growing = _Growing()
    middle = engine.library.documents(scope)
    one = middle[0] if len(middle) == 1 else None
    id_ = f"{one.document_id}" if one is not None else scope
    place = None
    if one is not None:
        place = Place(one.document_id, one.version, one.path, one.part, one.title, (), None, None, None, 1, 1, 0, 0)
    label = title(place) if place is not None else found.target
    growing.node(
        Node(id_, label, "centre", 2.0, one.kind if one is not None else counted(len(middle), "document")), place
    )
    for each in growing.near(id_, found.documents):
        growing.near(key(each), _similar(engine, each, SECOND, cancel))
    return growing.done(id_)


def _similar(engine: Engine, place: Place, k: int, cancel: Flag) -> Sequence[SimilarDocument]:
    if cancel.is_set():
        return ()
    try:
        return engine.memory.similar(scope_of(place), k=k).documents
    except UsageError:  # it was forgotten since it was cited
        return ()


def key(place: Place) -> str:
    """The id of a document's node."""
    return str(place.document_id)


def title(place: Place) -> str:
    """What a document is called."""
    return place.title or place.path.replace("\\", "/").rpartition("/")[2]


def scope_of(place: Place) -> str:
    """What means a document to the engine."""
    return f"{place.path}#{place.part}" if place.part else place.path
