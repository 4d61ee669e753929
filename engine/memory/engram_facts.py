"""What is known of documents, as fillers by role: what their readers found, and what every document has.

Roles that every document has: 'title', 'kind', 'collection', 'folder' (the name of the folder it lies in) and, where
it has them, 'heading' (the outermost ones). Readers add 'author', 'date', 'tag', 'link', 'alias', 'language' and so on;
a conversation without a date has that of its first message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from engine.library.connection import Connection, in_pages

Facts = dict[str, tuple[str, ...]]

INTERNAL_ROLES = frozenset({"conversation_id"})
"""Facts that only serve the library itself."""

MOST_HEADINGS = 16


def facts_of(connection: Connection, documents: Iterable[int]) -> dict[int, Facts]:
    """The facts of live documents in their current versions, by document; fillers in the order of the document."""
    found: dict[int, Facts] = {}
    for page in in_pages(documents):
        rows = connection.execute(
            f"""SELECT d.id, v.id, d.path, d.collection, v.kind, v.title FROM documents d
            JOIN versions v ON v.id = d.current_version WHERE d.state = 'live' AND d.id IN {_in(page)}""",
            page,
        ).fetchall()
        versions = [row[1] for row in rows]
        stated, times = _stated(connection, versions), _first_messages(connection, versions)
        headings = _headings(connection, versions)
        for document, version, path, collection, kind, title in rows:
            own = stated.get(version, {})
            facts = {
                **own,
                "title": _once(title, *own.get("title", ())),
                "kind": _once(kind),
                "collection": _once(collection),
                "folder": _once(PurePath(path).parent.name),
                "date": own.get("date") or _once(times.get(version, "")),
                "heading": headings.get(version, ()),
            }
            found[document] = {role: fillers for role, fillers in facts.items() if fillers}
    return found


def _stated(connection: Connection, versions: Sequence[int]) -> dict[int, Facts]:
    stated: dict[int, dict[str, list[str]]] = {}
    for version, role, filler in connection.execute(
        f"SELECT version_id, role, filler FROM facts WHERE version_id IN {_in(versions)} ORDER BY 1, 2, ordinal, 3",
        versions,
    ).fetchall():
        if role not in INTERNAL_ROLES:
            stated.setdefault(version, {}).setdefault(role, []).append(filler)
    return {version: {role: tuple(each) for role, each in roles.items()} for version, roles in stated.items()}


def _first_messages(connection: Connection, versions: Sequence[int]) -> dict[int, str]:
    sql = f"SELECT version_id, MIN(time) FROM marks WHERE time != '' AND version_id IN {_in(versions)} GROUP BY 1"
    return dict(connection.execute(sql, versions).fetchall())


def _headings(connection: Connection, versions: Sequence[int]) -> dict[int, tuple[str, ...]]:
    outermost: dict[int, dict[str, None]] = {}
    for version, headings in connection.execute(
        f"""SELECT version_id, headings FROM chunks WHERE version_id IN {_in(versions)} AND headings != '[]'
        ORDER BY version_id, ordinal""",
        versions,
    ).fetchall():
        outermost.setdefault(version, {})[json.loads(headings)[0]] = None
    return {version: tuple(names)[:MOST_HEADINGS] for version, names in outermost.items()}


def _in(values: Sequence[int]) -> str:
    return f"({','.join('?' * len(values))})"


def _once(*fillers: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filler for filler in fillers if filler))
