"""The two programs that are measured: how each is started, asked, shown a long conversation, and left."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import sleep

from engine.evaluation.bench_tui_bed import LONG, SHORT, Bed
from engine.evaluation.bench_tui_keys import SIGN
from engine.evaluation.bench_tui_terminal import Pane, Terminal
from engine.evaluation.bench_tui_text import LAST_WORDS

READY = " Ask "  # the title of the field to write in, in both
END_EVERY_S = 0.3
QUESTION = "Write a long letter to a friend about the harbour"
Wrapped = tuple[tuple[int, ...], ...]
PEER_NAME = "a plain Textual chat: Input, VerticalScroll, a Markdown each message"


@dataclass(frozen=True, slots=True)
class Program:
    """One of the two."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    messages: int  # of its long conversation
    to_long: Callable[[Pane], None]  # up to the Enter that opens the long conversation
    to_ask: Callable[[Pane], None]  # into an empty conversation
    to_end: Callable[[Pane], None]  # so that the end of what is written stays in sight

    def start(self, terminal: Terminal, **more: str) -> Pane:
        """On a screen of its own, ready to be typed into.

        Args:
            more: of the environment.

        Raises:
            NotShown: it was never ready.
        """
        pane = self.launch(terminal, **more)
        pane.until_shown(READY)
        return pane

    def launch(self, terminal: Terminal, **more: str) -> Pane:
        """The same without waiting."""
        return terminal.start(self.name, self.command, {**self.environment, **more})

    def ask(self, pane: Pane, first: str) -> None:
        """Ask, wait until `first` is written, and go where the text grows, once it is longer than the screen."""
        self.to_ask(pane)
        pane.type(QUESTION)
        pane.until_shown(QUESTION)
        pane.press("Enter")
        pane.until_shown(first)
        self.to_end(pane)
        pane.until(lambda shown: first not in shown and SIGN not in shown, "more than a screen of text")

    def quit(self, pane: Pane) -> None:
        """Leave it, and wait until it has ended."""
        pane.quit("C-q")


def ours(bed: Bed, messages: int, first: str) -> Program:
    """Nacre, as it is started from a shell. `first` is how the text begins that a model writes."""

    def to_long(pane: Pane) -> None:
        pane.press("C-o")
        pane.until_shown(LONG)
        pane.type(LONG)
        pane.until(lambda shown: SHORT not in shown and shown.count(LONG) > 1, "the list, filtered")

    def to_ask(pane: Pane) -> None:
        pane.press("C-n")
        pane.until_shown("tier 2 · bench")

    def to_end(pane: Pane) -> None:
        # the question stays in sight until one moves; End does so once there is more than the screen holds
        pane.press("Tab")
        while first in pane.shown():
            pane.press("End")
            sleep(END_EVERY_S)
        pane.press("Escape")
        pane.until_shown("Ctrl+C stop")

    command = (sys.executable, "-m", "tui.cli.main")
    return Program("nacre", command, bed.environment(), messages, to_long, to_ask, to_end)


def peer(bed: Bed, messages: int, url: str) -> Program:
    """The plain chat."""

    def to_long(pane: Pane) -> None:
        pane.type("/open")
        pane.until_shown("/open")

    def nothing(_: Pane) -> None:
        """It is there already, and always follows."""

    command = (sys.executable, "-m", "tui.measured.plain_chat", url, str(bed.peer_messages))
    return Program("plain", command, bed.environment(), messages, to_long, nothing, nothing)


def wrapped(shown: str) -> Wrapped:
    """The numbers of the last message's words, line by line; empty where not all of them stand on the screen."""
    lines = [tuple(int(number) for number in re.findall(r"\bk(\d+)\b", line)) for line in shown.splitlines()]
    found = tuple(line for line in lines if line)
    whole = [number for line in found for number in line] == list(range(LAST_WORDS))
    return found if whole else ()


def pace(shown: str) -> float | None:
    """Tokens a second, as our last line tells them."""
    said = re.search(r"≈([\d.]+) tokens/s", shown)
    return float(said[1]) if said else None
