"""Sums over folders: parent' = parent - old + new, for all folders above the documents of a batch.

A folder's content is the sum of its chunks' codes, its facts are the sum of its documents' record codes. Both are
whole numbers, so a sum does not depend on the order in which it came about, and taking out is exact. What is stored
depends on what is counted only: counters of folders with enough chunks (documents), except where one folder below has
all that a folder has; its counters then are the folder's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

import native
from engine.library.connection import Connection
from engine.memory.arrays import Int32s
from engine.memory.engram_members import EmbeddingGone, Members
from engine.memory.engram_packing import EngramDamaged, pack_counters, unpack_codes, unpack_counters
from engine.memory.engram_store import Counted, Folder, ancestors, counted_below, folder_at, lower_folder
from engine.memory.hypervectors import Form

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Delta:
    """What a batch changes in a folder."""

    content: Int32s
    facts: Int32s
    documents: int = 0
    chunks: int = 0
    exact: bool = field(default=True)  # False: something that was counted can't be subtracted any more

    @classmethod
    def none(cls, form: Form) -> Delta:
        return cls(np.zeros(form.d, np.int32), np.zeros(form.d, np.int32))

    def add(self, other: Delta) -> None:
        self.content += other.content
        self.facts += other.facts
        self.documents += other.documents
        self.chunks += other.chunks
        self.exact = self.exact and other.exact


@dataclass(frozen=True, slots=True)
class _Base:
    """Where a folder's counters stand before a batch; None: they are not stored."""

    content: int | None  # the folder that holds them; 0: nothing has been counted yet
    facts: int | None


def upwards(deltas: Mapping[str, Delta], form: Form) -> dict[str, Delta]:
    """The deltas of folders in which documents lie, summed for every folder above, the uppermost first."""
    summed: dict[str, Delta] = {}
    for leaf, delta in deltas.items():
        for path in ancestors(leaf):
            summed.setdefault(path, Delta.none(form)).add(delta)
    return dict(sorted(summed.items(), key=lambda each: len(ancestors(each[0]))))


def bases(connection: Connection, paths: Iterable[str]) -> dict[str, _Base]:
    """Where the counters of folders are found; to be asked before anything of a batch is written."""
    return {path: _base(connection, folder_at(connection, path)) for path in paths}


def make_folders(connection: Connection, paths: Iterable[str]) -> None:
    """Rows for folders that have none, given the uppermost first."""
    for path in paths:
        above = ancestors(path)
        parent = folder_at(connection, above[-2]) if path else None
        connection.execute(
            """INSERT INTO engram_folders (path, parent, documents, chunks) VALUES (?, ?, 0, 0)
            ON CONFLICT (path) DO NOTHING""",
            (path, parent.folder_id if parent else 0),
        )


def count(connection: Connection, deltas: Mapping[str, Delta]) -> None:
    """Add to the folders' numbers of documents and chunks; folders without documents go."""
    connection.executemany(
        "UPDATE engram_folders SET documents = documents + ?, chunks = chunks + ? WHERE path = ?",
        [(delta.documents, delta.chunks, path) for path, delta in deltas.items()],
    )
    connection.execute("DELETE FROM engram_folders WHERE documents = 0")


def write(
    connection: Connection, deltas: Mapping[str, Delta], before: Mapping[str, _Base], members: Members, form: Form
) -> None:
    """Store the counters of folders, the uppermost first: what they are made from lies below and is still as before.

    Documents and numbers have to be written already.
    """
    sources = _Sources(connection, form)
    for path, delta in deltas.items():
        folder = folder_at(connection, path)
        if folder is None:
            continue
        content = facts = None
        if lower_folder(connection, folder) is None:
            if folder.chunks >= form.stored_from:
                base = sources.content(before[path].content) if delta.exact else None
                content = base + delta.content if base is not None else _content(connection, folder, members, form)
            if folder.documents >= form.stored_from:
                base = sources.facts(before[path].facts)
                facts = base + delta.facts if base is not None else _facts(connection, folder, form)
        connection.execute(
            "UPDATE engram_folders SET content = ?, facts = ? WHERE id = ?",
            (
                None if content is None else pack_counters(content),
                None if facts is None else pack_counters(facts),
                folder.folder_id,
            ),
        )


def content_of(counted: Iterable[Counted], members: Members, form: Form) -> Int32s:
    """The sum of the codes of all members of documents.

    Raises:
        EmbeddingGone: one of them is no longer there.
    """
    total = np.zeros(form.d, np.int32)
    refs = [ref for each in counted for ref in each.members]
    members.add(total, refs)
    return total


def facts_of_all(counted: Iterable[Counted], form: Form) -> Int32s:
    """The sum of the record codes of documents."""
    total = np.zeros(form.d, np.int32)
    listed = list(counted)
    codes = unpack_codes([each.record for each in listed], form.d, [f"document {each.document_id}" for each in listed])
    native.bundle(total, codes)
    return total


class _Sources:
    """Stored counters of folders by their ids, as they were before the batch."""

    def __init__(self, connection: Connection, form: Form) -> None:
        self._connection = connection
        self._d = form.d

    def content(self, folder_id: int | None) -> Int32s | None:
        return self._read("content", folder_id)

    def facts(self, folder_id: int | None) -> Int32s | None:
        return self._read("facts", folder_id)

    def _read(self, column: str, folder_id: int | None) -> Int32s | None:
        if folder_id is None:
            return None
        if folder_id == 0:
            return np.zeros(self._d, np.int32)
        row = self._connection.execute(
            f"SELECT path, {column} FROM engram_folders WHERE id = ?", (folder_id,)
        ).fetchone()
        if row is None or row[1] is None:
            return None
        try:
            return unpack_counters(row[1], self._d, f"the folder {row[0]}")
        except EngramDamaged as error:  # the folder is summed anew
            log.warning("%s", error)
            return None


def _base(connection: Connection, folder: Folder | None) -> _Base:
    if folder is None:
        return _Base(0, 0)
    holder: Folder | None = folder
    content: int | None = 0 if folder.chunks == 0 else None
    facts: int | None = None
    while holder is not None:
        if content is None and holder.content is not None:
            content = holder.folder_id
        if facts is None and holder.facts is not None:
            facts = holder.folder_id
        holder = lower_folder(connection, holder)
    return _Base(content, facts)


def _content(connection: Connection, folder: Folder, members: Members, form: Form) -> Int32s | None:
    """From the members; None where some of them are gone too, until the batch that drops those is written."""
    try:
        return content_of(counted_below(connection, folder.folder_id), members, form)
    except EmbeddingGone:
        return None


def _facts(connection: Connection, folder: Folder, form: Form) -> Int32s:
    return facts_of_all(counted_below(connection, folder.folder_id), form)
