"""Makes sure that a model of the shelf can be used here, and remembers what was found out about it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event as Flag

from engine.errors import ModelMissing, ModelUnfit
from engine.events import Listener, SetupProgress
from engine.models.checksum import checksum
from engine.models.llama import library, trial_process
from engine.models.llama.trial_verdict import LESS_MEMORY, judge
from engine.models.shelf.fit import LEAST_CONTEXT_TOKENS, need_bytes
from engine.models.shelf.shelf import Entry, Shelf

LEAST_LIMIT_S = 120.0
SLOWEST_BYTES_PER_S = 8_000_000.0
"""A trial that reads its file more slowly than an old memory stick does, and two minutes more, hangs."""

Command = Callable[[Path], Sequence[str]]


def ensure_tried(
    shelf: Shelf,
    name: str,
    allowance_bytes: int,
    listen: Listener,
    cancel: Flag,
    command: Command = trial_process.command,
) -> Entry:
    """The model's entry with its facts. Only a file or a library that is new gets a trial in a process of its own.

    Args:
        shelf: that has the model. Checksum, facts, and why a model is unfit are written there.
        name: of the model; a remote one is returned as it is.
        allowance_bytes: memory that it may take.
        listen: hears how far checksum and trial are.
        cancel: stops both within a second.
        command: makes the command line of a trial out of the file's path.

    Raises:
        ModelMissing: there is no such model, its file can't be read, or llama-cpp-python isn't installed or broken.
        ModelUnfit: it can't be used here. This is remembered, except that there is too little memory now.
        Cancelled: `cancel` was set.
    """
    entry = shelf.get(name)
    if entry.kind != "local":
        return entry
    path = Path(entry.place)
    status = _status(entry)
    if not library.available():
        what = f"'{name}' can't run: llama-cpp-python is not installed, or too old"
        raise ModelMissing(what, "run 'make chat', or pip install --upgrade 'nacre[chat]'")
    build = library.build_id()
    known = entry.sha256 and (entry.bytes, entry.modified_ns) == (status.st_size, status.st_mtime_ns)
    if known and entry.unfit and entry.tried == _mark(entry, build):
        raise ModelUnfit(entry.unfit)
    _require(name, status.st_size, allowance_bytes)
    if not known:
        try:
            entry = _remember(shelf, entry, status, checksum(path, listen, cancel))
        except OSError as error:
            raise _unreadable(name, path, error) from error
    if entry.tried != _mark(entry, build):
        entry = _try(shelf, entry, build, listen, cancel, command)
    if entry.unfit or entry.facts is None:
        raise ModelUnfit(entry.unfit or f"nothing is known about '{name}'")
    least = min(LEAST_CONTEXT_TOKENS, entry.facts.context_trained)
    _require(name, need_bytes(entry.facts, least, "q8_0"), allowance_bytes)
    return entry


def forget_trial(shelf: Shelf, name: str) -> Entry:
    """Have the model tried again the next time, whatever was found before.

    Raises:
        ModelMissing: there is no such model, or the list can't be written.
    """
    return shelf.update(name, tried="", unfit="")


def _remember(shelf: Shelf, entry: Entry, status: os.stat_result, sha256: str) -> Entry:
    """The entry with a new checksum; what was found out about another file is forgotten."""
    seen = {"bytes": status.st_size, "modified_ns": status.st_mtime_ns}
    if sha256 == entry.sha256:
        return shelf.update(entry.name, **seen)
    return shelf.update(entry.name, sha256=sha256, facts=None, unfit="", tried="", **seen)


def _try(shelf: Shelf, entry: Entry, build: str, listen: Listener, cancel: Flag, command: Command) -> Entry:
    """The entry after a trial, unfit or not.

    Raises:
        ModelMissing: the library is broken.
        ModelUnfit: for a reason that may pass.
        Cancelled: `cancel` was set.
    """
    what = f"trying '{entry.name}' in a process of its own"
    listen(SetupProgress(what, 0, 1, "steps"))
    limit_s = LEAST_LIMIT_S + entry.bytes / SLOWEST_BYTES_PER_S
    ended = trial_process.run(command(Path(entry.place)), limit_s, cancel)
    facts, verdict = judge(ended, entry.name)
    if verdict is not None and not verdict.lasting:
        raise (ModelMissing if verdict.missing else ModelUnfit)(verdict.what, verdict.remedy)
    unfit = str(ModelUnfit(verdict.what, verdict.remedy)) if verdict is not None else ""
    listen(SetupProgress(what, 1, 1, "steps"))
    return shelf.update(entry.name, facts=facts, unfit=unfit, tried=_mark(entry, build))


def _mark(entry: Entry, build: str) -> str:
    """What a trial is true of."""
    return f"{entry.sha256} {build}"


def _status(entry: Entry) -> os.stat_result:
    """
    Raises:
        ModelMissing: there is no such file.
    """
    path = Path(entry.place)
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(entry.name, path, error) from error
    if not path.is_file():
        raise ModelMissing(f"{path}, which should be the file of '{entry.name}', is none", _AGAIN)
    return status


def _unreadable(name: str, path: Path, error: OSError) -> ModelMissing:
    if isinstance(error, FileNotFoundError):
        return ModelMissing(f"the file of '{name}' is gone: {path}", _AGAIN)
    return ModelMissing(f"the file of '{name}', {path}, can't be read ({error.strerror or error})", _AGAIN)


_AGAIN = "put it back, or remove the model from the list (nacre models remove) and add it again"


def _require(name: str, needed_bytes: int, allowance_bytes: int) -> None:
    """
    Raises:
        ModelUnfit: too little memory; not remembered, for it may be there the next time.
    """
    if needed_bytes > allowance_bytes:
        needed, allowed = needed_bytes / 1e9, max(0, allowance_bytes) / 1e9
        what = f"'{name}' needs {needed:.1f} GB of memory at least, and may take {allowed:.1f} GB now"
        raise ModelUnfit(what, LESS_MEMORY)
