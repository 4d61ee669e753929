"""Which names mean the same, and the concepts that this makes: settled anew for the names that are stale.

Two names mean the same where they are written alike but for the blanks ('light house' and 'lighthouse'), and where
documents say so: 'vector symbolic architecture (VSA)', an alias, a redirect. Another name of a page that is a page of
its own means that one. A short form is believed where nearly all documents that explain it explain it alike: 'PCA' is
not two things at once. What a name means depends on nothing but what is stored of it and of the names it is tied to,
so settling a few names anew gives what settling all of them would.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.graph.records import Relation
from engine.library.connection import Connection

BATCH = 2_000  # names of one transaction
AGREEMENT = 2 / 3
"""Share of the documents that explain a short form which have to explain it alike."""

SURE = 0.6  # confidence from which on a statement of sameness counts
_NAMING = f"('{Relation.SAME_AS.value}', '{Relation.ALSO_CALLED.value}')"
_PAGE_OF_ITS_OWN = f"""SELECT 1 FROM graph_mentions m WHERE m.key = ?1 AND m.kind = 0 AND NOT EXISTS (
    SELECT 1 FROM graph_triples o WHERE o.object = ?1 AND o.relation = '{Relation.ALSO_CALLED.value}'
    AND o.version = m.version)"""
"""Whether a document has a name as its title, not as its other name."""

LEAST_ALIKE = 5  # letters of a name; shorter ones are alike by accident: 'a id' and 'aid'
ALIASES = 12  # other names that are kept of a concept
_Surface = tuple[str, int, int, int]
"""A name as it is written, how often, its best kind, its points."""

_INSERT = "INSERT OR REPLACE INTO graph_concepts VALUES (?, ?, ?, ?, ?, ?, ?)"
LARGEST = 60  # names of one concept; where more are tied together, a tie is wrong and none of them is believed


def settle_some(connection: Connection) -> int:
    """Settle up to `BATCH` stale names, with all that they are tied to; how many were stale. In a transaction."""
    rows = connection.execute("SELECT id FROM graph_keys WHERE stale ORDER BY id LIMIT ?", (BATCH,)).fetchall()
    alone = _alone(connection, [row[0] for row in rows])
    _store_alone(connection, alone)
    done = set(alone)
    for (key,) in rows:
        if key not in done:
            done |= _settle(connection, key)
    return len(rows)


def _alone(connection: Connection, keys: Sequence[int]) -> list[int]:
    """Those of some names that nothing ties to others, and nothing did: nearly all. Their concepts need no search."""
    sql = f"""SELECT k.id FROM graph_keys k WHERE k.id IN (SELECT value FROM json_each(?1)) AND k.concept IN (0, k.id)
        AND NOT EXISTS (SELECT 1 FROM graph_keys o WHERE o.concept = k.id AND o.id != k.id)
        AND NOT EXISTS (SELECT 1 FROM graph_keys o
            WHERE replace(o.key, ' ', '') = replace(k.key, ' ', '') AND o.id != k.id)
        AND NOT EXISTS (SELECT 1 FROM graph_triples WHERE subject = k.id AND relation IN {_NAMING})
        AND NOT EXISTS (SELECT 1 FROM graph_triples WHERE object = k.id AND relation IN {_NAMING})"""
    return [row[0] for row in connection.execute(sql, (json.dumps(keys),)).fetchall()]


def _store_alone(connection: Connection, keys: Sequence[int]) -> None:
    """Make a concept of each name, all of them at once."""
    found: dict[int, list[_Surface]] = {}
    documents: Counter[int] = Counter()
    sql = """SELECT key, surface, SUM(count), MIN(kind), SUM(points), COUNT(*) FROM graph_mentions
        WHERE key IN (SELECT value FROM json_each(?)) GROUP BY key, surface"""
    for key, *surface, number in connection.execute(sql, (json.dumps(keys),)).fetchall():
        found.setdefault(key, []).append((surface[0], surface[1], surface[2], surface[3]))
        documents[key] += number
    connection.executemany(_INSERT, [_row(key, found[key], documents[key]) for key in keys])
    connection.executemany("UPDATE graph_keys SET concept = id, stale = 0 WHERE id = ?", [(key,) for key in keys])


def _settle(connection: Connection, key: int) -> set[int]:
    """The concept of a name, and those that its former mates make without it; all names that were settled."""
    group = _tied(connection, key)
    groups = [group]
    done = set(group)
    for each in sorted(_mates(connection, group) - group):
        if each not in done:
            groups.append(_tied(connection, each))
            done |= groups[-1]
    _store_all(connection, [part for each in groups for part in _believed(each)], done)
    return done


def _believed(group: set[int]) -> list[set[int]]:
    return [group] if len(group) <= LARGEST else [{each} for each in sorted(group)]


def _mates(connection: Connection, keys: Iterable[int]) -> set[int]:
    sql = """SELECT id FROM graph_keys WHERE concept != 0 AND concept IN
        (SELECT concept FROM graph_keys WHERE id IN (SELECT value FROM json_each(?)))"""
    return {row[0] for row in connection.execute(sql, (json.dumps(sorted(keys)),)).fetchall()}


def _tied(connection: Connection, key: int) -> set[int]:
    """The names that mean the same as this one, itself among them."""
    found = {key}
    queue = [key]
    while queue and len(found) <= 4 * LARGEST:
        each = queue.pop()
        meaning = _stands_for(connection, each)
        near = {meaning} if meaning else set()
        sql = (
            f"SELECT DISTINCT object FROM graph_triples WHERE subject = ? AND relation IN {_NAMING} AND confidence >= ?"
        )
        shorts = connection.execute(sql, (each, SURE)).fetchall()
        near |= {row[0] for row in shorts if _stands_for(connection, row[0]) == each}
        near |= _written_alike(connection, each)
        queue += sorted(near - found)
        found |= near
    return found


def _written_alike(connection: Connection, key: int) -> set[int]:
    """The names that differ from this one in their blanks only."""
    sql = """SELECT o.id, o.key FROM graph_keys k JOIN graph_keys o ON replace(o.key, ' ', '') = replace(k.key, ' ', '')
        WHERE k.id = ? AND o.id != k.id"""
    return {row[0] for row in connection.execute(sql, (key,)).fetchall() if len(row[1].replace(" ", "")) >= LEAST_ALIKE}


def _stands_for(connection: Connection, short: int) -> int:
    """The name that a short form or an alias stands for; 0 where it is no such thing, or documents disagree."""
    votes = Counter(
        dict(
            connection.execute(
                f"""SELECT t.subject, COUNT(DISTINCT t.version) FROM graph_triples t WHERE t.object = ?1
                AND t.relation IN {_NAMING} AND t.confidence >= ?2 AND NOT (t.relation = '{Relation.ALSO_CALLED.value}'
                AND EXISTS ({_PAGE_OF_ITS_OWN})) GROUP BY t.subject""",
                (short, SURE),
            ).fetchall()
        )
    )
    if not votes:
        return 0
    (best, most), *others = votes.most_common()
    if others and (others[0][1] == most or most < AGREEMENT * votes.total()):
        return 0
    return int(best)


def _store_all(connection: Connection, groups: Sequence[set[int]], keys: set[int]) -> None:
    """Make a concept of each group; concepts that are nobody's any more go."""
    former = "SELECT DISTINCT concept FROM graph_keys WHERE concept != 0 AND id IN (SELECT value FROM json_each(?))"
    old = [row[0] for row in connection.execute(former, (json.dumps(sorted(keys)),)).fetchall()]
    for group in groups:
        _store(connection, group)
    connection.executemany(
        """DELETE FROM graph_concepts WHERE id = ?
        AND NOT EXISTS (SELECT 1 FROM graph_keys k WHERE k.id = graph_concepts.id AND k.concept = k.id)""",
        [(each,) for each in old],
    )


