"""What is pasted arrives in one piece and harmless, however large it is.

Textual's parser looks at each character of a paste by itself (a megabyte takes seconds), and an escape sequence within
a paste makes it read what follows as keys: a copied web page could press Enter. Bracketed pastes are therefore taken
out before they get there. Seen in Textual 8.2.8, `XTermParser.parse`; to be removed once it treats pastes as text.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as START
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from tui.drawing.clean import clean

LARGEST = 16 * 1024 * 1024  # characters that are kept of a paste


class WholePastes(XTermParser):
    """Textual's parser for all but pastes."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pieces: list[str] | None = None  # of the paste that is under way
        self._kept = 0  # characters of them
        self._tail = ""  # the end of what came last: a mark may be cut in two

    def feed(self, data: str) -> Iterable[Message]:
        """Events for what the terminal has sent; '' is its end. On the driver's thread."""
        if not data:
            yield from super().feed("")
        while data:
            if self._pieces is None:
                before, marked, data = self._until_paste(data)
                if before:
                    yield from super().feed(before)
                if marked:
                    self._pieces, self._kept, self._tail = [], 0, ""
            else:
                piece, marked, data = self._until_end(data)
                self._keep(piece)
                if marked:
                    text, self._pieces, self._tail = clean("".join(self._pieces)), None, ""
                    yield events.Paste(text)

    def _until_paste(self, data: str) -> tuple[str, bool, str]:
        """What is before a paste, whether one begins, and what is behind its mark."""
        known = len(self._tail)
        seen = self._tail + data
        start = seen.find(START)
        if start < 0:
            self._tail = seen[-(len(START) - 1) :]
            return data, False, ""
        if start >= known:
            return data[: start - known], True, data[start - known + len(START) :]
        # its beginning has gone to the parser: that gets a whole, empty paste, which means nothing
        rest = start + len(START) - known
        return data[:rest] + END, True, data[rest:]

    def _until_end(self, data: str) -> tuple[str, bool, str]:
        """A piece of the paste, whether it ends there, and what is behind its mark."""
        seen = self._tail + data
        end = seen.find(END)
        if end >= 0:
            return seen[:end], True, seen[end + len(END) :]
        held = len(END) - 1
        self._tail = seen[-held:]
        return seen[:-held], False, ""

    def _keep(self, piece: str) -> None:
        if self._pieces is not None and self._kept < LARGEST:
            self._pieces.append(piece[: LARGEST - self._kept])
            self._kept += len(piece)


def take_pastes_whole() -> None:
    """Let the terminal's driver read pastes so. Before the app starts."""
    setattr(linux_driver, "XTermParser", WholePastes)  # noqa: B010 - the driver makes its parser by this name
