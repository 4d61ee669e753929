"""The engram tree as others read it: folders, documents and sections, each a sum of hypervectors.

The content of a node is the sum of the codes of its chunks. The facts of a document are its record, as a code; those of
a folder are the sum over its documents; those of a section are its headings. A node that is too small to be stored is
summed from its members when it is asked for. Nodes are the engrams as last counted: `engram_step.settle` brings them up
to date.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from threading import Lock

import numpy as np
import numpy.typing as npt

import native
from engine.library.connection import Connection
from engine.library.store import Library
from engine.memory import engram_verify
from engine.memory.arrays import Bytes, Int32s
from engine.memory.engram_facts import facts_of
from engine.memory.engram_folders import content_of, facts_of_all
from engine.memory.engram_members import Chunks, Members, chunks_of
from engine.memory.engram_packing import EngramDamaged, unpack_codes, unpack_counters
from engine.memory.engram_state import check_form, check_records, state
from engine.memory.engram_step import forget_all, settle
from engine.memory.engram_store import (
    Counted,
    Folder,
    counted,
    counted_below,
    folder_at,
    folders_in,
    lower_folder,
    section_key,
)
from engine.memory.hypervectors import STANDARD, Form
from engine.memory.projection import Projection
from engine.memory.records import record_code

CACHE_NODES = 256
"""Nodes kept in memory unless told otherwise: 20 MB at D = 10,240."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A node of the tree without its vectors, as lists need it."""

    kind: str  # 'folder', 'document', 'section'
    key: str  # a folder's path ('' above them all), '#<document id>', '#<document id>/<heading>/...'
    label: str  # the folder's name, the document's title, the heading
    parent: str  # '' for the uppermost folder
    chunks: int  # with an embedding of this encoder
    documents: int


@dataclass(frozen=True, slots=True, eq=False)
class Node(Entry):
    """A node with its vectors. They are shared and must not be written to."""

    content: Int32s  # (d,)
    facts: Int32s  # (d,)