def _store(connection: Connection, group: set[int]) -> None:
    listed = json.dumps(sorted(group))
    concept = min(group)
    rows = connection.execute(
        """SELECT surface, SUM(count), MIN(kind), SUM(points) FROM graph_mentions
        WHERE key IN (SELECT value FROM json_each(?)) GROUP BY surface""",
        (listed,),
    ).fetchall()
    documents = "SELECT COUNT(DISTINCT version) FROM graph_mentions WHERE key IN (SELECT value FROM json_each(?))"
    number = int(connection.execute(documents, (listed,)).fetchone()[0])
    connection.execute(
        "UPDATE graph_keys SET concept = ?, stale = 0 WHERE id IN (SELECT value FROM json_each(?))", (concept, listed)
    )
    connection.execute(_INSERT, _row(concept, rows, number))


def _row(concept: int, rows: Sequence[_Surface], documents: int) -> tuple[int, str, str, int, int, int, int]:
    """A concept as it is stored."""
    ranked = sorted(rows, key=lambda row: (-_weight(row[0], row[1]), row[0]))
    return (
        concept,
        ranked[0][0],
        json.dumps([row[0] for row in ranked[1 : ALIASES + 1]], ensure_ascii=False),
        min(row[2] for row in rows),
        documents,
        sum(row[1] for row in rows),
        sum(row[3] for row in rows),
    )


def _weight(surface: str, count: int) -> float:
    """Of surfaces of like frequency the one in the singular, in ordinary case, is the name."""
    return count * (0.8 if surface.isupper() and " " in surface else 1.0) - 0.01 * len(surface)
