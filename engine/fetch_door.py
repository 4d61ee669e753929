"""Pages from the web, as the engine's door hands them out. Nothing here is called but by the command of that name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.events import Listener, ignore

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.fetching.fetch import FetchReport
    from engine.fetching.shelf import Shelf
    from engine.room import Room
    from engine.sources.wiki.titles import PageName


class FetchService:
    """Pages of Wikipedia: which a file names, which are here, and the rest fetched."""

    def __init__(self, room: Room, folder: Path) -> None:
        self._room = room
        self._folder = folder / "wikipedia"

    @property
    def pages(self) -> Path:
        """Where fetched pages lie, to be taken in from."""
        return self._shelf().pages

    def wanted(self, path: Path, language: str = "") -> tuple[PageName, ...]:
        """The pages that a file names; see `engine.fetching.wanted`. Opens no connection.

        Raises:
            UsageError: the file can't be read, or names no page.
        """
        from engine.fetching.wanted import wanted

        return wanted(path, language)

    def to_fetch(self, names: Sequence[PageName]) -> tuple[PageName, ...]:
        """Those of the pages that would be fetched. Opens no connection."""
        from engine.fetching.fetch import to_fetch

        return to_fetch(self._shelf(), names)

    def fetch(
        self, names: Sequence[PageName], *, limit: int = 0, listen: Listener = ignore, cancel: Flag | None = None
    ) -> FetchReport:
        """Fetch what is not here yet; see `engine.fetching.fetch.fetch`."""
        from engine.fetching.fetch import fetch

        return fetch(self._shelf(), names, self._room.settings.fetch, limit, listen, cancel or Flag())

    def _shelf(self) -> Shelf:
        from engine.fetching.shelf import Shelf

        return Shelf(self._folder)
