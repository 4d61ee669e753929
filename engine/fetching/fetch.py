"""Fetches the pages that are not here yet, one after another; each lies on disk before the next is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event as Flag

from engine.config import FetchSettings
from engine.errors import Cancelled
from engine.events import Listener, SetupProgress
from engine.fetching.shelf import Shelf
from engine.fetching.wikipedia import FetchFailed, Wikipedia
from engine.sources.wiki.titles import PageName


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What became of the pages that were asked for."""

    fetched: tuple[PageName, ...]
    here: int  # that were fetched before
    missing: tuple[PageName, ...]  # there is no such page, now or when it was asked for before
    left: int  # not asked for, because of a limit or because it stopped
    stopped: str = ""  # one sentence, if it did


def to_fetch(shelf: Shelf, names: Sequence[PageName]) -> tuple[PageName, ...]:
    """Those that are neither here nor known to be missing."""
    return tuple(name for name in names if not shelf.has(name) and not shelf.is_missing(name))


def fetch(
    shelf: Shelf, names: Sequence[PageName], settings: FetchSettings, limit: int, listen: Listener, cancel: Flag
) -> FetchReport:
    """Fetch pages that are not here yet.

    A failure ends it with what was fetched until then; another run goes on there.

    Args:
        limit: requests for pages at most; 0 for all.
        listen: told of each page.
        cancel: ends it within the running request.
    """
    waiting = to_fetch(shelf, names)
    missing = [name for name in names if shelf.is_missing(name) and not shelf.has(name)]
    chosen = waiting[:limit] if limit else waiting
    fetched: list[PageName] = []
    asked = 0
    stopped = ""
    if chosen:
        with Wikipedia(settings, cancel) as wikipedia:
            for name in chosen:
                listen(SetupProgress(str(name), asked, len(chosen), "pages"))
                try:
                    page = wikipedia.page(name)
                except (FetchFailed, Cancelled) as error:
                    stopped = str(error)
                    break
                asked += 1
                if page is None:
                    shelf.keep_missing(name)
                    missing.append(name)
                else:
                    shelf.keep(name, page.name, page.html)
                    fetched.append(page.name)
    here = sum(map(shelf.has, names)) - len(fetched)
    return FetchReport(tuple(fetched), max(0, here), tuple(missing), len(waiting) - asked, stopped)
