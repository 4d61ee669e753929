"""The keys of a running app: the set that was chosen, the user's file on top of it, read again when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.keymap import reading
from tui.keymap.problems import KeyProblem, sentence
from tui.keymap.reading import ReadKeys

if TYPE_CHECKING:
    from tui.app import NacreApp

Seen = tuple[int, int] | None  # when it was written (ns), bytes; None where there is no file


class Keyring:
    """Holds the keymap of an app and keeps it fresh. Everything here runs on the screen's loop."""

    def __init__(self, app: NacreApp, set_name: str) -> None:
        """`set_name` is the set that the settings ask for."""
        self._app = app
        self._file = reading.file()
        self._seen = _look(self._file)  # before it is read: what changes meanwhile is seen
        self._read = reading.read(set_name, self._file)
        self.keymap = self._read.keymap
        app.set_keymap(self.keymap.textual)

    @property
    def problems(self) -> tuple[KeyProblem, ...]:
        """What is wrong in the user's file."""
        return self._read.problems

    def announce(self) -> None:
        """Say what is wrong in the file: the first problem, and where the others are."""
        if said := sentence(self.problems):
            rest = " /keys lists them." if len(self.problems) > 1 else " /keys says more."
            self._app.notify(said + rest, title="Keys", severity="warning", markup=False)

    def look(self) -> None:
        """Read the file again if it has changed."""
        if self._app.desk.running("keys") or (seen := _look(self._file)) == self._seen:
            return
        self._seen = seen
        self.use(self.keymap.set)

    def use(self, set_name: str) -> None:
        """Another set from now on, or the same one with what the file says now."""
        before = self.problems

        def done(found: ReadKeys) -> None:
            self._read, self.keymap = found, found.keymap
            self._app.set_keymap(self.keymap.textual)
            self._app.show_keys()
            if found.problems and found.problems != before:
                self.announce()

        self._app.desk.start("keys", lambda _l, _c: reading.read(set_name, self._file), done=done)


def _look(file: Path) -> Seen:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
