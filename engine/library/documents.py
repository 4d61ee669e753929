"""Documents: takes files in, one transaction each, and takes them out of the search when they are gone.

A file holds one document or, as exports of conversations do, many: its parts. Everything that a file gives is stored
together or not at all. A part that reads as before keeps its version, its chunks and so its embeddings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.library import duplicates, jobs, originals, versions
from engine.library.connection import Connection, Database, in_pages, now
from engine.library.packing import fingerprint
from engine.library.rows import Arrival, FileState, PutResult, StoredPart
from engine.library.wording import clean
from engine.records import FileOutcome
from engine.sources.chunker import Chunk
from engine.sources.reading import Reading

BATCH_CHARACTERS = 1_000_000
"""Of text in one transaction, about: a conversation that is being written waits a second for it at most."""

Part = tuple[Reading, Sequence[Chunk]]


class Documents:
    """The documents of a library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, arrival: Arrival) -> PutResult:
        """Store a file with all its documents in one transaction; replaces what was known of it.

        Raises:
            DiskFull: there is no room; nothing of this file is stored.
            LibraryLocked: another process kept the database busy for too long.
        """
        original = originals.pack(arrival.original)
        keyed = [(part, fingerprint(*part)) for part in _each_part_once(arrival.parts)]
        with self._database.write() as connection:
            originals.add(connection, original)
            _remember_file(connection, arrival, original.sha256)
            duplicates.forget_file(connection, arrival.path)
            _remove_missing_parts(connection, arrival.path, [part[0].part for part, _ in keyed])
            stored: list[StoredPart] = []
            left_out: list[FileOutcome] = []
            for part, key in keyed:
                loser = duplicates.settle(connection, arrival.path, part[0])
                if loser is not None:
                    left_out.append(loser.outcome)
                    if loser.document_id is None:
                        _remove(connection, _live(connection, arrival.path, part[0].part))
                        continue
                    _remove(connection, [loser.document_id])
                stored.append(_put_part(connection, arrival, original.sha256, part, key))
            if not stored:  # another file has it all
                originals.drop_unused(connection, original.sha256)
        return PutResult(_outcome(stored), tuple(stored), tuple(left_out))

    def put_pages(self, arrival: Arrival, original: originals.PackedFile, pages: Iterable[Part]) -> PutResult:
        """Store a file of any number of documents, some at a time, so that memory and transactions stay small.

        Until the last one is stored the file counts as not read: after a kill the next ingest goes on where this one
        stopped, for pages that read as before are known.

        Args:
            arrival: without original and parts.
            pages: the documents, each name once; a second one of a name is left out.
        """
        with self._database.write() as connection:
            originals.add_file(connection, original)
            _remember_file(connection, replace(arrival, made_by=""), original.sha256)
        stored: list[StoredPart] = []
        names: set[str] = set()
        for batch in _batches(pages, names):
            keyed = [(part, fingerprint(*part)) for part in batch]
            with self._database.write() as connection:
                stored += [_put_part(connection, arrival, original.sha256, part, key) for part, key in keyed]
        with self._database.write() as connection:
            _remove_missing_parts(connection, arrival.path, sorted(names))
            _remember_file(connection, arrival, original.sha256)
        return PutResult(_outcome(stored), tuple(stored), ())

    def deepen(self, version: int, reading: Reading, chunks: Sequence[Chunk]) -> int | None:
        """Replace a version by a better reading of the same bytes; the new version, or None where it is not current.

        The new reading's part and conversation stay those of the document.
        """
        key = fingerprint(reading, chunks)
        with self._database.write() as connection:
            row = connection.execute(
                """SELECT d.id, v.original FROM documents d JOIN versions v ON v.id = d.current_version
                WHERE v.id = ? AND d.state = 'live'""",
                (version,),
            ).fetchone()
            if row is None:
                return None
            new = versions.add(connection, row[0], row[1], reading, key)
            versions.drop_chunks(connection, [version])
            connection.execute("UPDATE documents SET current_version = ? WHERE id = ?", (new, row[0]))
            _make_searchable(connection, new, reading, chunks)
        return new

    def files(self, folder: str) -> dict[str, FileState]:
        """The files that were taken in from a folder and below, or the one file of that path, by path."""
        prefix = folder.rstrip("/\\")
        rows = self._database.connection().execute(
            """SELECT path, root, collection, size, mtime_ns, sha256, made_by, named FROM files
            WHERE path = ?1 OR substr(path, 1, length(?1) + 1) IN (?1 || '/', ?1 || '\\')""",
            (prefix,),
        )
        return {row[0]: FileState(*(*row[:7], bool(row[7]))) for row in rows.fetchall()}

    def touch(self, path: str, size: int, mtime_ns: int) -> None:
        """Note that a file was written again with the same content."""
        with self._database.write() as connection:
            connection.execute("UPDATE files SET size = ?, mtime_ns = ? WHERE path = ?", (size, mtime_ns, path))

    def assign(self, path: str, collection: str) -> None:
        """Put a file's documents into another collection."""
        with self._database.write() as connection:
            connection.execute("UPDATE files SET collection = ? WHERE path = ?", (collection, path))
            connection.execute("UPDATE documents SET collection = ? WHERE path = ?", (collection, path))

    def remove(self, paths: Iterable[str]) -> int:
        """Take files out of the search because they are gone; their versions stay. How many documents it were."""
        removed = 0
        for path in paths:
            with self._database.write() as connection:
                ids = _live(connection, path)
                duplicates.reconsider(connection, ids)
                _remove(connection, ids)
                duplicates.forget_file(connection, path)
                connection.execute("DELETE FROM files WHERE path = ?", (path,))
                removed += len(ids)
        return removed


