"""Where a link leads: to a page of the library, or to something that it does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from posixpath import normpath
from urllib.parse import unquote

from engine.gaps.links.pages import Page
from engine.graph.keys import key_of
from engine.sources.wiki.titles import wikipedia_page

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|mp[34]|webm|wav|ogg|ico|css|js|zip|gz)$", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:md|markdown|txt|html?|pdf|docx|org|rst|epub|ipynb)$", re.IGNORECASE)


class Targets:
    """What the links of some pages mean."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._paths: dict[str, int] = {}
        self._addresses: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}
        self._folders = [page.folder for page in pages]
        for at, page in enumerate(pages):
            if not page.part:
                self._paths.setdefault(_plain_path(page.path), at)
            for address in page.addresses:
                self._addresses.setdefault(_plain_address(address), at)
        for rank in range(max((len(page.names) for page in pages), default=0)):  # titles before aliases
            for at, page in enumerate(pages):
                if rank < len(page.names):
                    self._names.setdefault(_name(page.names[rank]), []).append(at)

    def page(self, source: int, target: str) -> int | None:
        """The number of the page that a link of page `source` leads to; None where the library does not hold it."""
        if _ADDRESS.match(target):
            return self._addresses.get(_plain_address(target))
        place = target.replace("\\", "/").strip()
        folder = self._folders[source]
        for path in (f"{folder}/{place}", f"{folder}/{place}.md") if place else ():
            if (found := self._paths.get(_plain_path(path))) is not None:
                return found
        called = self._names.get(_name(place), ()) or self._names.get(_name(place.rpartition("/")[2]), ())
        return min(called, key=lambda at: (self._folders[at] != folder, called.index(at))) if called else None

    def elsewhere(self, target: str) -> str:
        """What a link that leads out of the library leads to, in one form; '' where it names nothing."""
        if _ADDRESS.match(target):
            return _plain_address(target) if target.lower().startswith("http") else ""
        return "" if _NO_PAGE.search(target) else _name(target.replace("\\", "/").rpartition("/")[2])


def _name(place: str) -> str:
    bare = _SUFFIX.sub("", unquote(place).replace("_", " ")).strip()
    return key_of(bare) or bare.casefold()


def _plain_path(path: str) -> str:
    return normpath(PurePath(path).as_posix()).casefold()


def _plain_address(address: str) -> str:
    article = wikipedia_page(address)
    if article is not None:
        return str(article).casefold()
    bare = address.partition("#")[0].strip().rstrip("/").casefold()
    return re.sub(r"^https?://(?:www\.)?", "", bare)
