"""Originals back out of the library, verified, and never outside the folder they were asked into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from engine.errors import LibraryDamaged, NacreError, UsageError
from engine.library import originals
from engine.library.connection import Database, explained
from engine.library.packing import unpack_text
from engine.library.scope import select
from engine.library.wording import encoded
from engine.records import ExtractReport, FileOutcome


@dataclass(frozen=True, slots=True)
class _Source:
    path: str
    part: str
    root: str
    original: bytes
    version: int


def extract_originals(database: Database, globs: Sequence[str], target: Path) -> ExtractReport:
    """Write the original bytes of the documents that match below `target`; no globs means all.

    A file keeps its path below the folder it was taken in from. Two files that would fall together are told apart by a
    number. Files that are there already are never overwritten with something else.

    Raises:
        UsageError: a glob matches nothing, or `target` can't be made.
        DiskFull: there is no room; what was written before is complete.
    """
    files = {source.path: source for source in _sources(database, globs)}
    return _write_all(database, list(files.values()), target, text=False)


def extract_texts(database: Database, globs: Sequence[str], target: Path) -> ExtractReport:
    """Write the canonical texts of the documents that match, as UTF-8; see `extract_originals`."""
    return _write_all(database, _sources(database, globs), target, text=True)


def _sources(database: Database, globs: Sequence[str]) -> list[_Source]:
    with database.snapshot() as connection:
        rows = connection.execute(
            """SELECT id, path, part, root, original, current_version FROM documents
            WHERE state = 'live' ORDER BY path, part"""
        ).fetchall()
        chosen = {row[0] for row in rows} if not globs else set().union(*(select(connection, each) for each in globs))
    return [_Source(*row[1:]) for row in rows if row[0] in chosen]


def _write_all(database: Database, sources: Sequence[_Source], target: Path, *, text: bool) -> ExtractReport:
    root = Path(os.path.realpath(target.expanduser()))
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {root} can't be made: {error.strerror}", "name another one") from error
    written: list[str] = []
    failed: list[FileOutcome] = []
    taken: set[str] = set()
    size = 0
    for source in sources:
        try:
            data = (
                _text(database, source) if text else originals.load(database.connection(), source.original, source.path)
            )
            place = _write(root, _relative(source, text=text), data, taken)
        except (LibraryDamaged, UsageError) as error:
            failed.append(FileOutcome(source.path, str(error)))
        except OSError as error:
            ours = explained(error, root)
            if isinstance(ours, NacreError) and error.errno is not None and type(ours) is not NacreError:
                raise ours from error
            failed.append(FileOutcome(source.path, f"it can't be written: {error.strerror}"))
        else:
            written.append(str(place))
            size += len(data)
    return ExtractReport(tuple(written), tuple(failed), size)


def _text(database: Database, source: _Source) -> bytes:
    row = database.connection().execute("SELECT text FROM versions WHERE id = ?", (source.version,)).fetchone()
    return encoded(unpack_text(row[0], source.path))


def _relative(source: _Source, *, text: bool) -> PurePath:
    """Where a document goes below the target: under its root's name, as it stood there."""
    path, root = PurePath(source.path), PurePath(source.root)
    relative = PurePath(
        root.name or "files", *(path.relative_to(root).parts if path.is_relative_to(root) else [path.name])
    )
    relative = PurePath(*(part for part in relative.parts if part not in ("..", ".", path.anchor)))
    if not text:
        return relative
    part = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in source.part)[:80]
    return relative.with_name(f"{relative.name}{f'.{part}' if part else ''}.txt")


def _write(root: Path, relative: PurePath, data: bytes, taken: set[str]) -> Path:
    """Write beside and rename, so that a file is whole or not there; then read it back."""
    place = _free_place(root, relative, data, taken)
    if not Path(os.path.realpath(place.parent)).is_relative_to(root):
        raise UsageError(f"{place.parent} leads out of {root}", "remove the link that stands there")
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        if sha256(beside.read_bytes()).digest() != sha256(data).digest():
            raise LibraryDamaged(f"{place} came out different from what was written", "check the disk")
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    taken.add(_folded(place))
    return place


def _free_place(root: Path, relative: PurePath, data: bytes, taken: set[str]) -> Path:
    """The first name that is free, or that holds these very bytes from an earlier extract."""
    number = 1
    while True:
        name = relative.name if number == 1 else f"{relative.stem} ({number}){relative.suffix}"
        place = root / relative.parent / name
        if _folded(place) not in taken:
            if not os.path.lexists(place):
                return place
            if (
                place.is_file()
                and not place.is_symlink()
                and place.stat().st_size == len(data)
                and place.read_bytes() == data
            ):
                return place
        number += 1


def _folded(place: Path) -> str:
    """Names that are one on a file system that does not tell cases apart."""
    return str(place).casefold()
