"""Wikipedia's public interface, asked politely: one request at a time, at a set rate, giving way when it is busy.

One request gives a page with all that Nacre keeps of it: text, languages, categories, Wikidata item, redirects
(`action=parse`, https://www.mediawiki.org/wiki/API:Parsing_wikitext; manners after
https://www.mediawiki.org/wiki/API:Etiquette).
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

from engine.config import FetchSettings
from engine.errors import Cancelled, NacreError
from engine.sources.wiki.titles import PageName, tidy_title

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 30.0
TRIES = 4
MOST_BYTES = 32 * 1024 * 1024  # of one answer; the longest pages have 3 MB
LONGEST_WAIT_S = 120.0
MAXLAG_S = 5  # the site's own advice for what nobody waits for
_BUSY = (429, 502, 503, 504)
_MISSING = frozenset(("missingtitle", "invalidtitle", "pagecannotexist", "nosuchpageid", "invalid"))


class FetchFailed(NacreError):
    """A site can't be reached or does not answer as it should; pages fetched before stay."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    name: PageName  # its own, behind redirects
    html: str  # a page of its own that the reader of saved wiki pages understands


class Wikipedia:
    """A connection to the sites; a context manager. Not for several threads."""

    def __init__(self, settings: FetchSettings, cancel: Flag) -> None:
        import httpx

        self._settings = settings
        self._cancel = cancel
        self._next = 0.0
        contact = settings.contact.strip() or "no contact set"
        agent = f"nacre/{version('nacre')} ({contact}) httpx/{httpx.__version__}"
        try:
            self._client = httpx.Client(
                headers={"User-Agent": agent.encode("ascii", "replace").decode()},
                timeout=TIMEOUT_S,
                follow_redirects=False,  # an address that leads elsewhere is not the interface that was asked
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:  # such as a proxy that is no address
            raise FetchFailed(f"the proxy settings can't be used: {error}", "correct HTTPS_PROXY") from error

    def __enter__(self) -> Wikipedia:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def page(self, name: PageName) -> Fetched | None:
        """Fetch a page; None if there is none of that name.

        Raises:
            FetchFailed: the site can't be reached, refuses, or goes on being busy.
            Cancelled: the flag was set while waiting.
        """
        for attempt in range(1, TRIES + 1):
            answer, wait_s = self._ask(name)
            if answer is None:
                if attempt < TRIES:
                    self._wait(min(LONGEST_WAIT_S, wait_s or 2.0**attempt))
                continue
            error = answer.get("error")
            if not isinstance(error, dict):
                return _fetched(name, answer)
            code = str(error.get("code", ""))
            if code in _MISSING:
                return None
            if code not in ("maxlag", "ratelimited", "readonly"):
                raise FetchFailed(f"{self._host(name)} refuses: {str(error.get('info', code))[:200]}")
            if attempt < TRIES:
                self._wait(min(LONGEST_WAIT_S, wait_s or 5.0))
        raise FetchFailed(f"{self._host(name)} is too busy", "run it again later; it goes on where it stopped")

    def _ask(self, name: PageName) -> tuple[Mapping[str, Any] | None, float]:
        """One request: the answer, or None where the site is busy; and how long it asks to wait, in seconds."""
        import httpx

        self._wait(self._next - time.monotonic())
        self._next = time.monotonic() + max(0.0, self._settings.interval_s)
        query = {
            "action": "parse",
            "page": name.title,
            "prop": "text|langlinks|categories|properties|revid|displaytitle",
            "redirects": "1",
            "disableeditsection": "1",
            "format": "json",
            "formatversion": "2",
            "maxlag": str(MAXLAG_S),
        }
        address = f"{self._settings.wikipedia.replace('{language}', name.language).rstrip('/')}/w/api.php"
        try:
            with self._client.stream("GET", address, params=query) as response:
                wait_s = _seconds(response.headers.get("Retry-After", ""))
                if response.status_code in _BUSY:
                    return None, wait_s
                if response.status_code != 200:
                    raise FetchFailed(
                        f"{self._host(name)} answers with status {response.status_code}",
                        "check fetch.contact in the settings; the site refuses programs that do not say who they are"
                        if response.status_code == 403
                        else "run it again later",
                    )
                return self._answer(name, response), wait_s
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreached(name, error) from error

    def _answer(self, name: PageName, response: httpx.Response) -> Mapping[str, Any]:
        data = bytearray()
        for piece in response.iter_bytes():
            data += piece
            if len(data) > MOST_BYTES:
                raise FetchFailed(f"the page '{name.title}' is larger than {MOST_BYTES // 2**20} MB")
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise FetchFailed(
                f"{self._host(name)} does not answer as Wikipedia does", "check the network: is there a page to log in?"
            )
        return answer

    def _unreached(self, name: PageName, error: Exception) -> FetchFailed:
        import httpx

        host = self._host(name)
        causes: list[BaseException] = [error]
        while (below := causes[-1].__cause__ or causes[-1].__context__) is not None and below not in causes:
            causes.append(below)
        again = "run it again later; it goes on where it stopped"
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return FetchFailed(f"the certificate of {host} can't be trusted", "check the clock and the network")
        if isinstance(error, httpx.TimeoutException):
            return FetchFailed(f"{host} does not answer", again)
        if isinstance(error, httpx.ConnectError):
            return FetchFailed(f"{host} can't be reached", f"check the network, then {again}")
        return FetchFailed(f"the connection to {host} broke", again)

    def _wait(self, seconds: float) -> None:
        if (seconds > 0 and self._cancel.wait(seconds)) or self._cancel.is_set():
            raise Cancelled("the fetch was stopped", "run it again to fetch the rest")

    def _host(self, name: PageName) -> str:
        return self._settings.wikipedia.replace("{language}", name.language).partition("://")[2].strip("/")


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() and len(text) < 7 else 0.0


def _fetched(asked: PageName, answer: Mapping[str, Any]) -> Fetched | None:
    """A page out of the interface's answer; None if there is no text in it."""
    parsed = answer.get("parse")
    parsed = parsed if isinstance(parsed, dict) else {}
    text, title = parsed.get("text"), parsed.get("title")
    if not isinstance(text, str) or not isinstance(title, str) or not title.strip():
        return None
    name = PageName(asked.language, tidy_title(title))
    redirected = asked.title if asked != name else ""
    return Fetched(name, _composed(name, text, parsed, redirected))


def _composed(name: PageName, text: str, parsed: Mapping[str, Any], redirected: str) -> str:
    """The page as a file of its own, in the form in which browsers save them."""
    properties = parsed.get("properties")
    config = {
        "wgPageName": name.title.replace(" ", "_"),
        "wgRevisionId": parsed.get("revid"),
        "wgArticlePath": "/wiki/$1",
        "wgPageContentLanguage": name.language,
        "wgRedirectedFrom": redirected,
        "wgWikibaseItemId": properties.get("wikibase_item", "") if isinstance(properties, dict) else "",
    }
    script = json.dumps(config, ensure_ascii=False).replace("<", "\\u003c")
    categories = "".join(
        f"<li><a>{escape(str(each['category']).replace('_', ' '))}</a></li>"
        for each in _entries(parsed, "categories")
        if "category" in each and not each.get("hidden")
    )
    languages = "".join(
        f'<li><a class="interlanguage-link-target" href="{escape(str(each["url"]))}">other language</a></li>'
        for each in _entries(parsed, "langlinks")
        if "url" in each
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(name.language)}"><head><meta charset="UTF-8">'
        f"<title>{escape(name.title)}</title><script>RLCONF={script};</script>"
        f'<meta name="generator" content="MediaWiki"><link rel="canonical" href="{escape(name.address)}"></head>\n'
        f'<body class="mediawiki"><h1 id="firstHeading">{escape(name.title)}</h1>\n'
        f'<div id="mw-content-text">{text}</div>\n'
        f'<div id="catlinks"><div id="mw-normal-catlinks"><ul>{categories}</ul></div></div>\n'
        f'<div id="p-lang"><ul>{languages}</ul></div></body></html>\n'
    )


def _entries(parsed: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = parsed.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
