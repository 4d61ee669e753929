"""Downloads that can break off, and are verified before anyone sees them."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.errors import Cancelled, EmbedderMissing, NacreError
from engine.events import Listener, Notice, SetupProgress, ignore
from engine.models.checksum import checksum
from engine.models.part import Part

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
REPORT_BYTES = 1024 * 1024  # between two progress events
AGAIN = "run 'nacre setup' again; it goes on where it stopped"
BUSY = (429, 500, 502, 503, 504)  # answers that may be others a moment later
RANGE_NOT_SATISFIABLE = 416
LONGEST_PAUSE_S = 60.0
NOTHING: Mapping[str, str] = MappingProxyType({})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is known to the last bit before it is fetched, as a rule."""

    name: str
    bytes: int  # 0 where nobody says
    sha256: str  # '' likewise; then only what the server says about the length is held against it
    version: str = ""  # of the source, such as a commit; what arrived of another one is not gone on with


class SourceFailed(EmbedderMissing):
    """This source did not deliver; another one may."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a download is for: the words and classes of its errors, and how stubborn it is."""

    thing: str  # 'the embedder'
    go_on: str  # the remedy where what arrived stays
    afresh: str  # and where it does not
    variable: str  # the environment's name for the folder
    failed: type[NacreError]  # the source did not deliver
    unwritable: type[NacreError]  # the folder did not take it
    pauses_s: tuple[float, ...] = ()  # before each further try when the line broke, as long as nothing arrives


EMBEDDER = Errand("the embedder", AGAIN, "run 'nacre setup' again", "NACRE_CACHE", SourceFailed, EmbedderMissing)


def is_intact(file: Path, asset: Asset, listen: Listener = ignore, cancel: Flag | None = None) -> bool:
    """Whether `file` exists and is exactly the asset; never so where the asset has no checksum."""
    if not asset.sha256 or not file.is_file() or asset.bytes not in (0, file.stat().st_size):
        return False
    return checksum(file, listen, cancel) == asset.sha256


def download(
    url: str,
    asset: Asset,
    target: Path,
    listen: Listener,
    cancel: Flag | None = None,
    errand: Errand = EMBEDDER,
    headers: Mapping[str, str] = NOTHING,
) -> None:
    """Fetch `url` to `target`, going on behind the bytes of an earlier attempt in `<target>.part`.

    `headers` go to the host of `url`; an `Authorization` among them never to the host of a redirect.

    Raises:
        errand.failed: the server can't be reached, refuses, breaks off, or sends something else than the asset.
        errand.unwritable: the disk is full or the folder can't be written.
        Cancelled: `cancel` was set; what was fetched stays for the next attempt.
    """
    if is_intact(target, asset, listen, cancel):
        return
    part = Part(target, f"{asset.sha256} {asset.version}")
    with writing(target.parent, asset.bytes, errand):
        _insist(url, asset, part, listen, cancel, errand, headers)
        try:
            accept(part.path, asset, url, errand, listen, cancel)
        except errand.failed:
            if not part.path.exists():
                part.clear()
            raise
        part.finish()


def accept(
    file: Path,
    asset: Asset,
    source: str,
    errand: Errand = EMBEDDER,
    listen: Listener = ignore,
    cancel: Flag | None = None,
) -> None:
    """Refuse, and remove, a file that is not the asset.

    Raises:
        errand.failed: its checksum is another one.
    """
    size = file.stat().st_size
    if size < asset.bytes:  # kept: the rest may come
        raise errand.failed(f"{source} broke off after {size:,} of {asset.bytes:,} bytes of {asset.name}", errand.go_on)
    if asset.sha256 and not is_intact(file, asset, listen, cancel):
        file.unlink()
        raise errand.failed(f"{asset.name} from {source} has a wrong checksum and was removed", errand.afresh)


