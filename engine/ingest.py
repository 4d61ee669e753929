"""One document's way into the library, up to where its words are searchable; what follows is `background`'s work.

Find the files, leave alone what has not changed, read, cut into chunks, store: one transaction a file. What goes wrong
with one file is said of that file and stops no other. Killed at any moment, the next ingest does what is left.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from threading import Event as Flag

from engine.config import IngestSettings
from engine.errors import Cancelled, LibraryDamaged, LibraryLocked, NacreError, SkipFile
from engine.events import FileDone, FileFailed, FilesFound, FileSkipped, Listener, Notice, ignore
from engine.library.connection import DiskFull
from engine.library.originals import pack_file
from engine.library.rows import Arrival, FileState, PutResult
from engine.library.store import Library
from engine.library.wording import clean
from engine.records import FileOutcome, IngestReport
from engine.sources import registry
from engine.sources.chunker import CHUNKER, Chunk, chunk
from engine.sources.reading import Reading
from engine.sources.walk import Found, LeftOut, find

FRESH_NS = 2_000_000_000
"""A file that was written so recently may be written again within the same tick of its file system's clock."""

PAGES_TOLD = 5_000
"""After so many pages of one file a word on how far it is."""

FATAL = (Cancelled, DiskFull, LibraryDamaged, LibraryLocked)
"""What is wrong with the library or wanted by the user, not with a file."""

log = logging.getLogger(__name__)


def ingest(
    library: Library,
    paths: Sequence[Path],
    settings: IngestSettings,
    *,
    collection: str = "",
    listen: Listener = ignore,
    cancel: Flag | None = None,
) -> IngestReport:
    """Add or update files and folders, and take out of the search what is gone from them.

    Args:
        paths: files and folders; each of them is a root whose vanished files leave the search.
        collection: the name for everything that comes in; '' keeps a known file's, and gives a new one its folder's.
        listen: told of every file, the moment its outcome is known.
        cancel: looked at before each file.

    Returns:
        what became of every file. Embeddings and deeper readings wait as jobs.

    Raises:
        LibraryLocked: another process is taking documents in.
        DiskFull: there is no room; everything before the file that did not fit is stored.
        Cancelled: `cancel` was set; everything before is stored.
    """
    started = time.monotonic()
    with library.writer(settings.writer_wait_s):
        found = list(find(paths, settings))
        run = _Run(library, collection, listen, cancel or Flag(), total=sum(isinstance(each, Found) for each in found))
        listen(FilesFound(run.total))
        known = _known(library, paths)
        for each in found:
            run.stop_if_cancelled()
            if isinstance(each, LeftOut):
                run.left_out(each)
            else:
                run.take_in(each, known.get(str(each.path)))
        run.take_out(_vanished(known, found))
    return run.report(time.monotonic() - started)


def _known(library: Library, paths: Sequence[Path]) -> dict[str, FileState]:
    """What the library has from these files and folders, by path."""
    known: dict[str, FileState] = {}
    for path in paths:
        known |= library.documents.files(clean(os.path.abspath(path.expanduser())))  # noqa: PTH100 - as `find` has it
    return known


def _vanished(known: dict[str, FileState], found: Sequence[Found | LeftOut]) -> list[str]:
    """Known files that are no longer there, or no longer wanted.

    What can't be reached just now (a folder without permission, a root that is not mounted) has not vanished. A file
    that was once given by name stays, whatever .gitignore says, for as long as it exists.
    """
    here = {str(each.path) for each in found if isinstance(each, Found)}
    unreachable = {each.path for each in found if isinstance(each, LeftOut) and each.failed}
    gone = []
    for path, state in known.items():
        if path in here or (state.named and Path(path).exists()):
            continue
        if not any(place in unreachable for place in (Path(path), *Path(path).parents)):
            gone.append(path)
    return sorted(gone)


