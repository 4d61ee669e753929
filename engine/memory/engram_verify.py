"""Stored engrams against what they are made of: their checksums first, then every sum.

Nothing is written. Documents that are still to be counted are no problem; neither are the folders above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import native
from engine.library.connection import Connection
from engine.library.store import Library
from engine.memory.arrays import Int32s
from engine.memory.engram_facts import facts_of
from engine.memory.engram_members import EmbeddingGone, Members, chunks_of, nodes_of
from engine.memory.engram_packing import EngramDamaged, pack_code, unpack_codes, unpack_counters
from engine.memory.engram_stale import stale
from engine.memory.engram_state import dim_of, form_text, state
from engine.memory.engram_store import COUNTED, Counted, Folder, as_counted, folder_at, folders_in, lower_folder
from engine.memory.hypervectors import STANDARD, Form
from engine.memory.projection import Projection
from engine.memory.records import record_code


def problems(library: Library, form: Form = STANDARD) -> Iterator[str]:
    """What is wrong with the stored engrams, one sentence each, naming the node; nothing where all is well.

    Measured: 0.2 ms a chunk. `Engrams.rebuild` repairs all of it.
    """
    with library.database.snapshot() as connection:
        encoder_id = state(connection, "encoder")
        root = folder_at(connection, "")
        if not encoder_id or root is None:
            return
        made = state(connection, "form")
        dim = dim_of(made)
        if made != form_text(form, dim):  # of other settings: the next step makes them again
            return
        yield from _Check(connection, Projection(encoder_id, dim, form.d, form.chunk_nnz), form).folder(root)


@dataclass(slots=True)
class _Sums:
    """What a folder has to hold."""

    content: Int32s
    facts: Int32s
    documents: int = 0
    chunks: int = 0
    known: bool = True  # False: something below is still to be counted, or can't be read


class _Check:
    """One walk over the tree, from the leaves up, so that every chunk's code is made once."""

    def __init__(self, connection: Connection, projection: Projection, form: Form) -> None:
        self._connection = connection
        self._members = Members(connection, projection)
        self._projection = projection
        self._form = form
        self._stale = {document for document, _ in stale(connection, projection.encoder_id).documents}
        self._sums: dict[int, _Sums] = {}

    def folder(self, folder: Folder) -> Iterator[str]:
        sums = self._sums[folder.folder_id] = _Sums(self._zeros(), self._zeros())
        for lower in folders_in(self._connection, folder.folder_id):
            yield from self.folder(lower)
            below = self._sums.pop(lower.folder_id)
            sums.content += below.content
            sums.facts += below.facts
            sums.documents += below.documents
            sums.chunks += below.chunks
            sums.known = sums.known and below.known
        rows = self._connection.execute(
            f"{COUNTED} WHERE e.folder = ? ORDER BY e.document_id", (folder.folder_id,)
        ).fetchall()
        for row in rows:
            try:
                document = as_counted(row)
            except EngramDamaged as error:
                sums.known = False
                yield f"{error.what}."
                continue
            yield from self._document(document, sums)
        yield from self._folder_itself(folder, sums)

    def _folder_itself(self, folder: Folder, sums: _Sums) -> Iterator[str]:
        name = f"the folder {folder.path or '/'}"
        below = lower_folder(self._connection, folder) is not None
        for column, data, wanted, size in (
            ("content", folder.content, sums.content, sums.chunks),
            ("facts", folder.facts, sums.facts, sums.documents),
        ):
            if data is None:
                if sums.known and not below and size >= self._form.stored_from:
                    yield f"the engram of {name} lacks its {column}."
                continue
            try:
                stored = unpack_counters(data, self._form.d, name)
            except EngramDamaged as error:
                yield f"{error.what}."
                continue
            if sums.known and not np.array_equal(stored, wanted):
                yield f"the {column} of the engram of {name} is not the sum of what lies in it."
        if sums.known and (folder.documents, folder.chunks) != (sums.documents, sums.chunks):
            yield f"the engram of {name} counts {folder.documents} documents where there are {sums.documents}."

    def _document(self, document: Counted, sums: _Sums) -> Iterator[str]:
        name = f"document {document.document_id}"
        (path,) = self._connection.execute(
            "SELECT path FROM documents WHERE id = ? UNION ALL SELECT '' LIMIT 1", (document.document_id,)
        ).fetchone()
        name = f"{path} ({name})" if path else name
        sums.documents += 1
        sums.chunks += len(document.members)
        try:
            native.bundle(sums.facts, unpack_codes([document.record], self._form.d, [name]))
        except EngramDamaged as error:
            sums.known = False
            yield f"{error.what}."
        content = self._zeros()
        try:
            self._members.add(content, document.members)
            sums.content += content
        except EmbeddingGone:
            sums.known = False
            if document.document_id not in self._stale:
                yield f"the engram of {name} counts embeddings that are gone."
        if document.document_id in self._stale:
            return
        yield from self._against_library(document, name)

    def _against_library(self, document: Counted, name: str) -> Iterator[str]:
        facts = facts_of(self._connection, [document.document_id]).get(document.document_id, {})
        if document.record != pack_code(record_code(facts, self._form)):
            yield f"the record of {name} is not that of its facts."
        projection = self._projection
        chunks = chunks_of(self._connection, projection.encoder_id, projection.dim, document.version)
        for chunk in chunks.bad:
            yield f"the embedding of chunk {chunk} of {name} can't be used: its length or scale is wrong."
        if chunks.refs != document.members:
            yield f"the engram of {name} does not count the embeddings that its chunks have."
            return
        wanted = {key: at for key, at in nodes_of(document.key, chunks).items() if len(at) >= self._form.stored_from}
        stored = dict(
            self._connection.execute(
                "SELECT key, content FROM engram_nodes WHERE key = ?1 OR (key >= ?1 || '/' AND key < ?1 || '0')",
                (document.key,),
            ).fetchall()
        )
        for key in sorted(wanted.keys() | stored.keys()):
            if key not in stored or key not in wanted:
                yield f"the engram {key} of {name} is {'missing' if key in wanted else 'one of nothing'}."
                continue
            try:
                content = unpack_counters(stored[key], self._form.d, key)
            except EngramDamaged as error:
                yield f"{error.what}."
                continue
            total = self._zeros()
            self._members.add(total, [chunks.refs[at] for at in wanted[key]])
            if not np.array_equal(content, total):
                yield f"the engram {key} of {name} is not the sum of its chunks."

    def _zeros(self) -> Int32s:
        return np.zeros(self._form.d, np.int32)
