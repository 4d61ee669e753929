"""The files' bytes, each content once, named by its SHA-256."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import zstandard

from engine.errors import LibraryDamaged, NacreError
from engine.library.connection import Connection
from engine.library.packing import ORIGINAL_LEVEL, pack_original, unpack_original

MOST_STORED_BYTES = 1_000_000_000
"""What SQLite holds in one value, as Python builds it."""

_STEP_BYTES = 1024 * 1024


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


@dataclass(frozen=True, slots=True)
class PackedFile:
    """The same of a file too large for memory: its packed bytes wait on disk."""

    sha256: bytes
    codec: str
    size: int
    file: IO[bytes]


@contextmanager
def pack_file(path: Path, folder: Path) -> Iterator[PackedFile]:
    """Pack a file piece by piece.

    Args:
        folder: where the packed bytes may wait; on the disk that they are going to.

    Raises:
        NacreError: even packed it is more than a library can hold in one piece.
    """
    with tempfile.TemporaryFile(dir=folder) as packed, path.open("rb") as source:
        digest, size = sha256(), 0
        packer = zstandard.ZstdCompressor(ORIGINAL_LEVEL).compressobj(size=path.stat().st_size)
        while piece := source.read(_STEP_BYTES):
            digest.update(piece)
            size += len(piece)
            packed.write(packer.compress(piece))
        packed.write(packer.flush())
        is_smaller = packed.tell() < size
        if min(packed.tell(), size) > MOST_STORED_BYTES:
            raise NacreError(f"{path.name} is too large to be kept, even packed", "split it, or export fewer pages")
        yield PackedFile(digest.digest(), "zstd" if is_smaller else "raw", size, packed if is_smaller else source)


def add_file(connection: Connection, original: PackedFile) -> None:
    """Store a packed file unless it is there already; memory holds a piece of it at a time."""
    length = original.file.seek(0, 2)
    row = connection.execute(
        """INSERT INTO originals (sha256, codec, size, data) VALUES (?, ?, ?, zeroblob(?))
        ON CONFLICT (sha256) DO NOTHING RETURNING rowid""",
        (original.sha256, original.codec, original.size, length),
    ).fetchone()
    if row is None:
        return
    original.file.seek(0)
    with connection.blobopen("originals", "data", row[0]) as blob:
        while piece := original.file.read(_STEP_BYTES):
            blob.write(piece)


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