@dataclass
class _Run:
    """One ingest under way: what became of the files so far."""

    library: Library
    collection: str
    listen: Listener
    cancel: Flag
    total: int
    done: int = 0
    outcomes: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "unchanged", "removed"), 0)
    )
    skipped: list[FileOutcome] = field(default_factory=list)
    failed: list[FileOutcome] = field(default_factory=list)
    notes: list[FileOutcome] = field(default_factory=list)
    chunks: int = 0

    def stop_if_cancelled(self) -> None:
        if self.cancel.is_set():
            raise Cancelled(
                f"the ingest was stopped after {self.done} of {self.total} files", "run it again to take in the rest"
            )

    def take_in(self, found: Found, known: FileState | None) -> None:
        """One file, whatever happens to it."""
        path = clean(str(found.path))
        try:
            if path != str(found.path):
                raise NacreError("its name is not valid Unicode", "rename it")
            self._take_in(found, known)
        except FATAL:
            raise
        except SkipFile as error:
            if known is not None:  # it had something to read before
                self.library.documents.remove([path])
            self._skip(path, _reason(error), step=1)
        except NacreError as error:
            self._fail(path, _reason(error))
        except OSError as error:
            self._fail(path, f"can't be read: {(error.strerror or type(error).__name__).lower()}")
        except Exception as error:  # a reader's mistake; the log has where
            log.exception("%s could not be taken in", path)
            self._fail(path, f"can't be read: {type(error).__name__}: {error}")

    def left_out(self, entry: LeftOut) -> None:
        path = clean(str(entry.path))
        if entry.failed:
            self.failed.append(FileOutcome(path, entry.reason))
            self.listen(FileFailed(self.failed[-1], self.done, self.total))
        else:
            self._skip(path, entry.reason, step=0)

    def take_out(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.stop_if_cancelled()
            self.library.documents.remove([path])
            self._outcome(path, "removed", step=0)

    def report(self, seconds: float) -> IngestReport:
        return IngestReport(
            **self.outcomes,
            skipped=tuple(self.skipped),
            failed=tuple(self.failed),
            chunks=self.chunks,
            embedded=0,
            seconds=seconds,
            notes=tuple(self.notes),
        )

    def _take_in(self, found: Found, known: FileState | None) -> None:
        path = str(found.path)
        current = known is not None and _is_current(known.made_by)
        if current and known is not None and (known.size, known.mtime_ns) == (found.size, found.mtime_ns):
            self._unchanged(known)
            return
        reader = registry.streamed(found.path)
        if reader is not None:
            self._take_in_pages(found, known if current else None, known, reader)
            return
        data = found.path.read_bytes()
        mtime_ns = found.mtime_ns if time.time_ns() - found.mtime_ns > FRESH_NS else 0
        if current and known is not None and known.sha256 == sha256(data).digest():
            self.library.documents.touch(path, len(data), mtime_ns)
            self._unchanged(known)
            return
        readings = registry.read(found.path, data)
        arrival = self._arrival(found, known, len(data), mtime_ns, readings[0].reader)
        parts = [(reading, chunk(reading)) for reading in readings]
        result = self.library.documents.put(replace(arrival, original=data, parts=parts))
        self.notes += [FileOutcome(path, note) for reading in readings for note in reading.notes]
        self._stored(path, result)

    def _take_in_pages(
        self, found: Found, current: FileState | None, known: FileState | None, reader: registry.Reader
    ) -> None:
        """A file of any number of documents, of which memory holds some at a time.

        Args:
            current: what is known of the file if today's reader would make the same of it.
        """
        path = str(found.path)
        mtime_ns = found.mtime_ns if time.time_ns() - found.mtime_ns > FRESH_NS else 0
        with pack_file(found.path, self.library.folder) as original:
            if current is not None and current.sha256 == original.sha256:
                self.library.documents.touch(path, original.size, mtime_ns)
                self._unchanged(current)
                return
            arrival = self._arrival(found, known, original.size, mtime_ns, reader.version)
            pages = self._pages(path, reader.stream(found.path))
            first = next(pages, None)  # a file that gives none is not to be remembered
            if first is None:
                raise SkipFile("there is no text in it")
            result = self.library.documents.put_pages(arrival, original, chain([first], pages))
        self._stored(path, result)

    def _pages(self, path: str, readings: Iterator[Reading]) -> Iterator[tuple[Reading, Sequence[Chunk]]]:
        for done, reading in enumerate(readings, 1):
            self.stop_if_cancelled()
            self.notes += [FileOutcome(path, note) for note in reading.notes]
            if not done % PAGES_TOLD:
                self.listen(Notice(f"{Path(path).name}: {done:,} pages read"))
            yield reading, chunk(reading)

    def _arrival(self, found: Found, known: FileState | None, size: int, mtime_ns: int, reader: str) -> Arrival:
        """A file without its bytes and documents."""
        named = found.path == found.root
        folder = found.path.parent if named else found.root
        return Arrival(
            path=str(found.path),
            root=known.root if known else str(folder),
            collection=self.collection or (known.collection if known else folder.name),
            size=size,
            mtime_ns=mtime_ns,
            made_by=f"{reader} {CHUNKER}",
            named=named or (known is not None and known.named),
            original=b"",
            parts=(),
        )

    def _unchanged(self, known: FileState) -> None:
        if self.collection and known.collection != self.collection:
            self.library.documents.assign(known.path, self.collection)
        self._outcome(known.path, "unchanged", step=1)

    def _stored(self, path: str, result: PutResult) -> None:
        self.chunks += result.chunks
        if result.outcome:
            self._outcome(path, result.outcome, step=1)
        else:
            self.done += 1
        for duplicate in result.duplicates:
            self._skip(duplicate.path, duplicate.reason, step=0)

    def _outcome(self, path: str, outcome: str, step: int) -> None:
        self.outcomes[outcome] += 1
        self.done += step
        self.listen(FileDone(path, outcome, self.done, self.total, self.chunks))

    def _skip(self, path: str, reason: str, step: int) -> None:
        self.skipped.append(FileOutcome(path, reason))
        self.done += step
        self.listen(FileSkipped(self.skipped[-1], self.done, self.total))

    def _fail(self, path: str, reason: str) -> None:
        self.failed.append(FileOutcome(path, reason))
        self.done += 1
        self.listen(FileFailed(self.failed[-1], self.done, self.total))


def _is_current(made_by: str) -> bool:
    """Whether today's readers and chunker would make the same of a file."""
    reader, _, chunker = made_by.partition(" ")
    return reader in registry.READER_VERSIONS.values() and chunker == CHUNKER


def _reason(error: NacreError) -> str:
    return str(error).rstrip(".")
