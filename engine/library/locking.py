"""Locks that processes take turns with: files beside the database, held for longer than a transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from engine.errors import LibraryLocked
from engine.library.connection import explained

POLL_S = 0.05


@contextlib.contextmanager
def locked(place: Path, wait_s: float, doing: str) -> Iterator[None]:
    """Hold a lock: one at a time among all processes. It goes with its process, however that ends.

    Args:
        place: the lock's file, in the library's folder.
        wait_s: how long to wait for another one.
        doing: what those who hold it do with the folder, for the message: 'writing the segments of'.

    Raises:
        LibraryLocked: another one held it for longer than `wait_s` seconds.
        NacreError: the file can't be made.
    """
    lock = FileLock(place, timeout=wait_s, poll_interval=POLL_S)
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryLocked(f"another Nacre process is {doing} {place.parent}", "wait for it or stop it") from error
    except OSError as error:
        raise explained(error, place) or error from error
    try:
        yield
    finally:
        lock.release()
