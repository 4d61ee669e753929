"""The graph's service: what the library is about, what it says of each concept, and how concepts hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.graph.records import (
    Carrier,
    Concept,
    ConceptPage,
    Edge,
    GraphPath,
    GraphStats,
    NamedEdge,
    Relation,
    Subgraph,
)
from engine.records import Place
from engine.room import Room

if TYPE_CHECKING:
    from engine.graph.lookup import Lookup

SHOWN_EDGES = 60  # of one concept
SHOWN_PLACES = 12  # the same
SHOWN_NODES = 120  # of a map that is exported

DEFINING = (Relation.DEFINED_AS, Relation.IS_A)
BEHIND = {Relation.LINKS_TO: 1, Relation.RELATED: 2}  # what says less stands behind what says more
FORMS = ("graphml", "json", "mermaid", "html")


class GraphService:
    """The knowledge graph of a library."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def concepts(self, query: str = "", limit: int = 50, *, scope: str = "") -> tuple[Concept, ...]:
        """The concepts that say most about the library, or those whose names hold all words of `query`; best first.

        Raises:
            UsageError: the scope matches nothing.
        """
        with self._lookup(scope) as lookup:
            return tuple(lookup.best(limit, query))

    def concept(self, name: str, *, scope: str = "") -> ConceptPage:
        """What the library says of a concept.

        Raises:
            UsageError: there is no concept of that name.
        """
        from engine.graph.quoting import cited

        with self._lookup(scope) as lookup:
            found = self._named(lookup, name)
            edges = lookup.edges_of(found.concept_id)
            definitions = [edge for edge in edges if edge.relation in DEFINING and edge.source == found.concept_id]
            others = [edge for edge in edges if edge not in definitions]
            others = sorted(others, key=lambda edge: BEHIND.get(edge.relation, 0))[:SHOWN_EDGES]
            mentioned = lookup.mentioned(found.concept_id, SHOWN_PLACES)
            return ConceptPage(
                found,
                self._with_names(lookup, definitions[:SHOWN_PLACES]),
                self._with_names(lookup, others),
                cited(self._room.library, (Carrier(version, start, end) for version, _, start, end in mentioned)),
                found.documents,
            )

    def path(self, a: str, b: str, *, scope: str = "", cancel: Flag | None = None) -> GraphPath:
        """How two concepts hang together: the steps from the one to the other, each with what carries it.

        Raises:
            UsageError: one of them is no concept.
            Cancelled: `cancel` was set.
        """
        from engine.graph.walking import path

        with self._lookup(scope) as lookup:
            one, other = self._named(lookup, a), self._named(lookup, b)
            ids, edges = path(lookup, one.concept_id, other.concept_id, cancel or Flag())
            if not ids:
                return GraphPath((one, other), ())
            named = lookup.concepts(ids)
            return GraphPath(tuple(named[each] for each in ids), self._with_names(lookup, edges))

    def neighbourhood(
        self, name: str, depth: int = 1, limit: int = 60, *, scope: str = "", cancel: Flag | None = None
    ) -> Subgraph:
        """The concepts around one, it first.

        Raises:
            UsageError: there is no such concept.
            Cancelled: `cancel` was set.
        """
        from engine.graph.walking import around

        with self._lookup(scope) as lookup:
            centre = self._named(lookup, name)
            ids, cut = around(lookup, centre.concept_id, depth, limit, cancel or Flag())
            known = lookup.concepts(ids)
            concepts = tuple(known[each] for each in ids if each in known)
            return Subgraph(concepts, tuple(self._among(lookup, ids)), int(cut))

    def best(self, limit: int = SHOWN_NODES, *, scope: str = "") -> Subgraph:
        """The concepts that say most about the library, and the edges between them."""
        with self._lookup(scope) as lookup:
            concepts = lookup.best(limit)
            ids = [each.concept_id for each in concepts]
            edges = self._among(lookup, ids)
            return Subgraph(tuple(concepts), tuple(edges), max(0, lookup.count() - len(concepts)))

    def export(self, form: str, *, limit: int = SHOWN_NODES, scope: str = "") -> str:
        """The best concepts and their edges as 'graphml', 'json', 'mermaid' or one 'html' page.

        Raises:
            UsageError: there is no such form, or the scope matches nothing.
        """
        from engine.errors import no_such
        from engine.graph import exporting

        if form not in FORMS:
            raise no_such("form", form, FORMS)
        graph = self.best(limit, scope=scope)
        if form == "graphml":
            return exporting.graphml(graph)
        if form == "json":
            return exporting.as_json(graph)
        if form == "mermaid":
            return exporting.mermaid(graph)
        from engine.graph.page import page

        return page(graph, self.names_and_places(graph.edges))

    def names_and_places(self, edges: Sequence[Edge]) -> tuple[NamedEdge, ...]:
        """Edges with the names of their ends and the sentences that carry them."""
        with self._lookup("") as lookup:
            return self._with_names(lookup, edges)

    def place(self, concept_id: int) -> Place | None:
        """Where a concept is spoken of most; None where it is gone."""
        with self._lookup("") as lookup:
            found = lookup.mentioned(concept_id, 1)
            if not found:
                return None
            version, _, start, end = found[0]
            return self._room.library.place(version, start, end)

    def stats(self) -> GraphStats:
        """What the graph holds."""
        from engine.graph.stale import NEW

        with self._room.library.database.snapshot() as connection:

            def count(sql: str) -> int:
                return int(connection.execute(sql).fetchone()[0])

            relations = connection.execute(
                "SELECT relation, COUNT(*) FROM graph_triples GROUP BY relation ORDER BY 2 DESC"
            )
            by_relation = {row[0]: row[1] for row in relations.fetchall()}
            return GraphStats(
                count("SELECT COUNT(*) FROM graph_versions"),
                count("SELECT COUNT(*) FROM graph_concepts"),
                count("SELECT COUNT(*) FROM graph_keys"),
                count("SELECT ifnull(SUM(count), 0) FROM graph_mentions"),
                sum(by_relation.values()) - by_relation.get(Relation.ALSO_CALLED.value, 0),
                by_relation,
                count(f"SELECT COUNT(*) FROM ({NEW})"),
            )

    def settle(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> int:
        """Bring the graph up to date now; the documents that were looked at.

        Raises:
            Cancelled: `cancel` was set; what was done stays.
        """
        from engine.graph.step import settle

        return settle(self._room.library, self._room.encoder(), listen=listen, cancel=cancel)

    # --- inside -------------------------------------------------------------------------------------------------

    @contextmanager
    def _lookup(self, scope: str) -> Iterator[Lookup]:
        from engine.graph.lookup import Lookup

        library = self._room.library
        with library.database.snapshot() as connection:
            documents = library.scope(scope)
            if documents is None:
                yield Lookup(connection)
                return
            rows = connection.execute("SELECT id, current_version FROM documents WHERE state = 'live'").fetchall()
            yield Lookup(connection, frozenset(version for document, version in rows if document in documents))

    def _named(self, lookup: Lookup, name: str) -> Concept:
        found = lookup.named(name)
        if found is not None:
            return found
        near = lookup.best(5, name)
        if not near:
            first = name.split()[:1]
            near = lookup.best(5, first[0]) if first else []
        shown = name.strip()[:80]
        if near:
            raise UsageError(f"the graph has no concept '{shown}'", f"there is {', '.join(each.name for each in near)}")
        raise UsageError(f"the graph has no concept '{shown}'", "nacre map lists what there is")

    def _among(self, lookup: Lookup, ids: Sequence[int]) -> list[Edge]:
        """What joins some concepts: statements, and for pairs without one that a document about one names the other."""
        edges = lookup.edges_between(ids)
        if len(ids) > SHOWN_NODES:
            return edges
        joined = {frozenset((edge.source, edge.target)) for edge in edges}
        mentions = (
            edge for edge in lookup.mentions_between(ids) if frozenset((edge.source, edge.target)) not in joined
        )
        return [*edges, *mentions]

    def _with_names(self, lookup: Lookup, edges: Sequence[Edge]) -> tuple[NamedEdge, ...]:
        from engine.graph.quoting import cited

        known = lookup.concepts({end for edge in edges for end in (edge.source, edge.target) if end})
        return tuple(
            NamedEdge(
                edge,
                known[edge.source].name,
                edge.words or known[edge.target].name,
                cited(self._room.library, edge.carriers),
            )
            for edge in edges
            if edge.source in known and (edge.words or edge.target in known)
        )
