"""What was typed and no library could take: kept in a file of its own until one has it.

The library may be still opening, locked, damaged or full when the line drops or the screen stops. One file a library,
in the user's own state folder: a draft never comes up beside the documents of another library.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from engine import config


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the composer."""

    draft: str = ""  # the next question, as far as it was written
    edit: str = ""  # what was being made of an earlier one


class Spare:
    """One file with what was typed; not there while the library has it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of(cls, library: Path) -> Spare:
        """The file that belongs to the library in a folder."""
        name = sha256(os.fsencode(library.expanduser().absolute())).hexdigest()[:16]
        return cls(config.state_dir() / f"typed-{name}.json")

    def keep(self, typed: Typed) -> None:
        """Write it, whole or not at all.

        Raises:
            OSError: the file can't be written.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(typed), file)  # escapes what UTF-8 can't hold
        beside.replace(self._file)

    def read(self) -> Typed:
        """What was kept; nothing where there is no file, or none of ours."""
        try:
            return Typed(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Typed()

    def forget(self) -> None:
        """The library has it now.

        Raises:
            OSError: the file can't be removed.
        """
        self._file.unlink(missing_ok=True)
