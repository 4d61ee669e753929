"""Roles and fillers as the library's tables have them: what recall is verified against, and what it chooses from.

The roles are those of `engine.memory.engram_facts`; here they are read role by role for many documents at once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from engine.library.store import Library
from engine.memory.engram_facts import INTERNAL_ROLES
from engine.records import RoleInfo

EXAMPLES = 3
DERIVED = ("title", "kind", "collection", "folder")
"""Roles that every document has without its reader saying so."""

LIVE = "documents d JOIN versions v ON v.id = d.current_version"
WITHIN = "d.state = 'live' AND (?1 IS NULL OR d.id IN (SELECT value FROM json_each(?1)))"

PAIRS = {
    "title": f"""SELECT d.id, v.title FROM {LIVE} WHERE {WITHIN} UNION
        SELECT d.id, f.filler FROM {LIVE} JOIN facts f ON f.version_id = v.id AND f.role = 'title' WHERE {WITHIN}""",
    "kind": f"SELECT d.id, v.kind FROM {LIVE} WHERE {WITHIN}",
    "collection": f"SELECT d.id, d.collection FROM {LIVE} WHERE {WITHIN}",
    "folder": f"SELECT d.id, d.path FROM {LIVE} WHERE {WITHIN}",
    "date": f"""SELECT d.id, f.filler FROM {LIVE} JOIN facts f ON f.version_id = v.id AND f.role = 'date' WHERE {WITHIN}
        UNION SELECT d.id, MIN(m.time) FROM {LIVE} JOIN marks m ON m.version_id = v.id AND m.time != ''
        WHERE {WITHIN} AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.version_id = v.id AND f.role = 'date')
        GROUP BY d.id""",
    "heading": f"""SELECT DISTINCT d.id, json_extract(c.headings, '$[0]') FROM {LIVE}
        JOIN chunks c ON c.version_id = v.id AND c.headings != '[]' WHERE {WITHIN}""",
}
SOME = {
    "": "SELECT 1 FROM documents WHERE state = 'live'",
    "date": f"SELECT 1 FROM {LIVE} JOIN marks m ON m.version_id = v.id AND m.time != '' WHERE d.state = 'live'",
    "heading": f"""SELECT 1 FROM {LIVE} JOIN chunks c ON c.version_id = v.id
        WHERE d.state = 'live' AND c.headings != '[]'""",
}
STATED = f"""SELECT d.id, f.filler FROM {LIVE} JOIN facts f ON f.version_id = v.id AND f.role = ?2 WHERE {WITHIN}"""


def role_names(library: Library) -> tuple[str, ...]:
    """The roles that any live document has, in alphabetical order."""
    rows = library.read().execute(f"SELECT DISTINCT f.role FROM {LIVE} JOIN facts f ON f.version_id = v.id").fetchall()
    known = {row[0] for row in rows}
    for name, there_is in SOME.items():
        if library.read().execute(f"SELECT EXISTS ({there_is})").fetchone()[0]:
            known |= {name} if name in PAIRS else set(DERIVED)
    return tuple(sorted(known - INTERNAL_ROLES))


def pairs(library: Library, role: str, documents: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """Each filler of a role with the document that has it, by document.

    Args:
        documents: ids to look at; None for all.
    """
    listed = None if documents is None else json.dumps(sorted(documents))
    values = (listed,) if role in PAIRS else (listed, role)
    rows = library.read().execute(PAIRS.get(role, STATED), values).fetchall()
    if role == "folder":
        rows = [(document, PurePath(path).parent.name) for document, path in rows]
    return sorted({(int(document), str(filler)) for document, filler in rows if filler})


def roles(library: Library, documents: Iterable[int] | None = None) -> tuple[RoleInfo, ...]:
    """Every role with the number of its fillers, of its documents, and the fillers that most documents have."""
    listed = None if documents is None else sorted(documents)
    found = []
    for name in role_names(library):
        known = pairs(library, name, listed)
        if known:
            counts = Counter(filler for _, filler in known)
            best = sorted(counts, key=lambda filler: (-counts[filler], filler))[:EXAMPLES]
            found.append(RoleInfo(name, len(counts), len({document for document, _ in known}), tuple(best)))
    return tuple(found)


def descriptions(library: Library, documents: Iterable[int]) -> dict[int, tuple[int, str, str, str, str]]:
    """Version, path, part, title and kind of live documents, by id."""
    rows = library.read().execute(
        f"SELECT d.id, v.id, d.path, d.part, v.title, v.kind FROM {LIVE} WHERE {WITHIN}",
        (json.dumps(sorted(documents)),),
    )
    return {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in rows.fetchall()}
