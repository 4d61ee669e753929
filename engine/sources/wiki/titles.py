"""Addresses of wiki pages and the names of the pages behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

LANGUAGE = re.compile(r"[a-z][a-z0-9-]{0,30}")
"""The code of a language, as in addresses."""

_WIKIPEDIA = re.compile(rf"(?P<language>{LANGUAGE.pattern})(?:\.m)?\.wikipedia\.org(?::\d+)?")
_VARIANT = re.compile(r"/(?:wiki|[a-z]{2,3}(?:-[a-z]+)+)/")  # zh.wikipedia.org/zh-tw/Page
_NOT_AN_ARTICLE = re.compile(
    r"(?:user|wikipedia|project|file|image|mediawiki|template|help|category|portal|draft|module|special|media|talk"
    r"|spezial|datei|benutzer|kategorie|hilfe|vorlage|fichier|aide|catégorie|spécial)(?:[ _]talk)?:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class PageName:
    """A page of Wikipedia."""

    language: str  # 'en', as in the address
    title: str  # with spaces, its first letter a capital

    @property
    def address(self) -> str:
        """Where the page is read."""
        return f"https://{self.language}.wikipedia.org/wiki/{quote(self.title.replace(' ', '_'), safe='/:,()!*;@')}"

    def __str__(self) -> str:
        return f"{self.language}:{self.title}"


def tidy_title(title: str) -> str:
    """A page's name as MediaWiki keeps it: spaces for underscores, single, the first letter a capital."""
    plain = " ".join(title.replace("_", " ").split())
    first = plain[:1].upper()
    return (first if len(first) == 1 else plain[:1]) + plain[1:]  # 'ß' has no capital of one letter


def wikipedia_page(address: str) -> PageName | None:
    """The article of Wikipedia that an address opens; None for anything else, such as files, talk and history.

    Desktop and mobile addresses, `/wiki/T`, `/w/index.php?title=T` and `?curid=` with a title are known; a fragment
    does not count.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # such as half a bracket in the host
        return None
    host = _WIKIPEDIA.fullmatch(parts.netloc.lower())
    if host is None or host["language"] == "www" or parts.scheme.lower() not in ("http", "https", ""):
        return None
    queried = parse_qs(parts.query)
    if prefix := _VARIANT.match(parts.path):
        title = unquote(parts.path[prefix.end() :])
    elif parts.path.endswith("/index.php"):
        title = queried.get("title", [""])[0]
    else:
        return None
    if queried.get("action", ["view"])[0] not in ("view", "") or "diff" in queried or _NOT_AN_ARTICLE.match(title):
        return None
    title = tidy_title(title.partition("#")[0])
    return PageName(host["language"], title) if title else None
