"""What a person asks to be fetched: a preset's name, a file on the hub, or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from engine.errors import UsageError
from engine.models.shelf.hub import is_this_machine
from engine.models.shelf.presets import BY_NAME, PRESETS

HUB = "hf:"
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
SUFFIX = ".gguf"
NEWEST = "main"


@dataclass(frozen=True, slots=True)
class HubTarget:
    """A file of a repository on the hub."""

    repository: str
    path: str
    revision: str = NEWEST
    preset: str = ""  # whose file it is, '' where none says so


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """A file at an address of its own."""

    url: str
    name: str  # of the file


def parse(target: str) -> HubTarget | UrlTarget:
    """What `target` means.

    Raises:
        UsageError: it is no preset, no 'hf:OWNER/REPO/FILE.gguf[@REVISION]' and no https address.
    """
    if target in BY_NAME:
        preset = BY_NAME[target]
        return HubTarget(preset.repository, preset.file, preset=preset.name)
    if target.startswith(HUB):
        return _on_hub(target.removeprefix(HUB))
    if target.startswith(("https://", "http://")):
        return _at_address(target)
    raise UsageError(
        f"there is no preset '{target}'",
        "see nacre models list, or name a file: hf:OWNER/REPO/FILE.gguf, or an address that begins with https://",
    )


def refuse_split(name: str) -> None:
    """
    Raises:
        UsageError: the file is one of several that make up a model.
    """
    if SPLIT.search(name):
        what = f"{name} is one of several parts of a model, and nacre takes models of one file"
        raise UsageError(what, "choose another quantisation, or join the parts with llama-gguf-split --merge")


def _on_hub(text: str) -> HubTarget:
    place, _, revision = text.partition("@")
    owner, _, rest = place.partition("/")
    repository, _, path = rest.partition("/")
    parts = PurePosixPath(path).parts
    well_formed = WORD.fullmatch(owner) and WORD.fullmatch(repository) and all(WORD.fullmatch(part) for part in parts)
    if not well_formed or not path.lower().endswith(SUFFIX) or "/".join(parts) != path:
        raise UsageError(f"'{HUB}{text}' names no file on the hub", f"write {HUB}OWNER/REPO/FILE.gguf")
    refuse_split(path)
    target = HubTarget(f"{owner}/{repository}", path, revision or NEWEST)
    known = (preset.name for preset in PRESETS if (preset.repository, preset.file) == (target.repository, path))
    return replace(target, preset=next(known, "")) if target.revision == NEWEST else target


def _at_address(url: str) -> UrlTarget:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError("the address can't be read", "write https://HOST/PATH/FILE.gguf") from error
    if not host or parts.username is not None or parts.password is not None:
        what = "an address to fetch from needs a host, and must have no name or password in it"
        raise UsageError(what, "write https://HOST/PATH/FILE.gguf")
    if parts.scheme == "http" and not is_this_machine(url):
        raise UsageError(f"the way to {host} would not be encrypted", "use an address that begins with https://")
    name = PurePosixPath(unquote(parts.path)).name
    if not WORD.fullmatch(name) or not name.lower().endswith(SUFFIX):
        raise UsageError(
            f"the address names no GGUF file ('{name}')", "it must end with a file name such as model.gguf"
        )
    refuse_split(name)
    return UrlTarget(url, name)
