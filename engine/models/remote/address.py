"""The address of a server, and of what it offers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from engine.errors import ModelFailed

CHAT = "/chat/completions"
LOOPBACK = re.compile(r"127(?:\.\d{1,3}){3}")
CORRECT = "correct the address with nacre models add, for example http://localhost:11434/v1"


@dataclass(frozen=True, slots=True)
class Address:
    """A server's base address: 'http://localhost:11434/v1' has the origin 'http://localhost:11434'."""

    origin: str  # scheme, host and port
    path: str  # '/v1'; no slash at its end
    query: str  # what some services want behind every address, without '?'
    host: str  # with the port, where it has one: for sentences
    is_here: bool  # it is this machine

    def under(self, path: str) -> str:
        """The address of a path below the base."""
        return self._at(self.path + path)

    def beside(self, path: str) -> str:
        """The address of a path at the server's root, where servers keep what is their own."""
        return self._at(self.path.removesuffix("/v1") + path)

    def moved(self, url: str, location: str) -> str:
        """The address that a redirect of `url` leads to; '' where it leads to another server."""
        try:
            target = urlsplit(urljoin(url, location))
            same = _origin(target.scheme, target.hostname, target.port) == self.origin
        except ValueError:
            return ""
        return urlunsplit(target) if location and same and "@" not in target.netloc else ""

    def _at(self, path: str) -> str:
        return f"{self.origin}{path}" + (f"?{self.query}" if self.query else "")


def parse(place: str) -> Address:
    """
    Raises:
        ModelFailed: that is no address of a server, or it holds a password.
    """
    try:
        parts = urlsplit(place.strip())
        port = parts.port
    except ValueError as error:
        raise ModelFailed("the address of the server makes no sense", CORRECT) from error
    if "@" in parts.netloc:  # not shown: it may be the key
        what = "the address of the server holds a name or password"
        raise ModelFailed(what, "add the model without it, and with --key env:NAME")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(each.isspace() for each in place.strip()):
        raise ModelFailed(f"'{place}' is not the address of a server", CORRECT)
    path = parts.path.rstrip("/").removesuffix(CHAT).rstrip("/")
    is_here = parts.hostname in ("localhost", "::1") or bool(LOOPBACK.fullmatch(parts.hostname))
    return Address(_origin(parts.scheme, parts.hostname, port), path, parts.query, parts.netloc, is_here)


def _origin(scheme: str, host: str | None, port: int | None) -> str:
    name = f"[{host}]" if host and ":" in host else host
    standard = {"http": 80, "https": 443}.get(scheme)
    return f"{scheme}://{name}" + (f":{port}" if port is not None and port != standard else "")
