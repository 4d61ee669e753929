"""The last line of the screen: what answers, what is in the library, what is under way, and the keys of the moment."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click
from textual.timer import Timer
from textual.widget import Widget

from engine.records import LibraryStatus, ModelsStatus
from tui.drawing.answered import USUAL
from tui.drawing.clean import one_line
from tui.drawing.machine import slowed_words
from tui.drawing.paint import cut
from tui.talk import counted
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.work.window import Used

EVERY_S = 0.25  # at most four updates a second
NAME_CELLS = 24  # of a model's name; of a host twice as much, which must be readable

DOES = "{does}"  # what is lit says it

HINTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "composer": (("send", "ask"), ("/", "commands"), ("help", "help")),
    "transcript": (
        ("pick", "source"),
        ("open-mark", "open"),
        ("answer-again", "again"),
        ("edit-question", "edit"),
        ("copy-message", "copy"),
        ("back", "back"),
    ),
    "sources": (
        ("previous-source next-source", "choose"),
        ("open-source", "open"),
        ("copy-source", "copy"),
        ("back", "back"),
    ),
    "trace": (
        ("previous-trace next-trace", "choose"),
        ("fold", "fold, open"),
        ("trace-rounds", "rounds"),
        ("why", "why"),
        ("back", "back"),
    ),
    "completing": (("older newer", "choose"), ("complete", "complete"), ("send", "take"), ("back", "close")),
    "choosing": (("send", DOES), ("/", "commands"), ("help", "help")),
    "working": (("interrupt", "stop"), ("help", "help")),
    "library": (
        ("previous-node next-node", "choose"),
        ("filter-nodes", "filter"),
        ("ask-node", "ask only this"),
        ("back", "back"),
    ),
    "graph": (
        ("graph-left graph-right graph-up graph-down", "go"),
        ("open-in-graph", "open"),
        ("centre", "what is near"),
        ("back", "back"),
    ),
    "library-filter": (("to-rows", "to the rows"), ("all-rows", "all again")),
}
"""Of each pane: actions by their ids, one or two that belong together ('/' is text), and what they do in a word."""

TIERS = {0: "tier 0 · hashed words", 1: "tier 1 · MiniLM"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line. Where there is too little room, the part of the least worth goes first."""

    text: str
    worth: int
    colour: str = "muted"
    joint: str = " · "  # between it and the part before it

    @property
    def cells(self) -> int:
        return cell_len(self.joint) + cell_len(self.text)


def fitting(parts: Sequence[Part], room: int) -> list[Part]:
    """The parts that fit into `room` cells, in their order; the last one that is left may be too long."""
    kept = list(parts)
    while len(kept) > 1 and sum(part.cells for part in kept) - cell_len(kept[0].joint) > room:
        kept.remove(min(kept, key=lambda part: part.worth))
    return kept


