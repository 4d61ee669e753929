"""Which segment files a library has, and which chunks left since: the half of the segments that lies in the database.

A segment is an immutable file of rows that indexes map into memory; what is in it, `engine.memory.segment` knows. It
counts once a transaction has named it here. All of them can be made again from the rows in `embeddings`, so a file
that is missing or damaged costs time, never a row. A file that nobody names is removed by the next writer.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.library import jobs
from engine.library.connection import Connection, Database
from engine.library.locking import locked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FOLDER = "segments"
SUFFIX = ".segment"
PARTIAL = ".partial"
LOCK = "segments.lock"
LOCK_WAIT_S = 60.0
"""How long a writer waits for another one. Merging a million rows takes a few seconds, and a cancel ends it sooner."""

JOB = "segment"
"""The background work that folds, merges and mends."""

READ_BYTES = 1 << 20
COUNTERS = """SELECT (SELECT value FROM state WHERE key = 'generation'),
    (SELECT value FROM state WHERE key = 'segments')"""
COLUMNS = "name, encoder, rows, first_chunk, last_chunk, bytes, crc, made"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment as the database names it."""

    name: str
    encoder: str
    rows: int
    first_chunk: int  # the lowest chunk id in it
    last_chunk: int
    bytes: int
    crc: int  # zlib.crc32 of the whole file
    made: str


