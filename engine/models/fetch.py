"""Downloads that can break off, and are verified before anyone sees them."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.errors import Cancelled, EmbedderMissing
from engine.events import Listener, SetupProgress
from engine.models.card import sha256

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
BLOCK_BYTES = 256 * 1024
REPORT_BYTES = 1024 * 1024  # between two progress events
AGAIN = "run 'nacre setup' again; it goes on where it stopped"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is known to the last bit before it is fetched."""

    name: str
    bytes: int
    sha256: str


class SourceFailed(EmbedderMissing):
    """This source did not deliver; another one may."""


def is_intact(file: Path, asset: Asset) -> bool:
    """Whether `file` exists and is exactly the asset."""
    return file.is_file() and file.stat().st_size == asset.bytes and sha256(file) == asset.sha256


def download(url: str, asset: Asset, target: Path, listen: Listener, cancel: Flag | None = None) -> None:
    """Fetch `url` to `target`, going on behind the bytes of an earlier attempt in `<target>.part`.

    Raises:
        SourceFailed: the server can't be reached, refuses, breaks off, or sends something else than the asset.
        EmbedderMissing: the disk is full or the folder can't be written.
        Cancelled: `cancel` was set; what was fetched stays for the next attempt.
    """
    import httpx

    if is_intact(target, asset):
        return
    part = target.with_name(target.name + ".part")
    with writing(target.parent, asset.bytes):
        try:
            _fetch(url, asset, part, listen, cancel)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceFailed(f"fetching {asset.name} from {url} failed ({_say(error)})", AGAIN) from error
        accept(part, asset, url)
        part.replace(target)


def accept(file: Path, asset: Asset, source: str) -> None:
    """Refuse, and remove, a file that is not the asset.

    Raises:
        SourceFailed: its checksum is another one.
    """
    size = file.stat().st_size
    if size < asset.bytes:  # kept: the rest may come
        raise SourceFailed(f"{source} broke off after {size:,} of {asset.bytes:,} bytes of {asset.name}", AGAIN)
    if not is_intact(file, asset):
        file.unlink()
        raise SourceFailed(
            f"{asset.name} from {source} has a wrong checksum and was removed", "run 'nacre setup' again"
        )


@contextmanager
def writing(folder: Path, needed_bytes: int) -> Iterator[None]:
    """Turn the failures of writing below `folder` into one sentence.

    Raises:
        EmbedderMissing: the disk is full, or the folder can't be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = f"the disk is full: the embedder needs {needed_bytes / 1e6:.0f} MB in {folder}"
            raise EmbedderMissing(what, "make room and run 'nacre setup' again") from error
        what = f"{error.filename or folder} can't be written ({error.strerror or error})"
        raise EmbedderMissing(what, "set NACRE_CACHE to a folder that can") from error


def require_space(folder: Path, needed_bytes: int) -> None:
    """Say that the disk is too full before anything is fetched.

    Raises:
        EmbedderMissing: fewer than `needed_bytes` are free where `folder` lies.
    """
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        what = f"{folder} has {free / 1e6:.0f} MB free, and preparing the embedder takes {needed_bytes / 1e6:.0f} MB"
        raise EmbedderMissing(what, "make room, or set NACRE_CACHE to a folder on another disk")


def _fetch(url: str, asset: Asset, part: Path, listen: Listener, cancel: Flag | None) -> None:
    import httpx

    done = part.stat().st_size if part.exists() else 0
    if done >= asset.bytes:
        return  # complete, or nonsense: the checksum decides
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={done}-"} if done else {})}
    timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
        response.raise_for_status()
        if done and not _goes_on_at(response, done):
            log.info("%s starts over: the server sends the whole file", url)
            done = 0
        reported = -REPORT_BYTES
        with part.open("ab" if done else "wb") as stream:
            for block in response.iter_bytes(BLOCK_BYTES):
                if cancel is not None and cancel.is_set():
                    raise Cancelled("fetching the embedder was stopped", AGAIN)
                stream.write(block)
                done += len(block)
                if done - reported >= REPORT_BYTES or done >= asset.bytes:
                    listen(SetupProgress(f"fetching {asset.name}", done, asset.bytes, "bytes"))
                    reported = done
                if done > asset.bytes:
                    return  # not what was asked for; the checksum says so


def _goes_on_at(response: httpx.Response, done: int) -> bool:
    """Whether the body is the rest of the file behind its first `done` bytes, and not the whole of it."""
    return response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {done}-")


def _say(error: Exception) -> str:
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return f"the server answered {error.response.status_code}"
    return str(error) or type(error).__name__
