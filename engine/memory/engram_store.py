"""The tables that hold engrams, and the rows that go in and out of them.

`engram_documents` says of each document what has been counted: its version, its embeddings and its record. Folders are
sums over documents; `engram_nodes` holds the documents and sections that are large enough to be stored. Everything in
here follows from the library's other tables and can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from engine.library.connection import Connection
from engine.memory.engram_packing import Ref, unpack_refs


@dataclass(frozen=True, slots=True)
class Counted:
    """What has been counted of a document."""

    document_id: int
    version: int
    folder: str
    collection: str
    members: tuple[Ref, ...]  # in the order of the chunks
    record: bytes  # a packed code

    @property
    def key(self) -> str:
        return f"#{self.document_id}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it is stored."""

    folder_id: int
    path: str
    parent: int
    documents: int
    chunks: int
    content: bytes | None
    facts: bytes | None


COUNTED = """SELECT e.document_id, e.version, f.path, e.collection, e.members, e.record FROM engram_documents e
    JOIN engram_folders f ON f.id = e.folder"""
FOLDER = "SELECT id, path, parent, documents, chunks, content, facts FROM engram_folders"
BELOW = """WITH RECURSIVE below (id) AS (SELECT ? UNION ALL
    SELECT f.id FROM engram_folders f JOIN below b ON f.parent = b.id)"""


def chain(path: str) -> tuple[str, ...]:
    """The folders above a file, from '' (above them all) down to the one it lies in."""
    parent = PurePath(path).parent
    return ("", *(str(each) for each in reversed(parent.parents)), str(parent))


def ancestors(folder: str) -> tuple[str, ...]:
    """The same for a folder, itself included."""
    return ("", *(str(each) for each in reversed(PurePath(folder).parents)), folder) if folder else ("",)


def section_key(document: str, headings: Sequence[str]) -> str:
    """'#12/Heading/Sub-heading'; a '%' or '/' in a heading is written as %25 or %2F."""
    return "/".join([document, *(heading.replace("%", "%25").replace("/", "%2F") for heading in headings)])


def counted(connection: Connection, document: int) -> Counted | None:
    """What has been counted of a document; None: nothing.

    Raises:
        EngramDamaged: its members do not match their checksum.
    """
    row = connection.execute(f"{COUNTED} WHERE e.document_id = ?", (document,)).fetchone()
    return None if row is None else as_counted(row)


def counted_below(connection: Connection, folder_id: int) -> list[Counted]:
    """What has been counted of the documents in a folder and below, by document id."""
    rows = connection.execute(
        f"{BELOW} {COUNTED} WHERE e.folder IN (SELECT id FROM below) ORDER BY e.document_id", (folder_id,)
    ).fetchall()
    return [as_counted(row) for row in rows]


def as_counted(row: tuple[int, int, str, str, bytes, bytes]) -> Counted:
    document, version, path, collection, members, record = row
    return Counted(document, version, path, collection, tuple(unpack_refs(members, f"document {document}")), record)


def folder_at(connection: Connection, path: str) -> Folder | None:
    row = connection.execute(f"{FOLDER} WHERE path = ?", (path,)).fetchone()
    return None if row is None else Folder(*row)


def folders_in(connection: Connection, folder_id: int) -> list[Folder]:
    """The folders directly in a folder, by path."""
    rows = connection.execute(f"{FOLDER} WHERE parent = ? ORDER BY path", (folder_id,)).fetchall()
    return [Folder(*row) for row in rows]


def lower_folder(connection: Connection, folder: Folder) -> Folder | None:
    """The folder in it that has all its documents; None where it branches or has documents of its own."""
    row = connection.execute(
        f"{FOLDER} WHERE parent = ? AND documents = ?", (folder.folder_id, folder.documents)
    ).fetchone()
    return None if row is None else Folder(*row)


def drop_nodes(connection: Connection, documents: Iterable[str]) -> None:
    """Remove what is stored of documents ('#12') and their sections."""
    connection.executemany(
        "DELETE FROM engram_nodes WHERE key = ?1 OR (key >= ?1 || '/' AND key < ?1 || '0')",  # '0' comes after '/'
        [(key,) for key in documents],
    )


def engram_bytes(connection: Connection) -> int:
    """What the engrams take: the bytes of their rows, without the pages' own."""
    sizes = (
        "SELECT ifnull(SUM(length(members) + length(record) + length(collection) + 12), 0) FROM engram_documents",
        "SELECT ifnull(SUM(length(path) + ifnull(length(content), 0) + ifnull(length(facts), 0) + 12), 0) "
        "FROM engram_folders",
        "SELECT ifnull(SUM(length(key) + length(content)), 0) FROM engram_nodes",
        "SELECT ifnull(SUM(length(vector)), 0) FROM engram_leaving",
    )
    return sum(int(connection.execute(sql).fetchone()[0]) for sql in sizes)