@contextmanager
def writing(folder: Path, needed_bytes: int, errand: Errand = EMBEDDER) -> Iterator[None]:
    """Turn the failures of writing below `folder` into one sentence.

    Raises:
        errand.unwritable: the disk is full, or the folder can't be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = f"the disk is full: {errand.thing} needs {needed_bytes / 1e6:.0f} MB in {folder}"
            raise errand.unwritable(what, f"make room and {errand.afresh}") from error
        what = f"{error.filename or folder} can't be written ({error.strerror or error})"
        raise errand.unwritable(what, f"set {errand.variable} to a folder that can") from error


def require_space(folder: Path, needed_bytes: int, errand: Errand = EMBEDDER) -> None:
    """Say that the disk is too full before anything is fetched.

    Raises:
        errand.unwritable: fewer than `needed_bytes` are free where `folder` lies.
    """
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        what = f"{folder} has {free / 1e6:.0f} MB free, and {errand.thing} takes {needed_bytes / 1e6:.0f} MB"
        raise errand.unwritable(what, f"make room, or set {errand.variable} to a folder on another disk")


def _insist(
    url: str,
    asset: Asset,
    part: Part,
    listen: Listener,
    cancel: Flag | None,
    errand: Errand,
    headers: Mapping[str, str],
) -> None:
    """Fetch, and go on a few times where the line breaks; pauses start over when something has arrived."""
    import httpx

    pauses = list(errand.pauses_s)
    while True:
        before = part.size()
        try:
            _fetch(url, asset, part, listen, cancel, errand, headers)
            return
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if part.size() - before >= REPORT_BYTES:
                pauses = list(errand.pauses_s)
            if not pauses or not _may_pass(error):
                what = f"fetching {asset.name} from {without_query(url)} failed ({reason(error)})"
                raise errand.failed(what, errand.go_on if part.size() else errand.afresh) from error
            pause_s = min(max(pauses.pop(0), _asked_pause_s(error)), LONGEST_PAUSE_S)
            log.info("%s: %s, once more in %.0f s", without_query(url), reason(error), pause_s)
            listen(Notice(f"fetching {asset.name} broke off ({reason(error)}); going on in {pause_s:.0f} s", "warning"))
        if (cancel or Flag()).wait(pause_s):
            raise _stopped(errand)


def _fetch(
    url: str,
    asset: Asset,
    part: Part,
    listen: Listener,
    cancel: Flag | None,
    errand: Errand,
    headers: Mapping[str, str],
) -> None:
    import httpx

    done = part.size()
    if not asset.sha256 and not part.etag():
        done = 0  # nothing would show that the rest belongs to it
    if asset.bytes and done >= asset.bytes:
        return  # complete, or nonsense: the checksum decides
    asked = {**headers, "Accept-Encoding": "identity", **_rest(done, part.etag())}
    timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    with httpx.stream("GET", url, headers=asked, timeout=timeout, follow_redirects=True) as response:
        if done and response.status_code == RANGE_NOT_SATISFIABLE:
            part.clear()  # it has shrunk; the next try begins at its first byte
        response.raise_for_status()
        if url.startswith("https:") and response.url.scheme != "https":
            raise errand.failed(f"{without_query(url)} leads to an address that is not encrypted", errand.afresh)
        if not done or not _goes_on_at(response, done):
            if done:
                log.info("%s starts over: the server sends the whole file", without_query(url))
            done = 0
            part.begin(response.headers.get("ETag", ""))
        total = asset.bytes or _stated(response, done)
        reported = -REPORT_BYTES
        with part.path.open("ab") as stream:
            for block in response.iter_bytes():  # as they arrive; chunks of one size would lose some on a break
                if cancel is not None and cancel.is_set():
                    raise _stopped(errand)
                stream.write(block)
                done += len(block)
                if done - reported >= REPORT_BYTES or done >= total:
                    listen(SetupProgress(f"fetching {asset.name}", done, total, "bytes"))
                    reported = done
                if asset.bytes and done > asset.bytes:
                    return  # not what was asked for; the checksum says so


def _rest(done: int, etag: str) -> dict[str, str]:
    """The headers that ask for what is missing, and for the whole file where it has changed meanwhile."""
    if not done:
        return {}
    return {"Range": f"bytes={done}-", **({"If-Range": etag} if etag else {})}


def _goes_on_at(response: httpx.Response, done: int) -> bool:
    """Whether the body is the rest of the file behind its first `done` bytes, and not the whole of it."""
    return response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {done}-")


def _stated(response: httpx.Response, done: int) -> int:
    """The size of the whole file as the server states it, 0 where it does not."""
    length = response.headers.get("Content-Length", "")
    return done + int(length) if length.isdecimal() else 0


def _may_pass(error: Exception) -> bool:
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in (*BUSY, RANGE_NOT_SATISFIABLE)
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)


def _asked_pause_s(error: Exception) -> float:
    """How long a busy server wants to be left alone (RFC 9110, 10.2.3; dates are not read)."""
    import httpx

    asked = error.response.headers.get("Retry-After", "") if isinstance(error, httpx.HTTPStatusError) else ""
    return float(asked) if asked.isdecimal() else 0.0


def reason(error: Exception) -> str:
    """Why a request failed, in a few words that name no address."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return f"the server answered {error.response.status_code}"
    return str(error) or type(error).__name__


def refused(error: BaseException | None) -> int:
    """The server's answer, 401 or 403, where that is why a download failed; else 0."""
    import httpx

    status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 0
    return status if status in (401, 403) else 0


def without_query(url: str) -> str:
    """An address for people: what follows a question mark may be a pass that is nobody else's business."""
    return url.partition("?")[0]


def _stopped(errand: Errand) -> Cancelled:
    return Cancelled(f"fetching {errand.thing} was stopped", errand.go_on)
