"""Files and folders of this machine: one folder is read, whatever its size, and kept until it changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from tui.completing.candidates import NOTHING, Candidate, Candidates, Choice
from tui.completing.completer import Typed
from tui.completing.here import Here
from tui.drawing.clean import one_line

LONGEST = 1_000  # characters of a name


class _Folder(NamedTuple):
    path: str
    changed_ns: int
    hidden: bool
    entries: Candidates


class Paths:
    """Completes the last part of a path; what is before it stands as it was typed. Never without a thread."""

    def __init__(self) -> None:
        self._last: _Folder | None = None  # replaced as a whole, by whichever thread was last

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        return None

    def read(self, typed: Typed, here: Here) -> Choice:
        text = typed.text.lstrip()
        if text == "~":
            return typed.choice(Candidates([Candidate("~/", "~/", "folder", ends=False)]))
        head, slash, tail = text.rpartition("/")
        try:
            folder = Path(head + slash).expanduser() if slash else Path()
            entries = self._entries(folder, hidden=tail.startswith("."))
            whole = bool(text.strip()) and Path(text.strip()).expanduser().exists()
        except (OSError, RuntimeError, ValueError):  # not there yet, no such user, a null character
            return typed.choice(NOTHING)
        return Choice(entries, typed.lead, tail, stem=head + slash, quoted=typed.quoted, whole=whole)

    def _entries(self, folder: Path, *, hidden: bool) -> Candidates:
        path, changed_ns, last = str(folder.absolute()), folder.stat().st_mtime_ns, self._last
        if last is not None and last[:3] == (path, changed_ns, hidden):
            return last.entries
        with os.scandir(folder) as found:  # tells folders from files without another look at the disk
            known = sorted(
                (not entry.is_dir(), entry.name.lower(), entry.name)
                for entry in found
                if hidden or not entry.name.startswith(".")
            )
        entries = Candidates(_entry(name, is_folder=not is_file) for is_file, _, name in known)
        self._last = _Folder(path, changed_ns, hidden, entries)
        return entries


def _entry(name: str, *, is_folder: bool) -> Candidate:
    shown = one_line(name, LONGEST) + ("/" if is_folder else "")
    return Candidate(shown, shown, "folder" if is_folder else "", ends=False)