class Engrams:
    """The engrams of one library by one encoder. Every method may be called from any thread.

    Args:
        encoder_id, dim: whose embeddings the content is made of.
        cache_nodes: nodes kept in memory, the last used ones.
        form: the measures they were made by.
    """

    def __init__(
        self,
        library: Library,
        encoder_id: str,
        dim: int,
        cache_nodes: int = CACHE_NODES,
        form: Form = STANDARD,
    ) -> None:
        self.projection = Projection(encoder_id, dim, form.d, form.chunk_nnz)
        self.form = form
        self._library = library
        self._most = cache_nodes
        self._nodes: OrderedDict[str, Node] = OrderedDict()
        self._changes = ""
        self._guard = Lock()

    def root(self) -> Node:
        """The deepest folder that has everything below it; empty where nothing has been counted.

        Raises:
            NacreError: the engrams are of another encoder or form.
        """
        with self._library.database.snapshot() as connection:
            self._check(connection)
            folder = folder_at(connection, "")
            while folder is not None and (lower := lower_folder(connection, folder)) is not None:
                if not _is_root_or_above(connection, lower.path):
                    break
                folder = lower
            node = self.node(folder.path) if folder else None
        nothing = np.zeros(self.form.d, np.int32)
        return node or Node("folder", "", "", "", 0, 0, nothing, nothing)

    def node(self, key: str) -> Node | None:
        """A node with its vectors; None where there is no such node.

        Raises:
            NacreError: the engrams are of another encoder or form.
        """
        with self._library.database.snapshot() as connection:
            self._check(connection)
            known = self._remembered(state(connection, "changes"), key)
            if known is None:
                known = self._read(connection, key)
                if known is not None:
                    self._remember(known)
        return known

    def children(self, key: str) -> tuple[Entry, ...]:
        """What lies directly below a node, without vectors: folders by path, then documents by path, then sections."""
        with self._library.database.snapshot() as connection:
            self._check(connection)
            if not key.startswith("#"):
                folder = folder_at(connection, key)
                return () if folder is None else tuple(self._in_folder(connection, folder))
            found = self._document(connection, key)
            return () if found is None else tuple(_sections(key, *found))

    def documents(self) -> tuple[int, ...]:
        """The ids of all documents that have been counted, in order."""
        rows = self._library.read().execute("SELECT document_id FROM engram_documents ORDER BY document_id").fetchall()
        return tuple(row[0] for row in rows)

    def records(self) -> tuple[npt.NDArray[np.int64], Bytes]:
        """The records of all documents as codes: ids, int64 (n,), in order, and uint8 (n, d // 4).

        They do not depend on the encoder. Measured: 0.3 s for 10,000 documents, 2.5 KB of memory each.

        Raises:
            EngramDamaged: a record does not match its checksum.
            NacreError: the records are of another form.
        """
        with self._library.database.snapshot() as connection:
            check_records(connection, self.form)
            rows = connection.execute(
                "SELECT document_id, record FROM engram_documents ORDER BY document_id"
            ).fetchall()
        names = [f"document {row[0]}" for row in rows]
        return np.array([row[0] for row in rows], np.int64), unpack_codes([row[1] for row in rows], self.form.d, names)

    def edition(self) -> str:
        """Another one whenever anything that has been counted changed."""
        return state(self._library.read(), "changes")

    def facts(self, document_id: int) -> Mapping[str, tuple[str, ...]]:
        """What is known of a document: fillers by role, as its record was made from; empty where there is no such."""
        with self._library.database.snapshot() as connection:
            return facts_of(connection, [document_id]).get(document_id, {})

    def rebuild(self) -> None:
        """Make everything again from the library; may be interrupted, and goes on with the next `settle`."""
        forget_all(self._library)
        settle(self._library, self.projection.encoder_id, self.projection.dim, form=self.form)

    def problems(self) -> Iterator[str]:
        """Stored engrams that do not match what they are made of; see `engram_verify.problems`."""
        return engram_verify.problems(self._library, self.form)

    # --- nodes ------------------------------------------------------------------------------------------------------

    def _check(self, connection: Connection) -> None:
        check_form(connection, self.projection.encoder_id, self.projection.dim, self.form)

    def _remembered(self, changes: str, key: str) -> Node | None:
        with self._guard:
            if changes != self._changes:
                self._nodes.clear()
                self._changes = changes
            known = self._nodes.get(key)
            if known is not None:
                self._nodes.move_to_end(key)
            return known

    def _remember(self, node: Node) -> None:
        for vector in (node.content, node.facts):
            vector.setflags(write=False)
        with self._guard:
            self._nodes[node.key] = node
            while len(self._nodes) > self._most:
                self._nodes.popitem(last=False)

    def _read(self, connection: Connection, key: str) -> Node | None:
        members = Members(connection, self.projection)
        if not key.startswith("#"):
            folder = folder_at(connection, key)
            if folder is None:
                return None
            content, facts = self._folder_vectors(connection, folder, members)
            return _with_vectors(_folder_entry(connection, folder), content, facts)
        found = self._document(connection, key)
        if found is None:
            return None
        document, chunks, headings = found
        if not headings:
            entry = self._document_entry(connection, document, chunks)
            facts = facts_of_all([document], self.form)
            return _with_vectors(entry, self._content(connection, key, document.members, members), facts)
        refs = [
            ref for ref, path in zip(chunks.refs, chunks.headings, strict=True) if path[: len(headings)] == headings
        ]
        entry = _section_entry(document.key, headings, len(refs))
        facts = np.zeros(self.form.d, np.int32)
        native.bundle(facts, record_code({"heading": headings}, self.form)[None])
        return _with_vectors(entry, self._content(connection, key, refs, members), facts)

    def _content(self, connection: Connection, key: str, refs: Sequence[tuple[int, int]], members: Members) -> Int32s:
        """Of a document or section: as stored, or summed."""
        row = connection.execute("SELECT content FROM engram_nodes WHERE key = ?", (key,)).fetchone()
        stored = self._unpacked(row[0] if row else None, key)
        if stored is None:
            stored = np.zeros(self.form.d, np.int32)
            members.add(stored, refs)
        return stored

    def _folder_vectors(self, connection: Connection, folder: Folder, members: Members) -> tuple[Int32s, Int32s]:
        """As stored here, or in the one folder below that has everything, or summed."""
        name = f"the folder {folder.path}"
        content, facts = self._unpacked(folder.content, name), self._unpacked(folder.facts, name)
        if content is not None and facts is not None:
            return content, facts
        lower = lower_folder(connection, folder)
        if lower is not None:
            return self._folder_vectors(connection, lower, members)
        below = counted_below(connection, folder.folder_id)
        return (
            content if content is not None else content_of(below, members, self.form),
            facts if facts is not None else facts_of_all(below, self.form),
        )

    def _unpacked(self, data: bytes | None, name: str) -> Int32s | None:
        """Stored counters; None where there are none, or where they are damaged and have to be summed instead."""
        if data is None:
            return None
        try:
            return unpack_counters(data, self.form.d, name)
        except EngramDamaged as error:
            log.warning("%s", error)
            return None

    def _document(self, connection: Connection, key: str) -> tuple[Counted, Chunks, tuple[str, ...]] | None:
        """A document's key or a section's: what was counted, the chunks with their headings, the section's headings."""
        number, *rest = key[1:].split("/")
        document = counted(connection, int(number)) if number.isdecimal() else None
        if document is None:
            return None
        chunks = chunks_of(connection, self.projection.encoder_id, self.projection.dim, document.version)
        if not rest:
            return document, chunks, ()
        for headings in dict.fromkeys(path[: len(rest)] for path in chunks.headings):
            if section_key(document.key, headings) == key:
                return document, chunks, headings
        return None

    def _in_folder(self, connection: Connection, folder: Folder) -> Iterator[Entry]:
        for lower in folders_in(connection, folder.folder_id):
            yield _folder_entry(connection, lower)
        for document, title, chunks in connection.execute(
            """SELECT e.document_id, ifnull(v.title, ''), e.chunks FROM engram_documents e
            LEFT JOIN documents d ON d.id = e.document_id LEFT JOIN versions v ON v.id = e.version
            WHERE e.folder = ? ORDER BY d.path, d.part, e.document_id""",
            (folder.folder_id,),
        ).fetchall():
            yield Entry("document", f"#{document}", title, folder.path, chunks, 1)

    def _document_entry(self, connection: Connection, document: Counted, chunks: Chunks) -> Entry:
        row = connection.execute("SELECT title FROM versions WHERE id = ?", (document.version,)).fetchone()
        title = row[0] if row else ""
        return Entry("document", document.key, title, document.folder, len(document.members), 1)


