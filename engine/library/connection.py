"""Connections to the library's database: one a thread, short write transactions, errors that say what to do.

The database is in WAL mode: readers never wait and see one consistent state for as long as a statement (or a
`snapshot`) lasts; writers take turns. All statements run in autocommit mode unless `write` or `snapshot` opened a
transaction. Results are fetched whole or in pages, never left half read: an unfinished SELECT would pin an old state
and turn the next write into an error that no waiting can cure.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import LibraryDamaged, LibraryLocked, NacreError

BUSY_TIMEOUT_MS = 5_000
WRITE_WAIT_S = 30.0
"""How long a write waits for its turn. Taking in one very large file can hold the database for several seconds."""

CACHE_KIB = 16 * 1024  # pages kept in memory by each connection
WAL_LIMIT_BYTES = 64 * 1024 * 1024  # the log shrinks to this after a checkpoint


class DiskFull(NacreError):
    """There is no room left; what was being written is rolled back, everything before it is kept."""


def now() -> str:
    """The time as ISO 8601 with offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def explained(error: sqlite3.Error | OSError, place: Path) -> NacreError | None:
    """The error in the user's words, or None where it is a mistake of ours that has to surface as it is."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull(f"the disk that holds {place} is full", "free some space and run it again")
        return NacreError(f"{place} can't be read or written: {error.strerror}", "check the folder's permissions")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(f"the disk that holds {place} is full", "free some space and run it again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryLocked(f"another process is writing to {place}", "wait a moment and try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return LibraryDamaged(
            f"{place} is damaged or not a Nacre library: {error}",
            "put back a copy of the folder, or name another library with --library",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return NacreError(
            f"{place} can't be read or written: {error}", "check that the disk works and that the folder is yours"
        )
    return None


class _Cursor(sqlite3.Cursor):
    """A cursor whose failures are explained, wherever they surface."""

    def execute(self, *args: Any) -> _Cursor:
        with _explaining(self.connection):
            super().execute(*args)
        return self

    def executemany(self, *args: Any) -> _Cursor:
        with _explaining(self.connection):
            super().executemany(*args)
        return self

    def executescript(self, *args: Any) -> _Cursor:
        with _explaining(self.connection):
            super().executescript(*args)
        return self

    def fetchone(self) -> Any:
        with _explaining(self.connection):
            return super().fetchone()

    def fetchmany(self, *args: Any) -> list[Any]:
        with _explaining(self.connection):
            return super().fetchmany(*args)

    def fetchall(self) -> list[Any]:
        with _explaining(self.connection):
            return super().fetchall()


class Connection(sqlite3.Connection):
    """A connection that knows its file and explains what goes wrong with it."""

    place: Path

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor().executemany(*args)


class _explaining:  # noqa: N801 - reads as a word where it is used, and a generator would cost more than the query
    """Turns SQLite's errors into ours, keeping the cause for the log."""

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            place = self.connection.place if isinstance(self.connection, Connection) else Path("library.db")
            ours = explained(error, place)
            if ours is not None:
                raise ours from error


def patiently(do: Callable[[], object], wait_s: float = WRITE_WAIT_S) -> None:
    """Do what can't be done while somebody else writes, trying again until they are through.

    Raises:
        LibraryLocked: they were not within `wait_s` seconds.
    """
    deadline = time.monotonic() + wait_s
    while True:
        try:
            do()
            return
        except LibraryLocked:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


class Database:
    """The library's database file and this process's connections to it.

    Args:
        path: the file; it has to exist or its folder has to be writable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write_wait_s = WRITE_WAIT_S
        self._local = threading.local()
        self._guard = threading.Lock()
        self._connections: list[tuple[threading.Thread, Connection]] = []
        self._closed = False

    def connection(self) -> Connection:
        """This thread's connection, opened when first asked for.

        Raises:
            NacreError: the library was closed, or the file can't be opened.
        """
        if self._closed:
            raise NacreError(f"the library in {self.path.parent} is closed", "open it again")
        known: Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = self._local.connection = self._connect()
            with self._guard:
                self._drop_dead()
                self._connections.append((threading.current_thread(), known))
        return known

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A short write transaction: all of it or nothing. Within another one of the same thread it joins that one.

        Raises:
            LibraryLocked: another process kept the database busy for longer than `write_wait_s`.
            DiskFull: there is no room; nothing of this transaction is stored.
        """
        connection = self.connection()
        if connection.in_transaction:
            if not getattr(self._local, "writing", False):
                raise RuntimeError("a write inside a snapshot would wait for itself")
            yield connection
            return
        self._begin(connection)
        self._local.writing = True
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:  # a full disk may already have rolled it back
                connection.execute("ROLLBACK")
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(f"the disk that holds {self.path} is full", "free some space") from error
            raise
        finally:
            self._local.writing = False

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Several reads that see the same state of the database."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def checkpoint(self) -> None:
        """Bring the log into the database file as far as readers allow."""
        self.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every thread's connection. No thread may be in the middle of a statement."""
        self._closed = True
        with self._guard:
            for _, connection in self._connections:
                connection.close()
            self._connections.clear()

    def _connect(self) -> Connection:
        try:
            connection = sqlite3.connect(
                self.path,
                timeout=BUSY_TIMEOUT_MS / 1000,
                isolation_level=None,
                factory=Connection,
                check_same_thread=False,  # only so that `close` can close them all
            )
        except sqlite3.Error as error:
            raise explained(error, self.path) or error from error
        connection.place = self.path
        for pragma in (
            "foreign_keys=ON",
            "synchronous=NORMAL",
            f"cache_size=-{CACHE_KIB}",
            f"journal_size_limit={WAL_LIMIT_BYTES}",
            "secure_delete=FAST",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    def _begin(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE, waiting in turns: SQLite's own waiting gives up when it sees a danger of deadlock."""
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"), self.write_wait_s)

    def _drop_dead(self) -> None:
        """Close what ended threads have left open."""
        alive = []
        for thread, connection in self._connections:
            if thread.is_alive():
                alive.append((thread, connection))
            else:
                connection.close()
        self._connections = alive


def in_pages(ids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    """The ids in lists of at most `size`, so that a statement's parameters stay within SQLite's limits."""
    page: list[int] = []
    for each in ids:
        page.append(each)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
