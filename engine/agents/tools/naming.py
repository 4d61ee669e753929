"""Which document a name means, and what to say where it means none or several."""

from __future__ import annotations

import difflib
import heapq
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from engine.agents.tools.tool import ToolError
from engine.errors import UsageError
from engine.library.store import Library
from engine.records import Place

LISTED = 5
MOST_COMPARED = 5_000
"""Documents whose names a mistyped one is compared with."""

COMPARED_CLOSELY = 50
"""Names that share the most letters with it; comparing one closely takes about 0.2 ms."""

NAMED = """SELECT d.id, v.id, d.path, d.part, v.title, v.kind FROM documents d
    JOIN versions v ON v.id = d.current_version WHERE d.state = 'live'"""


@dataclass(frozen=True, slots=True)
class Named:
    """A live document with its current version."""

    document_id: int
    version: int
    path: str
    part: str
    title: str
    kind: str

    @property
    def file(self) -> str:
        """Its file's name."""
        return PurePath(self.path).name

    def place(self) -> Place:
        """Its beginning."""
        return Place(self.document_id, self.version, self.path, self.part, self.title, (), None, None, None, 1, 1, 0, 0)


def documents(library: Library, ids: Iterable[int] | None = None) -> list[Named]:
    """The live documents, or those with these ids, by path."""
    if ids is None:
        rows = library.read().execute(f"{NAMED} ORDER BY d.path, d.part").fetchall()
    else:
        narrowed = "AND d.id IN (SELECT value FROM json_each(?)) ORDER BY d.path, d.part"
        rows = library.read().execute(f"{NAMED} {narrowed}", (json.dumps(sorted(ids)),)).fetchall()
    return [Named(*row) for row in rows]


def the_document(library: Library, name: str) -> Named:
    """The one document that a name means: a path, a title, a file's name with or without its ending, or as a scope.

    Raises:
        ToolError: it means none, naming near ones, or several, naming some.
    """
    wanted = name.strip().strip("'\"“”‘’`")
    found: list[Named] = []
    try:
        found = documents(library, library.scope(wanted) or ())
    except UsageError:
        known = documents(library)
        folded = " ".join(wanted.casefold().split())
        found = [each for each in known if PurePath(each.path).stem.casefold() == folded]
        found = found or [each for each in known if _has_words(each, folded)]
        found = found or [each for each in known if each.file.casefold().endswith(f" {folded}")]
        if not found:
            raise ToolError(f"no document is called '{_short(wanted)}'", _near(folded, known)) from None
    if len(found) == 1:
        return found[0]
    if not found:
        raise ToolError("no document was named", "name its file or title")
    some = ", ".join(_label(each) for each in found[:LISTED]) + (", …" if len(found) > LISTED else "")
    raise ToolError(f"'{_short(wanted)}' means {len(found):,} documents", f"name one of them: {some}")


def cell(text: str) -> str:
    """A name as it may stand in a line of Markdown."""
    flat = " ".join(text.split())
    for mark in "\\`*_[]<>|#":
        flat = flat.replace(mark, f"\\{mark}")
    return flat


def fenced(text: str, language: str = "") -> str:
    """Text of a document as a block in which nothing is markup."""
    longest = run = 0
    for letter in text:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _pieces(name: str) -> set[str]:
    """Every two letters in a row: what a mistyped name mostly keeps."""
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _has_words(document: Named, folded: str) -> bool:
    return bool(folded) and f" {folded} " in f" {' '.join(document.title.casefold().split())} "


def _label(document: Named) -> str:
    return f"{document.path}#{document.part}" if document.part else document.path


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def _near(folded: str, known: list[Named]) -> str:
    if not known:
        return "the library is empty: take documents in with nacre ingest"
    names: dict[str, str] = {}
    for each in known[:MOST_COMPARED]:
        for name in (each.file, PurePath(each.path).stem, each.title):
            names.setdefault(name.casefold(), each.file if name != each.title else each.title)
    wanted = _pieces(folded[:80])
    alike = heapq.nlargest(COMPARED_CLOSELY, names, key=lambda name: len(wanted & _pieces(name[:120])))
    near = difflib.get_close_matches(folded[:80], alike, 3, 0.5)
    shown = list(dict.fromkeys(names[each] for each in near))
    return f"near are {', '.join(shown)}" if shown else "ask for a list of documents to see their names"