def _sections(key: str, document: Counted, chunks: Chunks, above: tuple[str, ...]) -> Iterator[Entry]:
    """The sections directly below a document or section, in the order in which they begin."""
    depth = len(above)
    counts: dict[tuple[str, ...], int] = {}
    for headings in chunks.headings:
        if headings[:depth] == above and len(headings) > depth:
            below = headings[: depth + 1]
            counts[below] = counts.get(below, 0) + 1
    for headings, number in counts.items():
        yield _section_entry(document.key, headings, number)


def _section_entry(document: str, headings: Sequence[str], chunks: int) -> Entry:
    key, parent = section_key(document, headings), section_key(document, headings[:-1])
    return Entry("section", key, headings[-1], parent, chunks, 1)


def _folder_entry(connection: Connection, folder: Folder) -> Entry:
    row = connection.execute("SELECT path FROM engram_folders WHERE id = ?", (folder.parent,)).fetchone()
    label = PurePath(folder.path).name or folder.path
    return Entry("folder", folder.path, label, row[0] if row else "", folder.chunks, folder.documents)


def _with_vectors(entry: Entry, content: Int32s, facts: Int32s) -> Node:
    return Node(entry.kind, entry.key, entry.label, entry.parent, entry.chunks, entry.documents, content, facts)


def _is_root_or_above(connection: Connection, path: str) -> bool:
    """Whether every folder that documents were taken in from is this one or lies below it."""
    roots = [
        row[0] for row in connection.execute("SELECT DISTINCT root FROM documents WHERE state = 'live'").fetchall()
    ]
    return all(root == path or root.startswith(path.rstrip("/\\") + os.sep) or path == os.sep for root in roots)
