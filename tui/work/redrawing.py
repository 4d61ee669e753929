"""Draws the entries of the conversation that have changed: each once, however often it did since the last message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.talk import Entry

if TYPE_CHECKING:
    from tui.screens.main import MainScreen


class Redrawing:
    """Remembers what has changed until the screen comes to it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._texts: dict[int, Entry] = {}  # by identity: entries are compared by nothing else
        self._traces: dict[int, Entry] = {}

    def text(self, entry: Entry) -> None:
        """An entry has another text, or another state."""
        self._later()
        self._texts[id(entry)] = entry

    def trace(self, entry: Entry) -> None:
        """The trace of an entry has grown."""
        self._later()
        self._traces[id(entry)] = entry

    def _later(self) -> None:
        if not self._texts and not self._traces:
            self._screen.call_later(self._draw)

    def _draw(self) -> None:
        texts, traces = list(self._texts.values()), list(self._traces.values())
        self._texts.clear()
        self._traces.clear()
        for entry in texts:
            self._screen.transcript.update_entry(entry)
        for entry in traces:
            self._screen.trace.update_entry(entry)
