"""The hub that models are fetched from: which files a repository has, with the checksums and sizes that it states."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from engine.errors import ModelMissing, UsageError
from engine.models.fetch import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, reason, without_query

if TYPE_CHECKING:
    import httpx

PUBLIC = "https://huggingface.co"
ENDPOINT = "HF_ENDPOINT"
TOKEN = "HF_TOKEN"
SHA256 = re.compile(r"[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
VISIBLE = re.compile(r"[!-~]+")
MOST_PAGES = 50  # of a thousand files each
SHOWN_FILES = 8


class PullFailed(ModelMissing):
    """The hub, or another server, did not deliver a model."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository at one commit, as the hub describes it."""

    repository: str  # 'OWNER/REPO'
    commit: str  # 40 hexadecimal digits
    path: str
    bytes: int
    sha256: str
    licence: str  # '' where the repository does not say
    gated: bool  # only for those who have accepted its terms


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub's address, and the token that is sent there and nowhere else."""

    address: str
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> Hub:
        """The hub of `HF_ENDPOINT` or the public one, with the token of `HF_TOKEN`.

        Raises:
            UsageError: `HF_ENDPOINT` is no address, or `HF_TOKEN` no token.
        """
        address = os.environ.get(ENDPOINT, "").strip().rstrip("/") or PUBLIC
        if not _is_plain_address(address):
            raise UsageError(f"{ENDPOINT} is not the address of a hub", f"unset it, or write it like {PUBLIC}")
        token = os.environ.get(TOKEN, "").strip()
        if token and not VISIBLE.fullmatch(token):  # a header can't carry it, and the complaint would show it
            raise UsageError(f"{TOKEN} has characters that no token has", "copy the token again, or unset it")
        return cls(address, token)

    def headers(self) -> dict[str, str]:
        """What shows who asks; nothing where the way to the hub is not encrypted and leaves this machine."""
        if not self.token or not (self.address.startswith("https:") or is_this_machine(self.address)):
            return {}
        return {"Authorization": f"Bearer {self.token}"}

    def locate(self, repository: str, path: str, revision: str = "main") -> HubFile:
        """What the hub knows of a file, at the commit that `revision` means now.

        Raises:
            PullFailed: the hub can't be reached, does not show the repository, or has no such file or checksum.
        """
        import httpx

        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        with httpx.Client(headers=self.headers(), timeout=timeout, follow_redirects=True) as client:
            about = self._ask(client, f"{self._api(repository)}/revision/{quote(revision, safe='')}", repository)
            commit = about.get("sha") if isinstance(about, dict) else None
            if not isinstance(commit, str) or not COMMIT.fullmatch(commit):
                raise self._nonsense(repository)
            gated = bool(about.get("gated"))
            found: list[str] = []
            page = f"{self._api(repository)}/tree/{commit}?recursive=1"
            for _ in range(MOST_PAGES):
                files, page = self._files(client, page, repository)
                if path in files:
                    size, checksum = self._stated(files[path], repository, path)
                    return HubFile(repository, commit, path, size, checksum, _licence(about), gated)
                found += [name for name in files if name.lower().endswith(".gguf")]
                if not page:
                    break
        shown = ", ".join(found[:SHOWN_FILES]) + (", …" if len(found) > SHOWN_FILES else "")
        remedy = f"it has {shown}" if found else "it has no GGUF file; look for a repository whose name ends with -GGUF"
        raise PullFailed(f"{repository} has no file {path} at {revision}", remedy)

    def url(self, file: HubFile) -> str:
        """Where the file's bytes are, at its commit."""
        return f"{self.address}/{file.repository}/resolve/{file.commit}/{quote(file.path)}"

    def refusal(self, repository: str, status: int) -> PullFailed:
        """What an answer of 401 or 403 means, and what to do about it."""
        page = f"{self.address}/{repository}"
        if status == 403:
            what = f"{repository} is only for those who have accepted its terms"
            return PullFailed(what, f"accept them at {page} and set {TOKEN} to a token of that account")
        if self.headers():
            what = f"the hub does not show {repository} to the owner of {TOKEN}, or does not know it"
            return PullFailed(what, "check the spelling, and the token")
        what = f"the hub does not show {repository}: it is private, has terms to accept, or does not exist"
        return PullFailed(what, f"check the spelling; else look at {page} and set {TOKEN}")

    def _api(self, repository: str) -> str:
        return f"{self.address}/api/models/{quote(repository)}"

    def _ask(self, client: httpx.Client, url: str, repository: str) -> Any:
        return self._json(self._get(client, url, repository), repository)

    def _files(self, client: httpx.Client, url: str, repository: str) -> tuple[dict[str, dict[str, Any]], str]:
        """One page of the repository's files by path, and the address of the next page, '' where there is none."""
        response = self._get(client, url, repository)
        entries = self._json(response, repository)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._nonsense(repository)
        files = {str(entry.get("path")): entry for entry in entries if entry.get("type") == "file"}
        following = response.links.get("next", {}).get("url", "")
        if following and urlsplit(following).netloc != urlsplit(self.address).netloc:
            raise self._nonsense(repository)  # the token must not follow it
        return files, following

    def _get(self, client: httpx.Client, url: str, repository: str) -> httpx.Response:
        import httpx

        try:
            response = client.get(url)
            response.raise_for_status()
            return response
        except httpx.HTTPStatusError as error:
            raise self._refused(error.response, repository) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = f"the hub {self.address} can't be reached ({reason(error)})"
            raise PullFailed(what, "check the network, or name another hub in HF_ENDPOINT") from error

    def _refused(self, response: httpx.Response, repository: str) -> PullFailed:
        status = response.status_code
        if status in (401, 403):
            return self.refusal(repository, status)
        if status == 404:
            where = without_query(str(response.request.url)).removeprefix(f"{self._api(repository)}/")
            return PullFailed(
                f"the hub knows no {repository} ({where})", "check the spelling of repository and revision"
            )
        if status == 429:
            wait = response.headers.get("Retry-After", "")
            remedy = f"try again in {wait} s" if wait.isdecimal() else "try again in a few minutes"
            return PullFailed("the hub was asked too often from here", remedy)
        return PullFailed(f"the hub {self.address} has a failure (it answered {status})", "try again later")

    def _json(self, response: httpx.Response, repository: str) -> Any:
        try:
            return response.json()
        except ValueError as error:
            raise self._nonsense(repository) from error

    def _stated(self, entry: dict[str, Any], repository: str, path: str) -> tuple[int, str]:
        """Size and checksum of a large file."""
        large = entry.get("lfs")
        if not isinstance(large, dict):
            raise PullFailed(f"the hub states no checksum for {path} of {repository}", "choose another file")
        size, checksum = large.get("size"), str(large.get("oid", "")).removeprefix("sha256:")
        if not isinstance(size, int) or size <= 0 or not SHA256.fullmatch(checksum):
            raise self._nonsense(repository)
        return size, checksum

    def _nonsense(self, repository: str) -> PullFailed:
        what = f"the hub {self.address} answers with something else than a description of {repository}"
        return PullFailed(what, "check HF_ENDPOINT, or try again later")


def is_this_machine(url: str) -> bool:
    """Whether an address is that of this machine, as far as its name tells."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_plain_address(url: str) -> bool:
    """Whether `url` is an http address of a host and no more than a path: no password, question mark or fragment."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    extra = parts.query or parts.fragment or parts.username or parts.password
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not extra


def _licence(about: dict[str, Any]) -> str:
    card = about.get("cardData")
    licence = card.get("license", "") if isinstance(card, dict) else ""
    return licence if isinstance(licence, str) else ""
