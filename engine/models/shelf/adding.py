"""Models that are there already: a GGUF file where it lies, or a server that speaks OpenAI's protocol."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as Flag
from urllib.parse import urlsplit, urlunsplit

from engine.errors import ModelMissing, ModelUnfit, UsageError
from engine.events import Listener, ignore
from engine.models.checksum import checksum
from engine.models.shelf.hub import is_this_machine
from engine.models.shelf.naming import name_of, plain, unique
from engine.models.shelf.presets import BY_NAME
from engine.models.shelf.shelf import Entry, Shelf
from engine.models.shelf.targets import refuse_split

MAGIC = b"GGUF"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/@-]{0,63}")
KEYS_BEGIN = ("sk-", "sk_", "hf_", "gsk_", "xai-", "ghp_", "pplx-", "r8_", "aiza")
LONG_FOR_A_NAME = 24
LOCAL_ENDINGS = (".local", ".lan", ".internal", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Removed:
    """A model that is off the shelf."""

    entry: Entry
    deleted: bool  # whether its file went too


def add_file(shelf: Shelf, path: Path, name: str = "", listen: Listener = ignore, cancel: Flag | None = None) -> Entry:
    """Put a GGUF file on the shelf, where it lies; the same file again renews its entry.

    Args:
        shelf: the list that takes it.
        path: of the file.
        name: to ask for it by; '' makes one of the file's name.
        listen: hears how far the checksum is.
        cancel: looked at while it is computed.

    Raises:
        UsageError: the name can't be used or is taken, or the file is one of several parts.
        ModelMissing: there is no such file, or the list can't be written.
        ModelUnfit: it is no GGUF file.
        Cancelled: `cancel` was set.
    """
    try:
        place = path.expanduser().absolute()
    except RuntimeError as error:  # the home of somebody who is not known here
        raise ModelMissing(f"there is no file {path}", "check the path") from error
    refuse_split(place.name)
    if not begins_with(place, MAGIC):
        raise ModelUnfit(f"{place} is no GGUF file", "models for llama.cpp have names that end with .gguf")
    before = place.stat()
    found = model_checksum(place, listen, cancel)

    def made(entries: tuple[Entry, ...]) -> Entry:
        same = next((entry for entry in entries if entry.place == str(place) and name in ("", entry.name)), None)
        if same is not None:
            entry = replace(same, bytes=before.st_size, modified_ns=before.st_mtime_ns, sha256=found)
            changed = found != same.sha256
            return replace(entry, preset="", facts=None, unfit="", tried="") if changed else entry
        taken = {entry.name for entry in entries}
        _refuse_taken(name, taken)
        return Entry(
            name=name or unique(name_of(place.name), taken),
            kind="local",
            place=str(place),
            bytes=before.st_size,
            modified_ns=before.st_mtime_ns,
            sha256=found,
        )

    return shelf.place(made)


def add_server(shelf: Shelf, name: str, url: str, model: str, key: str = "") -> Entry:
    """Put a server's model on the shelf. Nothing is sent to it yet.

    Args:
        shelf: the list that takes it.
        name: to ask for it by; '' makes one of `model`.
        url: the server's base address, such as http://localhost:11434/v1.
        model: the name that the server knows it by.
        key: where its key is: 'env:NAME' or 'keyring:SERVICE'; '' for none.

    Raises:
        UsageError: the address, the model's name or the key's place can't be used, or the name is taken.
        ModelMissing: the list can't be written.
    """
    if not model.strip():
        raise UsageError("a server offers several models", "say which one with --model ID")
    base = base_address(url)
    _check_key(key)
    notes: tuple[str, ...] = ()
    if base.startswith("http:") and not is_near(base):
        notes = (f"what is sent to {urlsplit(base).hostname} is not encrypted on its way",)

    def made(entries: tuple[Entry, ...]) -> Entry:
        taken = {entry.name for entry in entries}
        _refuse_taken(name, taken)
        return Entry(
            name=name or unique(plain(model.rpartition("/")[2]), taken),
            kind="remote",
            place=base,
            model=model.strip(),
            key=key,
            notes=notes,
        )

    return shelf.place(made)


def remove(shelf: Shelf, name: str, *, delete_file: bool = True) -> Removed:
    """Take a model off the shelf. Its file is deleted only if nacre fetched it, it still lies in the shelf's folder,
    and no other entry uses it.

    Raises:
        ModelMissing: there is no such model, or list or file can't be changed.
    """
    entry = shelf.remove(name)
    file = Path(entry.place)
    if not delete_file or entry.kind != "local" or not entry.preset or not _is_ours(shelf, file):
        return Removed(entry, False)
    try:
        file.unlink()
    except FileNotFoundError:
        return Removed(entry, False)
    except OSError as error:
        what = f"{name} is off the list, but {file} can't be deleted ({error.strerror or error})"
        raise ModelMissing(what, "delete it by hand") from error
    file.with_name(file.name + ".lock").unlink(missing_ok=True)
    _remove_empty(file.parent, shelf.folder.absolute())
    return Removed(entry, True)


def base_address(url: str) -> str:
    """A server's base address in one form: no slash at the end, '/v1' where there is no path.

    Raises:
        UsageError: it is no http or https address, or carries a name, a password or a query.
    """
    remedy = "write it like http://localhost:11434/v1"
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError("the server's address can't be read", remedy) from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise UsageError(f"'{url}' is no address of a server", remedy)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UsageError(
            "the server's address must have no password, question mark or # in it",
            "keep the key elsewhere: --key-env NAME or --keyring SERVICE",
        )
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    place = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme.lower(), place + (f":{port}" if port else ""), path, "", ""))


def is_near(url: str) -> bool:
    """Whether an address is that of this machine or of the local network, as far as its name tells."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if is_this_machine(url) or host.endswith(LOCAL_ENDINGS):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_private or address.is_link_local


