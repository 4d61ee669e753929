"""What one version gives to the graph, written and taken out again, in the caller's transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.graph.common_words import CALENDAR, EVERYDAY
from engine.graph.places import KNOWN_PLACES, PEOPLES
from engine.graph.records import Extracted, Mention, MentionKind, Relation
from engine.library.connection import Connection
from engine.library.wording import clean

SPANS = 8
"""Places of a name that are kept of each version; `mentions` counts them all."""

KINDS = tuple(MentionKind)
POINTS = {
    MentionKind.TITLE: 6,
    MentionKind.HEADING: 2,
    MentionKind.LINK: 3,
    MentionKind.DEFINED: 3,
    MentionKind.ACRONYM: 3,
    MentionKind.NAME: 1,
    MentionKind.TERM: 1,
    MentionKind.TAG: 4,
    MentionKind.CODE: 0,
}
"""What the kind of its best occurrence adds to how often a name occurs."""

MOST_COUNTED = 10  # occurrences in one version: a long text speaks for itself no louder than ten short ones
MOST_OF_TITLE = 30  # the same, of what the version is about
_WORDS_ONLY = (Relation.DEFINED_AS, Relation.DATED)


@dataclass(frozen=True, slots=True)
class _Row:
    kind: int
    count: int
    points: int
    surface: str
    spans: str


def add(connection: Connection, version: int, document_id: int, extracted: Extracted) -> None:
    """Store what a version gave; its names, old and new, are to be settled."""
    connection.execute("INSERT INTO graph_versions VALUES (?, ?)", (version, document_id))
    rows = _rows(extracted.mentions)
    ids = _ids(connection, rows)
    connection.executemany(
        "INSERT INTO graph_mentions VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (ids[key], version, row.kind, row.count, row.points, row.surface, row.spans)
            for key, row in sorted(rows.items(), key=lambda item: ids[item[0]])
        ],
    )
    connection.executemany(
        "INSERT INTO graph_triples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                version,
                at,
                ids[clean(each.subject)],
                each.relation.value,
                0 if each.relation in _WORDS_ONLY else ids[clean(each.object)],
                clean(each.object) if each.relation in _WORDS_ONLY else "",
                each.start,
                each.end,
                each.method,
                each.confidence,
            )
            for at, each in enumerate(extracted.triples)
        ],
    )


def drop(connection: Connection, versions: Iterable[int]) -> None:
    """Take out what versions gave; triggers take the rest, and note what is to be settled."""
    connection.executemany("DELETE FROM graph_versions WHERE version = ?", [(each,) for each in versions])


def _rows(mentions: Sequence[Mention]) -> dict[str, _Row]:
    by_key: dict[str, list[Mention]] = {}
    for each in mentions:
        by_key.setdefault(clean(each.key), []).append(each)
    rows = {}
    for key, found in by_key.items():
        surfaces = Counter(" ".join(clean(each.surface).split()) for each in found)
        surface = min(surfaces, key=lambda name: (-surfaces[name], name))
        best = min(KINDS.index(each.kind) for each in found)
        placed = [each for each in found if each.end > each.start] or found
        spans = [number for each in placed[:SPANS] for number in (each.start, each.end)]
        points = _points(KINDS[best], key, surface, len(found))
        rows[key] = _Row(best, len(found), points, surface, json.dumps(spans, separators=(",", ":")))
    return rows


def _points(kind: MentionKind, key: str, surface: str, count: int) -> int:
    """How much a name says about a version: most where the version is about it, little where every text has it."""
    if kind is MentionKind.TITLE:
        return 2 * (POINTS[kind] + min(count, MOST_OF_TITLE))
    points = POINTS[kind] + min(count, MOST_COUNTED)
    low = surface.lower()
    if low in PEOPLES or key in EVERYDAY or key in CALENDAR:
        return points // 4
    if low in KNOWN_PLACES:
        return points // 2
    if kind is MentionKind.TERM and surface.islower() and " " not in surface:
        return points // 2  # one plain word says less than a phrase or a name
    return points


def _ids(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Ids of keys; all of them, and what they mean the same as, become stale."""
    ids = {}
    for key in keys:
        row = connection.execute("SELECT id, concept, stale FROM graph_keys WHERE key = ?", (key,)).fetchone()
        if row is None:
            sql = "INSERT INTO graph_keys (key, concept, stale) VALUES (?, 0, 1)"
            ids[key] = int(connection.execute(sql, (key,)).lastrowid)
            continue
        ids[key] = int(row[0])
        if not row[2]:
            mates = "UPDATE graph_keys SET stale = 1 WHERE id = ?1 OR (concept = ?2 AND ?2 != 0)"
            connection.execute(mates, (row[0], row[1]))
    return ids
