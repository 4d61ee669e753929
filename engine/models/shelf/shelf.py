"""The list of chat models that the user has added, in one JSON file beside the files that were fetched."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from engine.errors import ModelMissing, UsageError
from engine.records import ModelFacts

LIST_FILE = "models.json"
NONE = "none"
"""The name that means: extracts only."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A model that can be asked by name."""

    name: str
    kind: str  # 'local' or 'remote'
    place: str  # absolute path of a GGUF file, or the base address of a server: 'http://localhost:11434/v1'
    bytes: int = 0  # of the file
    modified_ns: int = 0  # of the file, when its checksum was taken
    sha256: str = ""  # of the file; '' until it was computed
    preset: str = ""  # the preset that it was fetched by
    licence: str = ""
    good_for: str = ""
    model: str = ""  # the name that the server knows a remote model by
    key: str = ""  # where its key is: 'env:NAME' or 'keyring:SERVICE'; '' for none. Never the key itself
    context_tokens: int = 0  # of a remote model, 0 where that is not known
    facts: ModelFacts | None = None  # of a local file, once it was tried
    unfit: str = ""  # why it can't be used here: one sentence
    tried: str = ""  # checksum of the file and build of the library that `facts` and `unfit` are true of
    notes: tuple[str, ...] = field(default=())


class Shelf:
    """The models of one folder. Several processes may use it; each change is one replacement of the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> tuple[Entry, ...]:
        """All models, in the order in which they were added.

        Raises:
            ModelMissing: the list can't be read.
        """
        return self._read()[1]

    def get(self, name: str) -> Entry:
        """
        Raises:
            ModelMissing: there is no such model.
        """
        for entry in self.entries():
            if entry.name == name:
                return entry
        known = ", ".join(entry.name for entry in self.entries()) or "none so far"
        raise ModelMissing(f"there is no model '{name}' (added: {known})", "see nacre models list")

    def active(self) -> str:
        """The model that answers; '' where extracts do."""
        active, entries = self._read()
        return active if any(entry.name == active for entry in entries) else ""

    def put(self, entry: Entry) -> None:
        """Add a model, or replace the one of this name; the first file becomes the active one, a server never does.

        Raises:
            UsageError: the name can't be used.
            ModelMissing: the list can't be read or written.
        """
        self.place(lambda entries: entry)

    def place(self, make: Callable[[tuple[Entry, ...]], Entry]) -> Entry:
        """As `put`, for an entry that depends on those there are: nobody changes the list while it is made."""
        with self._changing() as (active, entries):
            entry = make(entries)
            if not NAME.fullmatch(entry.name) or entry.name in (NONE, "minilm", "hashed"):
                raise UsageError(
                    f"'{entry.name}' can't be the name of a model", "use letters, digits, '.', '_' and '-'"
                )
            others = {each.name: each for each in entries}
            others[entry.name] = entry
            first = not any(each.kind == "local" for each in entries) and entry.kind == "local"
            self._write(entry.name if first and not active else active, tuple(others.values()))
        return entry

    def remove(self, name: str) -> Entry:
        """Take a model off the list; its file stays.

        Raises:
            ModelMissing: there is no such model, or the list can't be written.
        """
        entry = self.get(name)
        with self._changing() as (active, entries):
            self._write("" if active == name else active, tuple(each for each in entries if each.name != name))
        return entry

    def use(self, name: str) -> None:
        """Make a model the one that answers; `NONE` means extracts.

        Raises:
            ModelMissing: there is no such model, or the list can't be written.
        """
        if name != NONE:
            self.get(name)
        with self._changing() as (_, entries):
            self._write("" if name == NONE else name, entries)

    def update(self, name: str, **changes: object) -> Entry:
        """Replace fields of an entry; the new entry.

        Raises:
            ModelMissing: there is no such model, or the list can't be written.
        """
        with self._changing() as (active, entries):
            changed = replace(self.get(name), **changes)  # type: ignore[arg-type]  # dataclasses.replace checks names
            self._write(active, tuple(changed if each.name == name else each for each in entries))
        return changed

    def _read(self) -> tuple[str, tuple[Entry, ...]]:
        path = self.folder / LIST_FILE
        try:
            data = json.loads(path.read_text("utf-8"))
            return str(data["active"]), tuple(_entry(each) for each in data["models"])
        except FileNotFoundError:
            return "", ()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelMissing(
                f"the list of models {path} can't be read ({error})", "correct or remove it; the model files stay"
            ) from error

    def _write(self, active: str, entries: tuple[Entry, ...]) -> None:
        data = {"active": active, "models": [asdict(entry) for entry in entries]}
        new = self.folder / f"{LIST_FILE}.{os.getpid()}"
        try:
            new.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
            new.replace(self.folder / LIST_FILE)
        except OSError:
            new.unlink(missing_ok=True)  # half of it, where the disk is full
            raise

    @contextmanager
    def _changing(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / f"{LIST_FILE}.lock", timeout=WAIT_S):
                yield self._read()
        except Timeout as error:
            what = f"another process has been changing the list of models in {self.folder} for {WAIT_S:.0f} s"
            raise ModelMissing(what, "wait for it, then try again") from error
        except OSError as error:
            what = f"the list of models in {self.folder} can't be written ({error.strerror or error})"
            raise ModelMissing(what, "set NACRE_MODELS to a folder that can") from error


def _entry(data: dict[str, object]) -> Entry:
    facts = data.get("facts")
    values = {**data, "facts": ModelFacts(**facts) if isinstance(facts, dict) else None}
    notes = data.get("notes")
    values["notes"] = tuple(notes) if isinstance(notes, list) else ()
    return Entry(**values)  # type: ignore[arg-type]  # a wrong name is a TypeError, and said