def begins_with(file: Path, magic: bytes) -> bool:
    """Whether a file's first bytes are `magic`.

    Raises:
        ModelMissing: it can't be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(len(magic)) == magic
    except FileNotFoundError as error:
        raise ModelMissing(f"there is no file {file}", "check the path") from error
    except (OSError, ValueError) as error:  # a path of no system has a zero byte in it
        reason = (error.strerror if isinstance(error, OSError) else "") or error
        raise ModelMissing(f"{file} can't be read ({reason})", "check the path") from error


def model_checksum(file: Path, listen: Listener, cancel: Flag | None) -> str:
    """SHA-256 of a model's file.

    Raises:
        ModelMissing: it can't be read.
        Cancelled: `cancel` was set.
    """
    try:
        return checksum(file, listen, cancel)
    except OSError as error:
        raise ModelMissing(f"{file} can't be read ({error.strerror or error})", "check the disk") from error


def _refuse_taken(name: str, taken: set[str]) -> None:
    if name in taken:
        raise UsageError(f"there is a model '{name}' already", "choose another name with --name")
    if name in BY_NAME:
        raise UsageError(f"'{name}' is the name of a preset", "choose another name with --name")


def _check_key(key: str) -> None:
    """Refuse anything that may be the key itself; the message never repeats it."""
    kind, _, place = key.partition(":")
    forms = {"env": VARIABLE, "keyring": SERVICE}
    if key and (kind not in forms or not forms[kind].fullmatch(place) or _looks_secret(place)):
        raise UsageError(
            "a key is not given itself, but where it is kept",
            "put it into a variable and name that with --key-env NAME, or into the keyring: --keyring SERVICE",
        )


def _looks_secret(text: str) -> bool:
    if text.lower().startswith(KEYS_BEGIN):
        return True
    mixed = any(character.isdigit() for character in text) and any(character.islower() for character in text)
    return mixed and len(text) >= LONG_FOR_A_NAME


def _is_ours(shelf: Shelf, file: Path) -> bool:
    folder = shelf.folder.resolve()
    others = {entry.place for entry in shelf.entries()}
    return folder in file.resolve().parents and str(file) not in others and not file.is_symlink()


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove a folder and those above it, below `top`, as far as nothing else lies in them."""
    while folder != top and top in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
