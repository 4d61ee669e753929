"""What `--in`, `extract` and `forget` mean: a collection, a tag, a file, a folder, a pattern, a title or a file's name.

The first meaning that fits wins, in this order; so a collection's name is never taken for a pattern.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import pathspec

from engine.errors import UsageError
from engine.library.wording import clean

LISTED = 8  # names that an error message shows at most
WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class _Document:
    document_id: int
    path: str
    part: str
    root: str
    collection: str
    title: str


def select(connection: sqlite3.Connection, text: str, states: Sequence[str] = ("live",)) -> frozenset[int]:
    """Ids of the documents that a scope means.

    Args:
        text: a collection's name, '#tag' or 'tag', the path of a file or folder, a pattern such as `*.md` or
            `**/notes/*`, a document's title, a file's bare name, or a path with '#' and a part's id.
        states: of which documents: 'live', 'removed' or both.

    Raises:
        UsageError: nothing matches; the message names what there is.
    """
    wanted = clean(text.strip())
    marks = ",".join("?" * len(states))
    rows = connection.execute(
        f"""SELECT d.id, d.path, d.part, d.root, d.collection, ifnull(v.title, '') FROM documents d
        LEFT JOIN versions v ON v.id = d.current_version WHERE d.state IN ({marks})""",
        tuple(states),
    ).fetchall()
    documents = [_Document(*row) for row in rows]
    meanings: tuple[Callable[[], set[int]], ...] = (
        lambda: {each.document_id for each in documents if each.collection == wanted},
        lambda: _tagged(connection, wanted) & {each.document_id for each in documents},
        lambda: _at_path(documents, wanted),
        lambda: _like(documents, wanted),
        lambda: {each.document_id for each in documents if each.title.casefold() == wanted.casefold()},
        lambda: {each.document_id for each in documents if PurePath(each.path).name.casefold() == wanted.casefold()},
    )
    for meaning in meanings:
        found = meaning() if wanted else set()
        if found:
            return frozenset(found)
    raise UsageError(f"nothing in the library matches '{text}'", _what_there_is(connection, documents))


def _tagged(connection: sqlite3.Connection, wanted: str) -> set[int]:
    rows = connection.execute(
        """SELECT d.id FROM facts f JOIN documents d ON d.current_version = f.version_id
        WHERE f.role = 'tag' AND f.filler = ? COLLATE NOCASE""",
        (wanted.removeprefix("#"),),
    ).fetchall()
    return {row[0] for row in rows}


def _at_path(documents: Sequence[_Document], wanted: str) -> set[int]:
    """A file or folder: absolute, relative to here, or relative to the folder it was taken in from."""
    path, _, part = wanted.rpartition("#") if "#" in wanted[1:] else (wanted, "", "")
    found = set()
    for name, only in ((wanted, ""), (path, part)) if part else ((wanted, ""),):
        here = str(Path(os.path.abspath(Path(name).expanduser())))  # noqa: PTH100 - resolve() would follow links
        for each in documents:
            places = (here, str(PurePath(each.root) / name), str(PurePath(each.root).parent / name))
            if any(_within(each.path, place) for place in places) and (not only or each.part == only):
                found.add(each.document_id)
        if found:
            break
    return found


def _within(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/\\") + os.sep)


def _like(documents: Sequence[_Document], wanted: str) -> set[int]:
    """A pattern on the path below the root, as .gitignore has them; an absolute one on the whole path."""
    if not WILD & set(wanted):
        return set()
    absolute = Path(wanted).expanduser().is_absolute()
    pattern = str(Path(wanted).expanduser()) if absolute else wanted.removeprefix("./")
    lines = [pattern] if absolute or "/" not in pattern else [pattern, f"**/{pattern}"]
    try:
        spec = pathspec.PathSpec.from_lines("gitignore", [_literal(line) for line in lines])
    except ValueError as error:
        raise UsageError(f"'{wanted}' is not a pattern: {error}", "try something like *.md or notes/*") from error
    found = set()
    for each in documents:
        path = PurePath(each.path)
        if not absolute and path.is_relative_to(each.root):
            path = path.relative_to(each.root)
        if spec.match_file(path.relative_to(path.anchor).as_posix()):
            found.add(each.document_id)
    return found


def _literal(line: str) -> str:
    """A leading '!' or '#' has no meaning of its own here."""
    return f"\\{line}" if line[:1] in ("!", "#") else line


def _what_there_is(connection: sqlite3.Connection, documents: Sequence[_Document]) -> str:
    if not documents:
        return "the library is empty: take documents in with nacre ingest"
    tags = connection.execute(
        """SELECT f.filler FROM facts f JOIN documents d ON d.current_version = f.version_id AND d.state = 'live'
        WHERE f.role = 'tag' GROUP BY f.filler ORDER BY COUNT(*) DESC, f.filler LIMIT ?""",
        (LISTED + 1,),
    ).fetchall()
    collections = sorted({each.collection for each in documents})
    text = f"there are the collections {_listed(collections)}"
    if tags:
        text += f" and the tags {_listed([f'#{row[0]}' for row in tags])}"
    return f"{text}; a file, a folder, a title or a pattern such as *.md will do as well"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:LISTED])
    return f"{shown}, …" if len(names) > LISTED else shown
