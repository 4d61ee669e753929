"""Whether the user's own theme files have changed. Asked once a second, so it costs one look at a small folder."""

from __future__ import annotations

import os
from pathlib import Path

EVERY_S = 1.0

Seen = frozenset[tuple[str, int, int]]  # name, when it was written (ns), bytes


class Watch:
    """Remembers how the files of one folder looked at the last question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = self._look()

    def changed(self) -> bool:
        """Whether a file came, went, or was written since the last question. Reads no file."""
        seen = self._look()
        changed, self._seen = seen != self._seen, seen
        return changed

    def _look(self) -> Seen:
        found = set()
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".toml"):
                        stat = entry.stat()
                        found.add((entry.name, stat.st_mtime_ns, stat.st_size))
        except OSError:  # no such folder, the usual case, or a file that went while we looked
            pass
        return frozenset(found)
