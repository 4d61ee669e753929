"""One batch of documents counted into the engrams, in one transaction: documents, sections, the folders above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

import native
from engine.library.connection import Connection
from engine.memory import engram_folders
from engine.memory.engram_facts import facts_of
from engine.memory.engram_folders import Delta
from engine.memory.engram_members import Chunks, EmbeddingGone, Members, chunks_of, nodes_of
from engine.memory.engram_packing import Ref, pack_code, pack_counters, pack_refs, unpack_codes
from engine.memory.engram_state import note_change
from engine.memory.engram_store import Counted, chain, counted, drop_nodes
from engine.memory.hypervectors import Form
from engine.memory.projection import Projection
from engine.memory.records import record_code


@dataclass(slots=True)
class _Leaf:
    """What comes into a folder in which documents lie, and what leaves it."""

    refs_in: list[Ref] = field(default_factory=list)
    refs_out: list[Ref] = field(default_factory=list)
    records_in: list[bytes] = field(default_factory=list)
    records_out: list[bytes] = field(default_factory=list)
    documents: int = 0

    def come(self, document: Counted) -> None:
        self.refs_in += document.members
        self.records_in.append(document.record)
        self.documents += 1

    def leave(self, document: Counted) -> None:
        self.refs_out += document.members
        self.records_out.append(document.record)
        self.documents -= 1


class Batch:
    """The work of one transaction."""

    def __init__(self, connection: Connection, projection: Projection, form: Form) -> None:
        self._connection = connection
        self._members = Members(connection, projection)
        self._encoder_id = projection.encoder_id
        self._dim = projection.dim
        self._form = form

    def apply(self, documents: Sequence[int]) -> list[str]:
        """Bring the engrams of these documents and of the folders above them up to date; what the user should know."""
        notices: list[str] = []
        facts = facts_of(self._connection, documents)
        leaves: dict[str, _Leaf] = {}
        after: list[Counted] = []
        for document in documents:
            old = counted(self._connection, document)
            new, chunks = self._now(document, facts.get(document))
            if chunks is not None and chunks.bad:
                notices.append(_bad_chunks(self._connection, document, chunks))
            if old is not None:
                leaves.setdefault(old.folder, _Leaf()).leave(old)
            if new is not None and chunks is not None:
                leaves.setdefault(new.folder, _Leaf()).come(new)
                after.append(new)
                if old is None or (old.version, old.members) != (new.version, new.members):
                    self._write_nodes(old, new, chunks)
            elif old is not None:
                drop_nodes(self._connection, [old.key])
        gone = [(document,) for document in documents if document not in facts]
        deltas = {path: self._delta(leaf) for path, leaf in leaves.items()}
        self._write(engram_folders.upwards(deltas, self._form), after, gone)
        return notices

    def _now(self, document: int, facts: Mapping[str, tuple[str, ...]] | None) -> tuple[Counted | None, Chunks | None]:
        """The document as it is in the library; None where it is gone."""
        if facts is None:
            return None, None
        version, path, collection = self._connection.execute(
            "SELECT current_version, path, collection FROM documents WHERE id = ?", (document,)
        ).fetchone()
        chunks = chunks_of(self._connection, self._encoder_id, self._dim, version)
        record = pack_code(record_code(facts, self._form))
        return Counted(document, version, chain(path)[-1], collection, chunks.refs, record), chunks

    def _delta(self, leaf: _Leaf) -> Delta:
        """What differs only: a text that a folder keeps is neither taken out nor put in."""
        delta = Delta.none(self._form)
        delta.documents = leaf.documents
        delta.chunks = len(leaf.refs_in) - len(leaf.refs_out)
        try:
            self._members.add(delta.content, _without(leaf.refs_out, leaf.refs_in), -1)
        except EmbeddingGone:
            delta.exact = False
        self._members.add(delta.content, _without(leaf.refs_in, leaf.refs_out), 1)
        for records, weight in ((leaf.records_out, -1), (leaf.records_in, 1)):
            names = ["a document"] * len(records)
            native.bundle(delta.facts, unpack_codes(records, self._form.d, names), weight)
        return delta

    def _write_nodes(self, old: Counted | None, document: Counted, chunks: Chunks) -> None:
        """The document and its sections, where they have enough chunks."""
        if old is not None and len(old.members) >= self._form.stored_from:
            drop_nodes(self._connection, [document.key])
        if len(chunks.refs) < self._form.stored_from:
            return
        for key, members in nodes_of(document.key, chunks).items():
            if len(members) >= self._form.stored_from:
                content = np.zeros(self._form.d, np.int32)
                self._members.add(content, [chunks.refs[at] for at in members])
                self._connection.execute("INSERT INTO engram_nodes VALUES (?, ?)", (key, pack_counters(content)))

    def _write(self, deltas: Mapping[str, Delta], after: Sequence[Counted], gone: Sequence[tuple[int]]) -> None:
        before = engram_folders.bases(self._connection, deltas)
        engram_folders.make_folders(self._connection, deltas)
        self._connection.executemany("DELETE FROM engram_documents WHERE document_id = ?", gone)
        (generation,) = self._connection.execute("SELECT value FROM state WHERE key = 'generation'").fetchone()
        ids = dict(self._connection.execute("SELECT path, id FROM engram_folders").fetchall()) if after else {}
        for each in after:
            self._connection.execute(
                """INSERT OR REPLACE INTO engram_documents
                (document_id, version, generation, folder, collection, chunks, members, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    each.document_id,
                    each.version,
                    generation,
                    ids[each.folder],
                    each.collection,
                    len(each.members),
                    pack_refs(each.members),
                    each.record,
                ),
            )
        engram_folders.count(self._connection, deltas)
        engram_folders.write(self._connection, deltas, before, self._members, self._form)
        note_change(self._connection)


def _without(refs: Sequence[Ref], others: Sequence[Ref]) -> list[Ref]:
    """The references, without as many of each as there are among the others."""
    left: dict[Ref, int] = {}
    for ref in others:
        left[ref] = left.get(ref, 0) + 1
    kept: list[Ref] = []
    for ref in refs:
        if left.get(ref):
            left[ref] -= 1
        else:
            kept.append(ref)
    return kept


def _bad_chunks(connection: Connection, document: int, chunks: Chunks) -> str:
    (path,) = connection.execute("SELECT path FROM documents WHERE id = ?", (document,)).fetchone()
    named = ", ".join(str(each) for each in chunks.bad[:5]) + (", …" if len(chunks.bad) > 5 else "")
    return f"The embeddings of {len(chunks.bad)} chunks of {path} are damaged and left out of its engram ({named})."
