"""Text that gathers piece by piece and remembers which of its words are links, through any change of white space.

While a text is put together, two characters that no text may hold stand around the words of each link, always next to
a character that is not white space. So squeezing and trimming white space treats the text as if they were not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.sources.reading import Link

Target = tuple[str, str]
"""A page, path or address, and the heading in it."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: Unicode keeps them for such use within a program
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
INVISIBLE = dict.fromkeys(map(ord, f"\u00ad\u200b\u2060\ufeff{_OPEN}{_CLOSE}"))  # they keep words from being found


class Marked:
    """A text with marks in it. Links do not nest: within one, another one is only text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._targets: list[Target] = []
        self._depth = 0
        self._waiting: Target | None = None  # the link whose first word has not come yet
        self._is_open = False

    def add(self, text: str) -> None:
        text = text.translate(INVISIBLE)
        if self._waiting is not None and (words := text.lstrip()):
            self._pieces.append(text[: len(text) - len(words)] + _OPEN)
            self._targets.append(self._waiting)
            self._waiting, self._is_open = None, True
            text = words
        self._pieces.append(text)

    def open(self, target: Target) -> None:
        """What is added from now on are the words of a link."""
        if not self._depth:
            self._waiting = target
        self._depth += 1

    def close(self) -> None:
        self._depth = max(0, self._depth - 1)
        if not self._depth:
            self._end()

    def take(self) -> tuple[str, list[Target]]:
        """What has gathered, with its marks, and where its links lead. A link that is open ends here."""
        if self._is_open:
            self._end()
        taken = "".join(self._pieces), self._targets
        self._pieces, self._targets = [], []
        return taken

    def _end(self) -> None:
        """The last character that is not white space is the last one of the link that is open."""
        self._waiting = None
        if not self._is_open:
            return
        self._is_open = False
        for at in range(len(self._pieces) - 1, -1, -1):
            words = self._pieces[at].rstrip()
            if words:
                self._pieces[at] = words + _CLOSE + self._pieces[at][len(words) :]
                return


def unmark(text: str, targets: Sequence[Target]) -> tuple[str, list[Link]]:
    """The text without its marks, and its links.

    Args:
        targets: one for each link that opens in the text, in order.
    """
    pieces = _MARKS.split(text)
    if len(pieces) == 1:
        return text, []
    links: list[Link] = []
    here = 0
    for at, piece in enumerate(pieces):
        if at % 2:  # opens and closes alternate
            links.append(Link(here, here + len(piece), *targets[at // 2]))
        here += len(piece)
    return "".join(pieces), links
