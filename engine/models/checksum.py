"""The checksum of a large file, with progress."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Event as Flag

from engine.errors import Cancelled
from engine.events import Listener, SetupProgress

BLOCK_BYTES = 1024 * 1024
REPORT_BYTES = 64 * BLOCK_BYTES  # between two progress events: a fraction of a second


def checksum(file: Path, listen: Listener, cancel: Flag | None = None) -> str:
    """Hexadecimal SHA-256 of a file's bytes.

    Raises:
        OSError: the file can't be read.
        Cancelled: `cancel` was set.
    """
    digest = hashlib.sha256()
    total, done = file.stat().st_size, 0
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            if cancel is not None and cancel.is_set():
                raise Cancelled(f"checking {file.name} was stopped")
            digest.update(block)
            done += len(block)
            if done % REPORT_BYTES == 0:
                listen(SetupProgress(f"checking {file.name}", done, total, "bytes"))
    return digest.hexdigest()