def _each_part_once(parts: Sequence[Part]) -> list[Part]:
    """Where a file has the same part twice, the longer one."""
    chosen: dict[str, Part] = {}
    for part in parts:
        known = chosen.get(part[0].part)
        if known is None or len(part[0].text) > len(known[0].text):
            chosen[part[0].part] = part
    return list(chosen.values())


def _batches(pages: Iterable[Part], names: set[str]) -> Iterator[list[Part]]:
    """Pages by the transaction that they go into; their names are added to `names`."""
    batch: list[Part] = []
    waiting = 0
    for page in pages:
        if page[0].part in names:
            continue
        names.add(page[0].part)
        batch.append(page)
        waiting += len(page[0].text)
        if waiting > BATCH_CHARACTERS:
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


def _remember_file(connection: Connection, arrival: Arrival, digest: bytes) -> None:
    connection.execute(
        """INSERT INTO files (path, root, collection, size, mtime_ns, sha256, made_by, named)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET root = excluded.root,
        collection = excluded.collection, size = excluded.size, mtime_ns = excluded.mtime_ns,
        sha256 = excluded.sha256, made_by = excluded.made_by, named = excluded.named""",
        (
            arrival.path,
            arrival.root,
            arrival.collection,
            arrival.size,
            arrival.mtime_ns,
            digest,
            arrival.made_by,
            arrival.named,
        ),
    )


def _put_part(connection: Connection, arrival: Arrival, digest: bytes, part: Part, key: bytes) -> StoredPart:
    """One document of the file: new, changed or as before."""
    reading, chunks = part
    known = connection.execute(
        """SELECT d.id, d.state, d.current_version, v.fingerprint FROM documents d
        LEFT JOIN versions v ON v.id = d.current_version WHERE d.path = ? AND d.part = ?""",
        (arrival.path, clean(reading.part)),
    ).fetchone()
    new = (_new_document(connection, arrival, digest, reading), "removed", 0, b"") if known is None else known
    document, state, version, known_key = new
    if known_key != key:
        if state == "live":
            versions.drop_chunks(connection, [version])
        version = versions.add(connection, document, digest, reading, key)
    conversation = duplicates.conversation_of(reading)
    connection.execute(
        """UPDATE documents SET root = ?, collection = ?, state = 'live', original = ?, current_version = ?,
        conversation_id = ? WHERE id = ?""",
        (arrival.root, arrival.collection, digest, version, conversation, document),
    )
    if known_key == key and state == "live":
        return StoredPart(document, version, 0, "unchanged")
    _make_searchable(connection, version, reading, chunks)
    return StoredPart(document, version, len(chunks), "added" if state == "removed" else "changed")


def _new_document(connection: Connection, arrival: Arrival, digest: bytes, reading: Reading) -> int:
    row = connection.execute(
        """INSERT INTO documents (path, part, root, collection, state, original, added)
        VALUES (?, ?, ?, ?, 'removed', ?, ?)""",
        (arrival.path, clean(reading.part), arrival.root, arrival.collection, digest, now()),
    )
    return int(row.lastrowid)


def _make_searchable(connection: Connection, version: int, reading: Reading, chunks: Sequence[Chunk]) -> None:
    versions.add_chunks(connection, version, reading.title, reading.text, chunks)
    if chunks:
        jobs.add(connection, "embed", version)
    if reading.deepen:
        jobs.add(connection, "layout", version)


def _remove_missing_parts(connection: Connection, path: str, parts: Sequence[str]) -> None:
    kept = {clean(part) for part in parts}
    rows = connection.execute("SELECT id, part FROM documents WHERE path = ? AND state = 'live'", (path,)).fetchall()
    missing = [row[0] for row in rows if row[1] not in kept]
    duplicates.reconsider(connection, missing)
    _remove(connection, missing)


def _live(connection: Connection, path: str, part: str | None = None) -> list[int]:
    """The documents of a file that are searched, or the one of a part."""
    rows = connection.execute(
        "SELECT id FROM documents WHERE path = ? AND part = ifnull(?, part) AND state = 'live'",
        (path, None if part is None else clean(part)),
    ).fetchall()
    return [row[0] for row in rows]


def _remove(connection: Connection, documents: Sequence[int]) -> None:
    """Out of the search; their versions stay."""
    for page in in_pages(documents):
        marks = ",".join("?" * len(page))
        rows = connection.execute(f"SELECT current_version FROM documents WHERE id IN ({marks})", page).fetchall()
        versions.drop_chunks(connection, [row[0] for row in rows])
        connection.execute(f"UPDATE documents SET state = 'removed' WHERE id IN ({marks})", page)


def _outcome(stored: Sequence[StoredPart]) -> str:
    """A file is new when all its documents are, changed when any of them is new or changed."""
    outcomes = {part.outcome for part in stored}
    if len(outcomes) <= 1:
        return outcomes.pop() if outcomes else ""
    return "changed"
