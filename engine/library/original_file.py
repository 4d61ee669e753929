"""Where the bytes of a version came from, and whether they are still there."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from engine.errors import UsageError
from engine.library.connection import Connection
from engine.records import OriginalFile


def original_file(connection: Connection, version: int) -> OriginalFile:
    """The file that a version was read from, compared with what the library keeps byte by byte (SHA-256).

    Raises:
        UsageError: there is no such version.
    """
    row = connection.execute(
        """SELECT d.path, o.size, o.sha256 FROM versions v JOIN documents d ON d.id = v.document_id
        JOIN originals o ON o.sha256 = v.original WHERE v.id = ?""",
        (version,),
    ).fetchone()
    if row is None:
        raise UsageError(f"the library has no version {version}", "it may have been forgotten")
    path, size, digest = row
    return OriginalFile(path, size, _holds(Path(path), size, digest))


def _holds(file: Path, size: int, digest: bytes) -> bool:
    try:
        if not file.is_file() or file.stat().st_size != size:
            return False
        with file.open("rb") as source:
            return file_digest(source, "sha256").digest() == digest
    except OSError:
        return False  # what can't be read is as good as gone
