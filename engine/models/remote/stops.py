"""End a text before its first stop string, also where a server knows nothing of them."""

from __future__ import annotations

from collections.abc import Sequence


class Stops:
    """Passes on pieces of a text until a stop string begins; `hit` says that one did."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.hit = False

    def feed(self, piece: str) -> str:
        """What of the text up to here can't be part of a stop string."""
        if self.hit:
            return ""
        text = self._held + piece
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.hit, self._held = True, ""
            return text[: min(found)]
        halves = (length for stop in self._stops for length in range(1, len(stop)) if text.endswith(stop[:length]))
        keep = max(halves, default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def end(self) -> str:
        """What was held back: the beginning of a stop string that never came."""
        text, self._held = self._held, ""
        return text