class StatusLine(Widget):
    """One line; it changes only when something changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._status: LibraryStatus | None = None
        self._models: ModelsStatus | None = None
        self._choice: list[str] = []
        self._slowed = ""
        self._tokens_per_s = 0.0
        self._used = Used()
        self._opening = "opening the library …"
        self._work: dict[str, str] = {}
        self._news = ""
        self._pane = "composer"
        self._does = ""
        self._last = 0.0
        self._later: Timer | None = None

    def library(self, status: LibraryStatus) -> None:
        """What is in the library."""
        self._status = status
        self._changed()

    def models(self, status: ModelsStatus) -> None:
        """Which model answers, and how the machine is."""
        self._models = status
        self._slowed = slowed_words(status.machine.slowed, status.machine.threads)
        self._changed()

    def choice(self, lens: str, way: str, specialist: str, scope: str = "") -> None:
        """How the next question is answered, and from what, as far as it is not the usual way."""
        named = (
            f"in {scope}" if scope else "",
            f"lens {lens}" if lens else "",
            way if way != USUAL.way else "",
            f"by {specialist}" if specialist else "",
        )
        shown = [cut(one_line(name), NAME_CELLS) for name in named if name]
        if shown != self._choice:
            self._choice = shown
            self._changed()

    def slowed(self, why: str, threads: int) -> None:
        """The governor takes less of the machine; '' when it is over."""
        self._slowed = slowed_words(why, threads)
        self._changed()

    def writing(self, tokens_per_s: float) -> None:
        """How fast a model writes at this moment, 0 while none does."""
        if round(tokens_per_s, 1) != self._tokens_per_s:
            self._tokens_per_s = round(tokens_per_s, 1)
            self._changed()

    def window(self, used: Used) -> None:
        """How much of its window the model has taken that answers here."""
        if used != self._used:
            self._used = used
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

    def news(self, text: str) -> None:
        """What has come to an end and nobody has looked at; '' for nothing."""
        if text != self._news:
            self._news = text
            self._changed()

    def pane(self, name: str, does: str = "") -> None:
        """Which pane's keys to show, and what its main key does where that depends on what is lit."""
        if (name, does) != (self._pane, self._does):
            self._pane, self._does = name, does
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
        keymap = keys(self)
        for names, meaning in HINTS.get(self._pane, HINTS["composer"]):
            key = names if names == "/" else keymap.label(*names.split())
            if not key:
                continue
            hints.append("  " if hints else "")
            hints.append(key, strong)
            hints.append(f" {self._does if meaning == DOES else meaning}", muted)
        room = max(0, self.size.width - hints.cell_len - 2)
        left = Text(no_wrap=True)
        for part in fitting(self._parts(), room):
            text = (part.joint if left else "") + part.text
            left.append(cut(text, max(0, room - left.cell_len)), colours.style(part.colour))
        return Text.assemble(left, " " * max(2, self.size.width - left.cell_len - hints.cell_len), hints)

    def _parts(self) -> list[Part]:
        parts = [Part(one_line(text), 80 - number, "accent") for number, text in enumerate(self._work.values())]
        parts += [Part(self._news, 78, "success")] if self._news else []
        parts += [Part(name, 65 - number, "mark") for number, name in enumerate(self._choice)]
        status = self._status
        if status is None:
            return [*parts, Part(self._opening, 10)]
        parts += self._answering(status)
        if not status.documents:
            return [*parts, Part("the library is empty", 20)]
        parts.append(Part(counted(status.documents, "document"), 20))
        return [*parts, Part(f"{status.chunks:,} passages", 10)]

    def _answering(self, status: LibraryStatus) -> list[Part]:
        """What answers: its tier or model, where text goes, how the machine is, how fast it writes."""
        models = self._models
        if models is None or not models.active:
            return [Part(TIERS.get(status.tier, f"tier {status.tier}"), 60)]
        parts = [Part(f"tier 2 · {cut(one_line(models.active), NAME_CELLS)}", 60)]
        if models.remote:
            parts.append(Part(f"→ {cut(one_line(models.remote), 2 * NAME_CELLS)}", 90, "warning", " "))
        elif self._slowed:
            parts.append(Part(self._slowed, 50, "warning"))
        elif models.machine.mode != "normal":
            parts.append(Part(models.machine.mode, 40))
        if self._tokens_per_s:
            parts.append(Part(f"≈{self._tokens_per_s:.1f} tokens/s", 30))
        if self._used.bar:
            parts += [Part(self._used.bar, 35), Part(self._used.numbers, 5, joint=" ")]
        return parts

    def whole(self) -> list[tuple[str, str]]:
        """What the line has to say and may have no room for: a name and its words each."""
        rows = [("background", one_line(text)) for text in self._work.values()]
        rows += [("asks with", ", ".join(self._choice))] if self._choice else []
        rows += [("context", f"{self._used.bar} · {self._used.numbers}")] if self._used.bar else []
        return [*rows, ("writing", f"≈{self._tokens_per_s:.1f} tokens/s")] if self._tokens_per_s else rows

    def on_click(self, event: Click) -> None:
        self.app.simulate_key(keys(self).keys_of("help")[0])
