"""Finds the files below the paths that a user names, and says of everything left out why it is.

`.gitignore` counts at every level, as git reads it. Hidden entries and the folders of package managers stay out unless
they are named themselves; so does what `.gitignore` names. The files of a library of Nacre's own are passed over
without a word: nobody keeps documents in them.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config import MIB, IngestSettings
from engine.sources.decode import is_binary
from engine.sources.ignored import Rules, is_ignored, read_rules, rules_above
from engine.sources.registry import EXPORTS, HEAD_BYTES, reader_for

_PACKAGES = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "__pypackages__", "bower_components"})
_LIBRARY = "library.db"
_BESIDE = frozenset({"segments", "originals"})  # one of them lies beside a library's database
_OF_LIBRARY = _BESIDE | {_LIBRARY, f"{_LIBRARY}-wal", f"{_LIBRARY}-shm", "segments.lock", "writer.lock"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a reader is ready for."""

    path: Path  # absolute; links in it stay as the user sees them
    root: Path  # the path that the user named, absolute
    size: int  # bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not taken in; one entry stands for a whole folder."""

    path: Path
    reason: str  # one clause
    failed: bool = False  # it should have been there and readable


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    rules: tuple[Rules, ...]
    named: bool = False  # by the user, so neither hidden nor ignored


def find(paths: Sequence[Path], settings: IngestSettings) -> Iterator[Found | LeftOut]:
    """Files to read and whatever is left out, in the order of the paths and sorted below each, links last.

    A folder that is reached twice is visited once, and so is a file; links are followed, but never in circles.
    Nothing is raised: what is missing or can't be read is a failed entry.
    """
    walk = _Walk(settings)
    for path in paths:
        # os.path and not Path.resolve, which would follow links: documents keep the path that the user sees.
        yield from walk.below(Path(os.path.abspath(path.expanduser())))  # noqa: PTH100


class _Walk:
    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._folders: set[tuple[int, int]] = set()  # device and inode
        self._files: dict[tuple[int, int], Path] = {}

    def below(self, root: Path) -> Iterator[Found | LeftOut]:
        try:
            above = rules_above(root)
        except OSError as error:
            yield _unreadable(Path(error.filename), error)
            above = ()
        waiting = [_Entry(root, above, named=True)]
        links: list[_Entry] = []  # a folder is visited where it really is, not where a link to it was seen first
        while waiting or links:
            entry = waiting.pop() if waiting else links.pop(0)
            if not entry.named and (reason := _unwanted(entry)):
                yield LeftOut(entry.path, reason)
                continue
            try:
                status = entry.path.stat()
            except OSError as error:
                yield _unreadable(entry.path, error)
                continue
            if stat.S_ISDIR(status.st_mode):
                if not entry.named and entry.path.is_symlink() and _leads_above(entry.path, root):
                    yield LeftOut(entry.path, "a link to a folder above the one named")
                    continue
                found = self._folder(entry, status)
                if isinstance(found, LeftOut):
                    yield found
                    continue
                waiting += [child for child in reversed(found) if not child.path.is_symlink()]
                links += [child for child in found if child.path.is_symlink()]
            elif outcome := self._file(entry.path, root, status):
                yield outcome

    def _folder(self, entry: _Entry, status: os.stat_result) -> list[_Entry] | LeftOut:
        """What is in a folder, sorted; nothing if it has been visited."""
        if _identity(status) in self._folders:
            return LeftOut(entry.path, "a link to a folder that is already included") if entry.path.is_symlink() else []
        self._folders.add(_identity(status))
        try:
            inside = sorted(entry.path.iterdir())
            ignores = any(path.name == ".gitignore" for path in inside)
            rules = (*entry.rules, read_rules(entry.path)) if ignores else entry.rules
        except OSError as error:
            return _unreadable(entry.path, error)
        names = {path.name for path in inside}
        own = _OF_LIBRARY if _LIBRARY in names and names & _BESIDE else frozenset()
        return [_Entry(path, rules) for path in inside if path.name not in own]

    def _file(self, path: Path, root: Path, status: os.stat_result) -> Found | LeftOut | None:
        """The verdict on a file; None if it has been found on the same path before."""
        if not stat.S_ISREG(status.st_mode):
            return LeftOut(path, "a device, pipe or socket")
        before = self._files.get(_identity(status))
        if before == path:
            return None
        if before is not None and path.is_symlink():
            return LeftOut(path, "a link to a file that is already included")
        self._files[_identity(status)] = path
        refusal = self._refusal(path, status.st_size)
        return refusal or Found(path, root, status.st_size, status.st_mtime_ns)

    def _refusal(self, path: Path, size: int) -> LeftOut | None:
        if size == 0:
            return LeftOut(path, "empty")
        most = self._settings.max_export_bytes if path.suffix.lower() in EXPORTS else self._settings.max_file_bytes
        if size > most:
            return LeftOut(path, f"larger than {_mib(most)}")
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except OSError as error:
            return _unreadable(path, error)
        reader = reader_for(path, head)
        if reader is None:
            return LeftOut(path, "binary data, not text" if is_binary(head) else "no reader for this kind of file")
        if not reader.streams and size > self._settings.max_file_bytes:
            return LeftOut(path, f"larger than {_mib(self._settings.max_file_bytes)}")
        if reader.is_plain and size > self._settings.max_text_bytes:
            return LeftOut(path, f"larger than {_mib(self._settings.max_text_bytes)}, the limit for text")
        return None


def _unwanted(entry: _Entry) -> str:
    """Why an entry that was not named stays out; empty if it does not."""
    path = entry.path
    if path.name.startswith("."):
        return "hidden"
    is_folder = path.is_dir()
    if is_folder and path.name in _PACKAGES:
        return "a folder of installed packages or caches"
    if is_folder and (path / "pyvenv.cfg").exists():
        return "a virtual environment"
    return "ignored by .gitignore" if is_ignored(path, is_folder, entry.rules) else ""


def _leads_above(link: Path, root: Path) -> bool:
    """Whether a link's target holds the folder that was named: following it would take in far more than asked for."""
    return link.resolve() in root.resolve().parents


def _unreadable(path: Path, error: OSError) -> LeftOut:
    if error.errno == errno.ENOENT:
        return LeftOut(path, "a link to nothing") if path.is_symlink() else LeftOut(path, "does not exist", failed=True)
    if error.errno == errno.ELOOP:
        return LeftOut(path, "a link that leads in circles")
    return LeftOut(path, f"can't be read: {(error.strerror or type(error).__name__).lower()}", failed=True)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _mib(size: int) -> str:
    return f"{size / MIB:g} MiB"
