"""Reads the stored graph: concepts by name, what is said of them, and which documents mention them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from engine.graph.edges import Chance, Statement, edges
from engine.graph.keys import key_of
from engine.graph.records import Carrier, Concept, Edge, MentionKind, Relation
from engine.graph.versions import KINDS
from engine.library.connection import Connection

HALF_POINTS = 30
"""Points of a concept whose score is one half."""

MOST_STATEMENTS = 4_000  # looked at of one concept, the surest first
MOST_BETWEEN = 20_000  # the same, of a map
LEAST_POINTS = 5  # of a concept in a document that a map joins it to
MENTIONING = 40  # documents whose titles' concepts mention a concept

_CONCEPT = "SELECT id, name, aliases, kind, documents, mentions, points FROM graph_concepts"
_STATEMENT = """SELECT s.concept, t.relation, ifnull(o.concept, 0), t.words, t.version, t.char_start, t.char_end,
    t.method, t.confidence FROM graph_triples t JOIN graph_keys s ON s.id = t.subject
    LEFT JOIN graph_keys o ON o.id = t.object"""
_KEYS_OF = "SELECT id FROM graph_keys WHERE concept IN (SELECT value FROM json_each(?1))"


class Lookup:
    """Questions to the graph, within one state of the database.

    Args:
        versions: only what these versions gave; None for the whole library.
    """

    def __init__(self, connection: Connection, versions: frozenset[int] | None = None) -> None:
        self._connection = connection
        self._versions = versions
        self._listed = None if versions is None else json.dumps(sorted(versions))

    def best(self, limit: int, words: str = "") -> list[Concept]:
        """The concepts that say most about the library, or those of them whose names hold all of the words."""
        if self._listed is not None:
            return self._best_of_versions(limit, words)
        where, values = _having(words)
        sql = f"{_CONCEPT} {where} ORDER BY points DESC, name LIMIT ?"
        return [_concept(row) for row in self._all(sql, (*values, limit))]

    def count(self) -> int:
        """How many concepts there are."""
        if self._listed is None:
            return int(self._all("SELECT COUNT(*) FROM graph_concepts")[0][0])
        sql = """SELECT COUNT(DISTINCT k.concept) FROM graph_mentions m JOIN graph_keys k ON k.id = m.key
            WHERE m.version IN (SELECT value FROM json_each(?))"""
        return int(self._all(sql, (self._listed,))[0][0])

    def named(self, name: str) -> Concept | None:
        """The concept that a name means; None where there is none."""
        rows = self._all(
            f"{_CONCEPT} WHERE id = (SELECT concept FROM graph_keys WHERE key = ?)", (key_of(name) or name,)
        )
        return _concept(rows[0]) if rows else None

    def concepts(self, ids: Iterable[int]) -> dict[int, Concept]:
        """Concepts by id; those that are gone are left out."""
        listed = json.dumps(sorted(set(ids)))
        rows = self._all(f"{_CONCEPT} WHERE id IN (SELECT value FROM json_each(?))", (listed,))
        return {row[0]: _concept(row) for row in rows}

    def edges_of(self, concept: int, most: int = MOST_STATEMENTS) -> list[Edge]:
        """The accepted edges of a concept, both ways, surest first; without those of documents that mention it.

        Args:
            most: statements that are looked at, each way.
        """
        listed = json.dumps([concept])
        rows = []
        for column in ("subject", "object"):
            sql = (
                f"{_STATEMENT} WHERE t.{column} IN ({_KEYS_OF}) {self._within('t')} ORDER BY t.confidence DESC LIMIT ?"
            )
            rows += self._all(sql, (listed, most))
        return self._edges(set(rows))

    def edges_between(self, concepts: Sequence[int]) -> list[Edge]:
        """The accepted edges among some concepts."""
        listed = json.dumps(sorted(concepts))
        sql = f"""{_STATEMENT} WHERE t.subject IN ({_KEYS_OF}) AND t.object IN ({_KEYS_OF}) {self._within("t")}
            ORDER BY t.confidence DESC LIMIT ?2"""
        return self._edges(self._all(sql, (listed, MOST_BETWEEN)))

    def mentioned(self, concept: int, limit: int) -> list[tuple[int, int, int, int]]:
        """(version, count, start, end) of the documents that say most of a concept."""
        sql = f"""SELECT m.version, m.count, json_extract(m.spans, '$[0]'), json_extract(m.spans, '$[1]')
            FROM graph_mentions m WHERE m.key IN ({_KEYS_OF}) {self._within("m")}
            ORDER BY m.points DESC, m.version LIMIT ?2"""
        return [(row[0], row[1], row[2], row[3]) for row in self._all(sql, (json.dumps([concept]), limit))]

    def mentions(self, concept: int) -> list[Edge]:
        """Between a concept and those that documents are about: who mentions it, and what its document mentions."""
        sql = f"""SELECT tk.concept, ck.concept, m.version, m.spans, m.points FROM graph_mentions m
            JOIN graph_keys ck ON ck.id = m.key
            JOIN graph_mentions t ON t.version = m.version AND t.kind = 0 JOIN graph_keys tk ON tk.id = t.key
            WHERE m.kind != 0 AND tk.concept != ck.concept AND {{}} IN ({_KEYS_OF}) {self._within("m")}
            ORDER BY m.points DESC, m.version LIMIT {MENTIONING}"""
        listed = (json.dumps([concept]),)
        found: dict[tuple[int, int], Edge] = {}
        for source, target, version, spans, points in (
            *self._all(sql.format("m.key"), listed),
            *self._all(sql.format("t.key"), listed),
        ):
            start, end = json.loads(spans)[:2]
            sure = round(points / (points + 4), 3)
            edge = Edge(source, Relation.MENTIONS, target, "", sure, (Carrier(version, start, end),))
            known = found.get((source, target))
            if known is None or known.confidence < sure:
                found[source, target] = edge
        return sorted(found.values(), key=lambda edge: (-edge.confidence, edge.source, edge.target))

    def mentions_between(self, concepts: Sequence[int]) -> list[Edge]:
        """Which of some concepts are mentioned where others of them are what a document is about; surest first."""
        sql = f"""SELECT tk.concept, ck.concept, m.version, m.spans, m.points FROM graph_mentions t
            JOIN graph_keys tk ON tk.id = t.key JOIN graph_mentions m ON m.version = t.version
            JOIN graph_keys ck ON ck.id = m.key
            WHERE t.kind = 0 AND t.key IN ({_KEYS_OF}) AND m.key IN ({_KEYS_OF}) AND m.kind != 0
            AND tk.concept != ck.concept AND m.points >= ?2 {self._within("m")}
            ORDER BY m.points DESC, m.version LIMIT ?3"""
        found: dict[tuple[int, int], Edge] = {}
        listed = json.dumps(sorted(concepts))
        for source, target, version, spans, points in self._all(sql, (listed, LEAST_POINTS, MOST_BETWEEN)):
            start, end = json.loads(spans)[:2]
            sure = round(points / (points + 4), 3)
            edge = Edge(source, Relation.MENTIONS, target, "", sure, (Carrier(version, start, end),))
            found.setdefault((source, target), edge)
        return list(found.values())

    def _best_of_versions(self, limit: int, words: str) -> list[Concept]:
        where, values = _having(words)
        sql = f"""SELECT c.id, c.name, c.aliases, c.kind, x.documents, x.mentions, x.points FROM (
            SELECT k.concept AS concept, COUNT(DISTINCT m.version) AS documents, SUM(m.count) AS mentions,
            SUM(m.points) AS points FROM graph_mentions m JOIN graph_keys k ON k.id = m.key
            WHERE m.version IN (SELECT value FROM json_each(?)) GROUP BY k.concept
            ) x JOIN graph_concepts c ON c.id = x.concept {where} ORDER BY x.points DESC, c.name LIMIT ?"""
        return [_concept(row) for row in self._all(sql, (self._listed, *values, limit))]

    def _edges(self, rows: Iterable[Sequence[Any]]) -> list[Edge]:
        found = [Statement(row[0], Relation(row[1]), *row[2:]) for row in rows]
        ids = {each.source for each in found} | {each.target for each in found if each.target}
        of = {each.concept_id: each.mentions for each in self.concepts(ids).values()}
        return edges((each for each in found if each.source in of), Chance(self._total, of))

    @cached_property
    def _total(self) -> int:
        """Mentions of all concepts; all of them are read, so once is enough."""
        return int(self._all("SELECT ifnull(SUM(mentions), 0) FROM graph_concepts")[0][0])

    def _within(self, table: str) -> str:
        return "" if self._listed is None else f"AND {table}.version IN (SELECT value FROM json_each('{self._listed}'))"

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        found: list[Any] = self._connection.execute(sql, tuple(values)).fetchall()
        return found


def _having(words: str) -> tuple[str, list[str]]:
    parts = [part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in words.split()]
    tests = ["(name LIKE ? ESCAPE '\\' OR aliases LIKE ? ESCAPE '\\')" for _ in parts]
    values = [f"%{part}%" for part in parts for _ in range(2)]
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), values


def _concept(row: Sequence[Any]) -> Concept:
    aliases = tuple(json.loads(row[2]))
    kind: MentionKind = KINDS[row[3]]
    return Concept(row[0], row[1], aliases, kind, row[4], row[5], round(row[6] / (row[6] + HALF_POINTS), 3))
