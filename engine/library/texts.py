"""Canonical texts and what is known about their spans: pages, messages, headings, lines.

Texts are kept in memory once read, up to a number of characters in all: an answer quotes the same few again and again.
"""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import UsageError
from engine.library.connection import Database, in_pages
from engine.library.packing import unpack_blocks, unpack_text
from engine.library.rows import ChunkRow
from engine.records import Place
from engine.sources.reading import Block, BlockKind, Link, Mark, MarkKind

CACHE_CHARACTERS = 16_000_000

CHUNK = """SELECT c.id, d.id, v.id, d.path, d.part, v.title, v.kind, c.headings, c.char_start, c.char_end, c.line_start,
    c.line_end FROM chunks c JOIN versions v ON v.id = c.version_id JOIN documents d ON d.id = v.document_id"""

CHUNK_IDS = """SELECT c.id FROM chunks c JOIN versions v ON v.id = c.version_id
    WHERE v.document_id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One version as it is kept in memory."""

    document_id: int
    path: str
    part: str
    title: str
    text: str
    lines: list[int]  # where each line starts
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    pages: tuple[Mark, ...]
    messages: tuple[Mark, ...]
    chunks: tuple[tuple[int, int, tuple[str, ...]], ...]  # start, end, headings


class Texts:
    """The canonical texts of a library, by version."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._cache: OrderedDict[int, _Loaded] = OrderedDict()
        self._characters = 0

    def text(self, version: int) -> str:
        """The canonical text of a version, current or old.

        Raises:
            UsageError: there is no such version.
            LibraryDamaged: the stored text can't be decompressed.
        """
        return self._load(version).text

    def marks(self, version: int) -> tuple[Mark, ...]:
        """Pages, messages and the like, in the order the reader gave them."""
        return self._load(version).marks

    def links(self, version: int) -> tuple[Link, ...]:
        """What the text points at, in the order in which it does."""
        rows = self._database.connection().execute(
            "SELECT char_start, char_end, target, heading FROM links WHERE version_id = ? ORDER BY ordinal", (version,)
        )
        return tuple(Link(*row) for row in rows.fetchall())

    def blocks(self, version: int) -> tuple[Block, ...]:
        """Headings, paragraphs, tables, code, in order."""
        return self._load(version).blocks

    def place(self, version: int, start: int, end: int) -> Place:
        """Where a span stands: page, speaker and time of its start, headings, lines.

        Raises:
            UsageError: there is no such version, or the span is not within its text.
        """
        loaded = self._load(version)
        if not 0 <= start <= end <= len(loaded.text):
            raise UsageError(f"characters {start} to {end} are not within '{loaded.title}'")
        page = _mark_at(loaded.pages, start)
        message = _mark_at(loaded.messages, start)
        return Place(
            document_id=loaded.document_id,
            version=version,
            path=loaded.path,
            part=loaded.part,
            title=loaded.title,
            headings=_headings(loaded, start),
            page=page.number if page else None,
            speaker=message.speaker or None if message else None,
            time=message.time or None if message else None,
            line_start=bisect_right(loaded.lines, start),
            line_end=bisect_right(loaded.lines, max(start, end - 1)),
            char_start=start,
            char_end=end,
        )

    def chunk_rows(self, chunk_ids: Sequence[int]) -> tuple[ChunkRow, ...]:
        """The chunks with these ids, in this order; ids that are gone are left out."""
        found: dict[int, ChunkRow] = {}
        for page in in_pages(chunk_ids):
            marks = ",".join("?" * len(page))
            rows = self._database.connection().execute(f"{CHUNK} WHERE c.id IN ({marks})", page).fetchall()
            for row in rows:
                found[row[0]] = _chunk_row(row)
        return tuple(found[each] for each in chunk_ids if each in found)

    def chunk_ids(self, documents: Iterable[int]) -> list[int]:
        """The chunks of these documents' current versions, in no order."""
        listed = json.dumps(sorted(documents))
        return [row[0] for row in self._database.connection().execute(CHUNK_IDS, (listed,)).fetchall()]

    def chunks_of(self, versions: Iterable[int]) -> tuple[ChunkRow, ...]:
        """All chunks of these versions, in the order of the versions and of their texts."""
        rows: list[ChunkRow] = []
        for version in versions:
            found = self._database.connection().execute(f"{CHUNK} WHERE v.id = ? ORDER BY c.ordinal", (version,))
            rows += [_chunk_row(row) for row in found.fetchall()]
        return tuple(rows)

    def drop_cache(self) -> None:
        """Let go of all texts in memory."""
        with self._guard:
            self._cache.clear()
            self._characters = 0

    def _load(self, version: int) -> _Loaded:
        with self._guard:
            known = self._cache.get(version)
            if known is not None:
                self._cache.move_to_end(version)
                return known
        loaded = self._read(version)
        with self._guard:
            if version not in self._cache:
                self._cache[version] = loaded
                self._characters += len(loaded.text)
            while self._characters > CACHE_CHARACTERS and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._characters -= len(dropped.text)
        return loaded

    def _read(self, version: int) -> _Loaded:
        with self._database.snapshot() as connection:
            row = connection.execute(
                """SELECT d.id, d.path, d.part, v.title, v.text, v.blocks FROM versions v
                JOIN documents d ON d.id = v.document_id WHERE v.id = ?""",
                (version,),
            ).fetchone()
            if row is None:
                raise UsageError(f"the library has no version {version}", "it may have been forgotten")
            marks = connection.execute(
                """SELECT kind, char_start, char_end, number, speaker, time, uid, branch FROM marks
                WHERE version_id = ? ORDER BY ordinal""",
                (version,),
            ).fetchall()
            chunks = connection.execute(
                "SELECT char_start, char_end, headings FROM chunks WHERE version_id = ? ORDER BY ordinal", (version,)
            ).fetchall()
        text = unpack_text(row[4], row[1])
        known = tuple(Mark(MarkKind(mark[0]), *mark[1:]) for mark in marks)
        return _Loaded(
            document_id=row[0],
            path=row[1],
            part=row[2],
            title=row[3],
            text=text,
            lines=[0, *(match.end() for match in re.finditer("\n", text))],
            blocks=unpack_blocks(row[5], row[1]),
            marks=known,
            pages=tuple(sorted((m for m in known if m.kind is MarkKind.PAGE), key=_start)),
            messages=tuple(sorted((m for m in known if m.kind is MarkKind.MESSAGE), key=_start)),
            chunks=tuple((start, end, tuple(json.loads(headings))) for start, end, headings in chunks),
        )


def _chunk_row(row: Sequence[Any]) -> ChunkRow:
    return ChunkRow(*(*row[:7], tuple(json.loads(row[7])), *row[8:]))


def _start(mark: Mark) -> int:
    return mark.start


def _mark_at(marks: Sequence[Mark], position: int) -> Mark | None:
    at = bisect_right(marks, position, key=_start) - 1
    return marks[at] if at >= 0 and position < marks[at].end else None


def _headings(loaded: _Loaded, start: int) -> tuple[str, ...]:
    """The headings above a position: those of its chunk, or, in an old version, those its blocks tell."""
    at = bisect_right(loaded.chunks, start, key=lambda chunk: chunk[0]) - 1
    if at >= 0 and start < loaded.chunks[at][1]:
        return loaded.chunks[at][2]
    path: list[tuple[int, str]] = []
    for block in loaded.blocks:
        if block.start > start:
            break
        if block.kind is BlockKind.HEADING:
            while path and path[-1][0] >= block.level:
                path.pop()
            if block.end <= start:
                path.append((block.level, block.name))
    names = tuple(name for _, name in path if name)
    return names[1:] if names and names[0] == loaded.title else names
