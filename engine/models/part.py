"""The part of a file that has arrived, and a note of what it is a part of."""

from __future__ import annotations

import json
from pathlib import Path


class Part:
    """`<target>.part`, with `<target>.part.json` beside it; only the same version of the same file is gone on with.

    Args:
        target: where the whole file will lie.
        of: what tells this file from every other: its checksum, and the version of its source.
    """

    def __init__(self, target: Path, of: str) -> None:
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self._target = target
        self._of = of

    def size(self) -> int:
        """Bytes to go on behind; 0 where nothing has arrived, or something of another version."""
        try:
            return self.path.stat().st_size if self._read()["of"] == self._of else 0
        except (FileNotFoundError, KeyError):
            return 0

    def etag(self) -> str:
        """The name that the server gave this version, '' where it gave none that is good for going on."""
        return self._read().get("etag", "")

    def begin(self, etag: str) -> None:
        """Note what will arrive from the first byte on. A weak name is as good as none (RFC 9110, 13.1.5)."""
        self.path.unlink(missing_ok=True)
        note = {"of": self._of, "etag": "" if etag.startswith("W/") else etag}
        self._note.write_text(json.dumps(note) + "\n", "utf-8")

    def clear(self) -> None:
        """Remove both files."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self) -> None:
        """Put the whole file in its place."""
        self.path.replace(self._target)
        self._note.unlink(missing_ok=True)

    def _read(self) -> dict[str, str]:
        try:
            note = json.loads(self._note.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(name): str(value) for name, value in note.items()} if isinstance(note, dict) else {}
