"""The files' bytes, each content once, named by its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from engine.errors import LibraryDamaged
from engine.library.connection import Connection
from engine.library.packing import pack_original, unpack_original


@dataclass(frozen=True, slots=True)
class PackedOriginal:
    """Bytes on their way into the database; packed before the transaction begins, for packing takes its time."""

    sha256: bytes
    codec: str
    size: int
    data: bytes


def pack(data: bytes) -> PackedOriginal:
    codec, packed = pack_original(data)
    return PackedOriginal(sha256(data).digest(), codec, len(data), packed)


def add(connection: Connection, original: PackedOriginal) -> None:
    """Store the bytes unless they are there already."""
    connection.execute(
        "INSERT INTO originals (sha256, codec, size, data) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (original.sha256, original.codec, original.size, original.data),
    )


def load(connection: Connection, digest: bytes, name: str) -> bytes:
    """The original bytes, verified.

    Args:
        digest: SHA-256, 32 bytes.
        name: what the user knows the file by, for the error.

    Raises:
        LibraryDamaged: they are missing, can't be decompressed, or their SHA-256 differs.
    """
    row = connection.execute("SELECT codec, size, data FROM originals WHERE sha256 = ?", (digest,)).fetchone()
    if row is None:
        raise LibraryDamaged(f"the original of {name} is missing from the library", "ingest it again")
    data = unpack_original(row[0], row[2], row[1], name)
    if sha256(data).digest() != digest:
        raise LibraryDamaged(f"the original of {name} does not match its SHA-256", "put back a copy or ingest it again")
    return data


def drop_unused(connection: Connection, digest: bytes | None = None) -> int:
    """Remove originals that no document or version refers to any more, or only the one named; how many went."""
    return int(
        connection.execute(
            """DELETE FROM originals WHERE sha256 = ifnull(?, sha256)
                AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.original = originals.sha256)
                AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.original = originals.sha256)""",
            (digest,),
        ).rowcount
    )