class SegmentTable:
    """The segments of a library, of all encoders."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.folder = database.path.parent / FOLDER

    def path(self, name: str) -> Path:
        """Where a segment lies."""
        return self.folder / name

    def edition(self) -> int:
        """A count of changes to the list of segments by all processes."""
        return edition(self._database.connection())

    def counters(self) -> tuple[int, int]:
        """The library's generation and the edition of the list of segments: what an index looks at."""
        row = self._database.connection().execute(COUNTERS).fetchone()
        return int(row[0]), int(row[1])

    def rows(self, encoder: str) -> tuple[SegmentRow, ...]:
        """The segments of an encoder, by name."""
        found = self._database.connection().execute(
            f"SELECT {COLUMNS} FROM segments WHERE encoder = ? ORDER BY name", (encoder,)
        )
        return tuple(SegmentRow(*row) for row in found.fetchall())

    def folded(self, encoder: str) -> int | None:
        """The generation up to which all of an encoder's rows are in its segments; None where some may be missing."""
        row = self._database.connection().execute("SELECT generation FROM folded WHERE encoder = ?", (encoder,))
        found = row.fetchone()
        return None if found is None else int(found[0])

    def dead_after(self, seq: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The chunks that left after a point in the list of those that left.

        Returns:
            int64 (n,) points, ascending, and int64 (n,) chunk ids.
        """
        import numpy as np

        found = (
            self._database.connection()
            .execute("SELECT seq, chunk_id FROM dead_chunks WHERE seq > ? ORDER BY seq", (seq,))
            .fetchall()
        )
        both = np.array(found, np.int64).reshape(-1, 2)
        return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])

    def dead_within(self, row: SegmentRow) -> int:
        """How many chunks left whose ids are between the lowest and the highest of a segment."""
        found = self._database.connection().execute(
            "SELECT COUNT(*) FROM dead_chunks WHERE chunk_id BETWEEN ? AND ?", (row.first_chunk, row.last_chunk)
        )
        return int(found.fetchone()[0])

    def ranges_of_others(self, encoder: str) -> tuple[tuple[int, int], ...]:
        """Lowest and highest chunk of each segment of other encoders."""
        found = self._database.connection().execute(
            "SELECT first_chunk, last_chunk FROM segments WHERE encoder != ?", (encoder,)
        )
        return tuple((int(low), int(high)) for low, high in found.fetchall())

    def commit(
        self,
        encoder: str,
        planned: int,
        *,
        added: SegmentRow | None,
        replaced: Iterable[str],
        folded: int | None,
        forgettable: Sequence[int],
    ) -> bool:
        """Name a new segment in the place of older ones, in one transaction that is on the disk when this returns.

        Args:
            encoder: the encoder's id.
            planned: the `edition` that this was planned by; if there is another one by now, nothing is done.
            added: the new segment, its file written; None where nothing is left to put into one.
            replaced: names of those whose rows it holds now. Their files are removed.
            folded: the generation up to which the segments now have everything; None where some rows are in none.
            forgettable: points in the list of dead chunks that no segment has any more.

        Returns:
            whether it was done.
        """
        gone = tuple(replaced)
        connection = self._database.connection()
        connection.execute("PRAGMA synchronous=FULL").fetchall()  # before the old files go, the new list must be safe
        try:
            with self._database.write():
                if edition(connection) != planned:
                    return False
                connection.executemany("DELETE FROM segments WHERE name = ?", [(name,) for name in gone])
                if added is not None:
                    connection.execute(
                        f"INSERT INTO segments ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        (
                            added.name,
                            added.encoder,
                            added.rows,
                            added.first_chunk,
                            added.last_chunk,
                            added.bytes,
                            added.crc,
                            added.made,
                        ),
                    )
                connection.execute("DELETE FROM folded WHERE encoder = ?", (encoder,))
                if folded is not None:
                    connection.execute("INSERT INTO folded VALUES (?, ?)", (encoder, folded))
                connection.executemany("DELETE FROM dead_chunks WHERE seq = ?", [(seq,) for seq in forgettable])
                next_edition(connection)
        finally:
            connection.execute("PRAGMA synchronous=NORMAL").fetchall()
        self.unlink(gone)
        return True

    def drop(self, name: str) -> None:
        """Take a segment that is damaged off the list; its rows are found in the database until it is made again."""
        with self._database.write() as connection:
            drop(connection, "name = ?", name)
        self.unlink([name])

    def unlink(self, names: Iterable[str]) -> None:
        """Remove files that the list no longer names. What can't be removed now, the next writer tries again."""
        for name in names:
            with contextlib.suppress(OSError):  # on Windows a file that is mapped stays until it is let go
                self.path(name).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove files that nobody names, left by a kill; how many. The caller holds the lock."""
        if not self.folder.is_dir():
            return 0
        named = {row[0] for row in self._database.connection().execute("SELECT name FROM segments").fetchall()}
        orphans = [
            each.name for each in self.folder.iterdir() if each.name not in named and each.suffix in (SUFFIX, PARTIAL)
        ]
        self.unlink(orphans)
        return len(orphans)

    def lock(self, wait_s: float = LOCK_WAIT_S) -> contextlib.AbstractContextManager[None]:
        """The lock of those who write segments or forget: one at a time among all processes.

        Raises:
            LibraryLocked: another one held it for longer than `wait_s` seconds.
        """
        return locked(self._database.path.parent / LOCK, wait_s, "writing the segments of")

    def problems(self) -> Iterator[str]:
        """Every byte of every segment against its checksum: a sentence for each file that is missing or damaged."""
        rows = self._database.connection().execute(f"SELECT {COLUMNS} FROM segments ORDER BY name").fetchall()
        for row in (SegmentRow(*each) for each in rows):
            path = self.path(row.name)
            mended = "the next background work makes it anew from the library"
            try:
                size, crc = _checksum(path)
            except FileNotFoundError:
                yield f"the segment {path} is missing; {mended}."
                continue
            except OSError as error:
                yield f"the segment {path} can't be read: {error.strerror}; {mended}."
                continue
            if size != row.bytes:
                yield f"the segment {path} has {size} bytes instead of {row.bytes}; {mended}."
            elif crc != row.crc:
                yield f"the segment {path} does not match its checksum; {mended}."


def edition(connection: Connection) -> int:
    """See `SegmentTable.edition`."""
    return int(connection.execute("SELECT value FROM state WHERE key = 'segments'").fetchone()[0])


def drop(connection: Connection, condition: str, *values: object) -> tuple[str, ...]:
    """Take segments off the list and ask for them to be made anew, inside the caller's transaction; their names.

    The caller removes the files once the transaction is through.
    """
    gone = connection.execute(f"DELETE FROM segments WHERE {condition} RETURNING name, encoder", values).fetchall()
    if gone:
        for encoder in {row[1] for row in gone}:
            connection.execute("DELETE FROM folded WHERE encoder = ?", (encoder,))
        jobs.add(connection, JOB, None)
        next_edition(connection)
    return tuple(row[0] for row in gone)


def drop_dead(connection: Connection) -> tuple[str, ...]:
    """Take all segments off the list that may hold a chunk that is gone; their names. See `drop`."""
    gone = drop(
        connection,
        """EXISTS (SELECT 1 FROM dead_chunks
        WHERE chunk_id BETWEEN segments.first_chunk AND segments.last_chunk)""",
    )
    if gone:
        connection.execute("DELETE FROM dead_chunks")
    return gone


def retire(connection: Connection, encoder: str) -> tuple[str, ...]:
    """Take all segments of other encoders off the list for good; their names. The caller removes the files."""
    gone = connection.execute("DELETE FROM segments WHERE encoder != ? RETURNING name", (encoder,)).fetchall()
    folded = connection.execute("DELETE FROM folded WHERE encoder != ?", (encoder,)).rowcount
    if gone or folded:
        next_edition(connection)
    return tuple(row[0] for row in gone)


def next_edition(connection: Connection) -> None:
    """Have every index look at the list of segments and at the embeddings anew."""
    connection.execute("UPDATE state SET value = value + 1 WHERE key = 'segments'")


def _checksum(path: Path) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc
