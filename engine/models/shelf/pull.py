"""Fetching a chat model onto the shelf: verified against what the hub states, gone on with where the line broke."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from threading import Event as Flag
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from engine.errors import Cancelled, ModelMissing, UsageError
from engine.events import Listener, Notice, ignore
from engine.models.fetch import NOTHING, Asset, Errand, download, refused, require_space, writing
from engine.models.shelf.adding import MAGIC, begins_with, model_checksum
from engine.models.shelf.hub import Hub, HubFile, PullFailed
from engine.models.shelf.naming import name_of, unique
from engine.models.shelf.presets import BY_NAME
from engine.models.shelf.shelf import Entry, Shelf
from engine.models.shelf.targets import HubTarget, UrlTarget, parse

SHA256 = re.compile(r"[0-9a-f]{64}")
PAUSES_S = (1.0, 2.0, 4.0, 8.0)
POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class _Order:
    """What will be fetched, and what the shelf will say of it."""

    url: str
    asset: Asset
    place: Path
    source: str  # a preset's name, 'hf:OWNER/REPO/FILE@COMMIT' or an address: what `Entry.preset` keeps
    repository: str  # '' for an address
    name: str
    licence: str
    good_for: str
    notes: tuple[str, ...]


def pull(
    target: str, shelf: Shelf, listen: Listener = ignore, cancel: Flag | None = None, *, sha256: str = ""
) -> Entry:
    """Fetch a model and put it on the shelf; does nothing where the same file already lies there.

    Args:
        target: a preset's name, 'hf:OWNER/REPO/FILE.gguf[@REVISION]', or an https address.
        shelf: its folder takes the file, at `OWNER/REPO/FILE` or `HOST/FILE` with a few digits of the address.
        listen: hears how far it is.
        cancel: looked at after each block; what was fetched stays for the next attempt.
        sha256: what the file must be; needed where nobody else states it, and held against what the hub states.

    Raises:
        UsageError: the target or the checksum can't be read, or the model consists of several files.
        PullFailed: the hub or server does not deliver, or delivers something else.
        ModelMissing: the disk is full, or the folder or the list can't be written.
        Cancelled: `cancel` was set.
    """
    wanted = parse(target)
    checksum = sha256.strip().lower()
    if checksum and not SHA256.fullmatch(checksum):
        raise UsageError("a SHA-256 has 64 hexadecimal digits", "copy it from the page that offers the file")
    there = _already_there(wanted, shelf)
    if there is not None and checksum in ("", there.sha256):
        listen(Notice(f"{there.name} is already here"))
        return there
    hub = Hub.from_environment()
    if isinstance(wanted, HubTarget):
        file = hub.locate(wanted.repository, wanted.path, wanted.revision)
        if file.gated and not hub.headers():
            raise hub.refusal(file.repository, 403)
        if checksum not in ("", file.sha256):
            what = f"the hub states another checksum for {file.path} of {file.repository} than the one you named"
            raise PullFailed(what, "check where yours comes from")
        order, headers = _from_hub(hub, file, wanted, shelf), hub.headers()
    else:
        order, headers = _from_address(wanted, checksum, shelf), dict(NOTHING)
    errand = _errand(order.name)
    with writing(shelf.folder, order.asset.bytes, errand):
        order.place.parent.mkdir(parents=True, exist_ok=True)
        lock = _acquire(FileLock(order.place.with_name(f"{order.place.name}.lock")), order.name, listen, cancel)
    try:
        return _fetch(order, shelf, hub, headers, errand, listen, cancel)
    finally:
        lock.release()


def _fetch(
    order: _Order,
    shelf: Shelf,
    hub: Hub,
    headers: dict[str, str],
    errand: Errand,
    listen: Listener,
    cancel: Flag | None,
) -> Entry:
    with writing(shelf.folder, order.asset.bytes, errand):
        require_space(order.place.parent, order.asset.bytes - _arrived(order), errand)
        try:
            download(order.url, order.asset, order.place, listen, cancel, errand, headers)
        except PullFailed as error:
            status = refused(error.__cause__)
            if order.repository and status:
                raise hub.refusal(order.repository, status) from error.__cause__
            raise
        if not begins_with(order.place, MAGIC):
            order.place.unlink()
            raise PullFailed(f"{order.asset.name} is no GGUF file and was removed", "check where it comes from")
        checksum = order.asset.sha256 or model_checksum(order.place, listen, cancel)
        lies = order.place.stat()

    def made(entries: tuple[Entry, ...]) -> Entry:
        name = order.name if order.source in BY_NAME else _name(order.place, entries)
        known = next((each for each in entries if each.name == name and each.sha256 == checksum), None)
        return replace(
            known or Entry(name, "local", ""),  # what a trial has found out of the same bytes stays true
            kind="local",
            place=str(order.place.absolute()),
            bytes=lies.st_size,
            modified_ns=lies.st_mtime_ns,
            sha256=checksum,
            preset=order.source,
            licence=order.licence,
            good_for=order.good_for,
            notes=order.notes,
        )

    return shelf.place(made)


def _from_hub(hub: Hub, file: HubFile, wanted: HubTarget, shelf: Shelf) -> _Order:
    preset = BY_NAME.get(wanted.preset)
    place = shelf.folder.joinpath(*file.repository.split("/"), *PurePosixPath(file.path).parts)
    return _Order(
        url=hub.url(file),
        asset=Asset(place.name, file.bytes, file.sha256, file.commit),
        place=place,
        source=wanted.preset or f"hf:{file.repository}/{file.path}@{file.commit}",
        repository=file.repository,
        name=wanted.preset or _name(place, shelf.entries()),
        licence=preset.licence if preset else file.licence,
        good_for=preset.good_for if preset else "",
        notes=(),
    )


def _from_address(wanted: UrlTarget, checksum: str, shelf: Shelf) -> _Order:
    host = urlsplit(wanted.url).hostname or ""
    mark = hashlib.sha256(wanted.url.encode()).hexdigest()[:8]  # two files of one name may come from one host
    place = shelf.folder / re.sub(r"[^a-z0-9.-]", "-", host) / mark / wanted.name
    notes = () if checksum else ("fetched without a checksum to hold it against",)
    source = wanted.url.partition("?")[0]
    asset = Asset(wanted.name, 0, checksum, mark)
    return _Order(wanted.url, asset, place, source, "", _name(place, shelf.entries()), "", "", notes)


def _name(place: Path, entries: Sequence[Entry]) -> str:
    """The name that the file already has on the shelf, or a new one."""
    for entry in entries:
        if entry.place == str(place.absolute()):
            return entry.name
    return unique(name_of(place.name), {entry.name for entry in entries})


def _already_there(wanted: HubTarget | UrlTarget, shelf: Shelf) -> Entry | None:
    """The preset's entry, where its file lies as it was when it was verified; saves asking the hub."""
    if not isinstance(wanted, HubTarget) or not wanted.preset:
        return None
    for entry in shelf.entries():
        if entry.preset == wanted.preset and entry.sha256:
            try:
                status = Path(entry.place).stat()
            except OSError:
                continue
            if (status.st_size, status.st_mtime_ns) == (entry.bytes, entry.modified_ns):
                return entry
    return None


def _arrived(order: _Order) -> int:
    """Bytes of the file that the disk holds already, whole or in part."""
    place = order.place
    if place.is_file() and place.stat().st_size == order.asset.bytes:
        return order.asset.bytes
    part = place.with_name(place.name + ".part")
    return part.stat().st_size if part.is_file() else 0


def _errand(name: str) -> Errand:
    again = f"run 'nacre models pull {name}' again" if name in BY_NAME else "pull it again"
    return Errand(
        f"the model {name}",
        f"{again}; it goes on where it stopped",
        again,
        "NACRE_MODELS",
        PullFailed,
        ModelMissing,
        PAUSES_S,
    )


def _acquire(lock: FileLock, name: str, listen: Listener, cancel: Flag | None) -> FileLock:
    """Wait for another process that fetches the same file."""
    told = False
    while True:
        try:
            lock.acquire(timeout=POLL_S)
            return lock
        except Timeout:
            if cancel is not None and cancel.is_set():
                raise Cancelled("waiting for another pull was stopped") from None
            if not told:
                listen(Notice(f"another process is fetching {name}; waiting for it"))
                told = True
