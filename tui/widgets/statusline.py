"""The last line of the screen: what answers, what is in the library, what is under way, and the keys of the moment."""

from __future__ import annotations

import time

from rich.text import Text
from textual.events import Click
from textual.timer import Timer
from textual.widget import Widget

from engine.records import LibraryStatus
from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import cut
from tui.widgets.colours import palette

EVERY_S = 0.25  # at most four updates a second

HINTS = {
    "composer": (("Enter", "ask"), ("/", "commands"), ("F1", "help")),
    "transcript": (("1–9", "source"), ("Enter", "open"), ("y", "copy"), ("Esc", "back")),
    "sources": (("↑↓", "choose"), ("Enter", "open"), ("y", "copy"), ("Esc", "back")),
    "trace": (("↑↓", "choose"), ("Enter", "fold"), ("F5", "why"), ("Esc", "back")),
    "completing": (("↑↓", "choose"), ("Tab", "complete"), ("Enter", "take"), ("Esc", "close")),
    "working": (("Ctrl+C", "cancel"), ("F1", "help")),
}
TIERS = {0: "tier 0 · hashed words", 1: "tier 1 · MiniLM", 2: "tier 2 · chat model"}


class StatusLine(Widget):
    """One line; it changes only when something changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._status: LibraryStatus | None = None
        self._opening = "opening the library …"
        self._work: dict[str, str] = {}
        self._pane = "composer"
        self._last = 0.0
        self._later: Timer | None = None

    def library(self, status: LibraryStatus) -> None:
        """What is in the library."""
        self._status = status
        self._changed()

    def opening(self, text: str) -> None:
        """What to say while there is no library."""
        self._opening = text
        self._changed()

    def work(self, kind: str, text: str) -> None:
        """What one kind of background work has reached; '' when it is over."""
        if text:
            self._work[kind] = text
        else:
            self._work.pop(kind, None)
        self._changed()

    def pane(self, name: str) -> None:
        """Which pane's keys to show."""
        if name != self._pane:
            self._pane = name
            self._changed()

    def _changed(self) -> None:
        if self._later is not None or not self.is_mounted:
            return
        wait = self._last + EVERY_S - time.monotonic()
        if wait <= 0:
            self._show()
        else:
            self._later = self.set_timer(wait, self._show)

    def _show(self) -> None:
        self._later = None
        self._last = time.monotonic()
        self.refresh()

    def render(self) -> Text:
        colours = palette(self)
        muted, strong = colours.style("muted"), colours.style("text", bold=True)
        hints = Text()
        for key, meaning in HINTS.get(self._pane, HINTS["composer"]):
            hints.append("  " if hints else "")
            hints.append(key, strong)
            hints.append(f" {meaning}", muted)
        room = max(0, self.size.width - hints.cell_len - 2)
        left = Text(no_wrap=True)
        for number, text in enumerate([*self._work.values(), *self._facts()]):
            part = (" · " if number else "") + one_line(text)
            if left.cell_len + len(part) > room:
                left.append(cut(part, max(0, room - left.cell_len)), muted) if not number else None
                break
            left.append(part, colours.style("accent") if number < len(self._work) else muted)
        return Text.assemble(left, " " * max(2, self.size.width - left.cell_len - hints.cell_len), hints)

    def _facts(self) -> list[str]:
        status = self._status
        if status is None:
            return [self._opening]
        documents = f"{status.documents:,} {'document' if status.documents == 1 else 'documents'}"
        facts = [TIERS.get(status.tier, f"tier {status.tier}"), documents, f"{status.chunks:,} passages"]
        return facts if status.documents else [facts[0], "the library is empty"]

    def on_click(self, event: Click) -> None:
        self.app.simulate_key(actions.BY_ID["help"].keys[0])
