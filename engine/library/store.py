"""The library: one folder with a database and a lock, opened by any number of processes at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.library.catalogue import document_infos, status
from engine.library.connection import Connection, Database
from engine.library.conversations import Conversations
from engine.library.documents import Documents
from engine.library.embeddings import Embeddings
from engine.library.extract import extract_originals, extract_texts
from engine.library.forget import compact, forget
from engine.library.jobs import Jobs
from engine.library.locking import locked
from engine.library.migrations import migrate
from engine.library.originals import load
from engine.library.rows import ChunkRow
from engine.library.scope import select
from engine.library.segment_table import SegmentTable
from engine.library.texts import Texts
from engine.library.verify import verify
from engine.records import DocumentInfo, ExtractReport, LibraryStatus, Place, VerifyReport
from engine.sources.reading import Block, Link, Mark

DATABASE = "library.db"
WRITER_LOCK = "writer.lock"
WRITER_WAIT_S = 5.0


class Library:
    """An open library. Every method may be called from any thread; each thread has a connection of its own."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.documents = Documents(database)
        self.texts = Texts(database)
        self.embeddings = Embeddings(database, self.texts)
        self.segments = SegmentTable(database)
        self.jobs = Jobs(database)
        self.conversations = Conversations(database)
        self._writing = threading.local()

    @classmethod
    def open(cls, folder: Path, create: bool = True) -> Library:
        """Open the library in a folder, and make it where there is none.

        Raises:
            UsageError: there is no library and `create` is False, or the folder can't be made.
            LibraryDamaged: the file in it is not a library's database, or can't be read.
            NacreError: it was written by a newer version, or can't be written.
        """
        folder = folder.expanduser().absolute()
        path = folder / DATABASE
        if not create and not path.is_file():
            raise UsageError(
                f"there is no library in {folder}", "take documents in with nacre ingest, or name another one"
            )
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # a person's documents are theirs
        except OSError as error:
            raise UsageError(
                f"the library's folder {folder} can't be made: {error.strerror}", "name another one with --library"
            ) from error
        database = Database(path)
        try:
            migrate(database.connection(), path)
        except BaseException:
            database.close()
            raise
        return cls(folder, database)

    def close(self) -> None:
        """Close all connections; no other thread may be using the library."""
        self.database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def read(self) -> Connection:
        """This thread's connection, for statements that only read; fetch results whole."""
        return self.database.connection()

    def write(self) -> contextlib.AbstractContextManager[Connection]:
        """A short write transaction; see `Database.write`."""
        return self.database.write()

    @contextlib.contextmanager
    def writer(self, wait_s: float = WRITER_WAIT_S) -> Iterator[None]:
        """The lock of those who take documents in or tidy up: one at a time among all processes.

        Raises:
            LibraryLocked: another one held it for longer than `wait_s` seconds.
        """
        if getattr(self._writing, "held", False):
            yield
            return
        with locked(self.folder / WRITER_LOCK, wait_s, "taking documents in at"):
            self._writing.held = True
            try:
                yield
            finally:
                self._writing.held = False

    def generation(self) -> int:
        """A count of changes to chunks and embeddings by all processes."""
        return int(self.read().execute("SELECT value FROM state WHERE key = 'generation'").fetchone()[0])

    # --- texts ------------------------------------------------------------------------------------------------------

    def text(self, version: int) -> str:
        """The canonical text of a version, current or old; see `Texts.text`."""
        return self.texts.text(version)

    def marks(self, version: int) -> tuple[Mark, ...]:
        """Pages, messages and the like of a version."""
        return self.texts.marks(version)

    def links(self, version: int) -> tuple[Link, ...]:
        """What the text of a version points at, and where."""
        return self.texts.links(version)

    def blocks(self, version: int) -> tuple[Block, ...]:
        """Headings, paragraphs, tables and code of a version."""
        return self.texts.blocks(version)

    def place(self, version: int, start: int, end: int) -> Place:
        """Where a span of a version stands; see `Texts.place`."""
        return self.texts.place(version, start, end)

    def chunk_rows(self, chunk_ids: Sequence[int]) -> tuple[ChunkRow, ...]:
        """The chunks with these ids, in this order; ids that are gone are left out."""
        return self.texts.chunk_rows(chunk_ids)

    def chunk_ids(self, documents: Iterable[int]) -> list[int]:
        """The chunks of these documents, in no order; see `Texts.chunk_ids`."""
        return self.texts.chunk_ids(documents)

    def original(self, version: int) -> bytes:
        """The bytes that a version was read from, verified.

        Raises:
            UsageError: there is no such version.
            LibraryDamaged: they do not match their SHA-256.
        """
        row = (
            self.read()
            .execute(
                "SELECT v.original, d.path FROM versions v JOIN documents d ON d.id = v.document_id WHERE v.id = ?",
                (version,),
            )
            .fetchone()
        )
        if row is None:
            raise UsageError(f"the library has no version {version}", "it may have been forgotten")
        return load(self.read(), row[0], row[1])

    # --- documents --------------------------------------------------------------------------------------------------

    def scope(self, text: str) -> frozenset[int] | None:
        """Ids of the documents that `--in` means; None for the whole library. See `scope.select`."""
        return select(self.read(), text) if text.strip() else None

    def infos(self, encoder: str = "", scope: str = "") -> tuple[DocumentInfo, ...]:
        """The documents as lists show them, by path; `embedded` counts this encoder's embeddings."""
        with self.database.snapshot() as connection:
            return document_infos(connection, encoder, self.scope(scope))

    def status(self, encoder: str, tier: int) -> LibraryStatus:
        """What is in the library and what waits."""
        return status(self.database, encoder, tier)

    def verify(self, listen: Listener = ignore) -> VerifyReport:
        """Integrity of every stored byte."""
        return verify(self.database, listen)

    def extract(self, globs: Sequence[str], target: Path, *, text: bool = False) -> ExtractReport:
        """Original bytes, or canonical texts, below a folder; see `extract`."""
        return (extract_texts if text else extract_originals)(self.database, globs, target)

    def forget(self, globs: Sequence[str], encoder: str = "") -> tuple[DocumentInfo, ...]:
        """Documents and all that came from them gone; see `forget`.

        Raises:
            UsageError: a glob matches nothing, or none is given.
            LibraryLocked: another process is taking documents in, or is writing segments.
        """
        if not globs:
            raise UsageError("nothing was named to forget", "name a file, a folder, a collection or a pattern")
        with self.writer():
            gone = forget(self.database, globs, encoder)
        self.texts.drop_cache()
        return gone

    def compact(self) -> int:
        """Tidy up and give room back; the bytes saved.

        Raises:
            LibraryLocked: another process is taking documents in.
        """
        with self.writer():
            return compact(self.database)
