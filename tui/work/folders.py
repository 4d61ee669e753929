"""Folders that a newcomer may want to take in, and how much there is to read in one. Asks the disk: never on the loop.

What lies on another machine is left alone: a network drive that does not answer would hold its thread for minutes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from threading import Event as Flag

import platformdirs

from engine.config import MIB

SECONDS = 2.0  # of looking into one folder; what is found by then is said to be more
HUGE_FILES = 20_000
HUGE_BYTES = 4096 * MIB
FAR_SYSTEMS = "nfs nfs4 cifs smb smbfs smb3 sshfs fuse.sshfs afpfs davfs fuse.davfs2 9p fuse.rclone webdav"
NETWORK = frozenset(FAR_SYSTEMS.split())
VAULT = ".obsidian"
OFFERED = 6  # folders at most
LEFT_OUT = frozenset(("node_modules", "__pycache__", "site-packages", "venv", "bower_components"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to offer; `kind` says what it is where its name does not."""

    path: Path
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to read in a folder, by the names of its files."""

    files: int
    bytes: int
    whole: bool  # False: there was more than could be looked at in the time

    @property
    def huge(self) -> bool:
        """Whether nobody should take it in without having been asked."""
        return self.files >= HUGE_FILES or self.bytes >= HUGE_BYTES


def places() -> list[Folder]:
    """The folders of this person that are there, the likeliest first.

    Where the app was started comes first only if it is in the home folder: of `/usr/share` or `/tmp` nobody asks much.
    """
    home, here, mounts = Path.home(), Path.cwd(), far()
    documents = Path(platformdirs.user_documents_dir())
    found = [Folder(path, "Obsidian vault") for path in _vaults((documents, home), mounts)]
    started = [Folder(here, "this folder")] if here not in (home, Path(here.anchor), Path(gettempdir())) else []
    at_home = here.is_relative_to(home) and not any(part.startswith(".") for part in here.relative_to(home).parts)
    found += started if at_home else []
    found += [Folder(home / name) for name in ("Notes", "notes", "Zettelkasten")]
    found += [Folder(documents), Folder(Path(platformdirs.user_downloads_dir()))]
    found += started
    known: dict[tuple[int, int], Folder] = {}
    for folder in found:
        if folder.path != home and is_near(folder.path, mounts) and (identity := _identity(folder.path)):
            known.setdefault(identity, folder)
    return list(known.values())[:OFFERED]


def survey(folder: Path, cancel: Flag | None = None) -> Survey:
    """Count what can be read below a folder, by names alone and for `SECONDS` at most. A file counts as itself."""
    from engine.sources.registry import is_named_readable  # nothing is read before the first frame

    end = time.monotonic() + SECONDS
    if folder.is_file():
        return Survey(1, folder.stat().st_size, True)
    files = size = 0
    for entry in _below([folder], far()):
        if time.monotonic() > end or (cancel is not None and cancel.is_set()):
            return Survey(files, size, False)
        if is_named_readable(entry.name):
            files += 1
            size += _size(entry)
    return Survey(files, size, True)


def far() -> frozenset[str]:
    """Where other machines' drives are mounted, from the system's list; no drive is asked."""
    import psutil  # on a thread, once

    return frozenset(part.mountpoint for part in psutil.disk_partitions(all=True) if part.fstype.lower() in NETWORK)


def is_near(path: Path, mounts: frozenset[str]) -> bool:
    """Whether a path lies on this machine; `mounts` is what `far` gives."""
    return mounts.isdisjoint(map(str, (path, *path.parents)))


def subfolders(folder: Path) -> list[Path]:
    """The folders in a folder that are not hidden, by name.

    Raises:
        OSError: it can't be read.
    """
    with os.scandir(folder) as entries:
        found = [Path(entry.path) for entry in entries if not entry.name.startswith(".") and _is_folder(entry)]
    return sorted(found, key=lambda path: path.name.lower())


def _below(waiting: list[Path], mounts: frozenset[str]) -> Iterator[os.DirEntry[str]]:
    """The files below folders, hidden ones and those of package managers left out; links are not followed."""
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.name in LEFT_OUT:
                        continue
                    if not _is_folder(entry):
                        yield entry
                    elif not entry.is_symlink() and entry.path not in mounts:
                        waiting.append(Path(entry.path))
        except OSError:  # not ours to read: the report of the ingest names it
            continue


def _vaults(roots: Sequence[Path], mounts: frozenset[str]) -> list[Path]:
    """Folders with Obsidian's own folder in them, two levels deep at most."""
    found: list[Path] = []
    end = time.monotonic() + SECONDS
    for root in roots:
        level = [root] if is_near(root, mounts) else []
        for _ in range(3):
            found += [path for path in level if (path / VAULT).is_dir()]
            level = [child for path in level for child in _children(path, mounts) if time.monotonic() < end]
    return found


def _children(folder: Path, mounts: frozenset[str]) -> list[Path]:
    try:
        return [path for path in subfolders(folder) if str(path) not in mounts]
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if path.is_dir() else None


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0
