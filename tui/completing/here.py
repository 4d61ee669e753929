"""What completers may draw from: what is on the screen at the moment, and what has been read of the library."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.completing.candidates import NOTHING, Candidate, Candidates
from tui.talk import Source
from tui.themes import Palette

if TYPE_CHECKING:
    from engine.engine import Engine


class Known:
    """Each kind of thing is read once, by the first thread that needs it, until the library changes."""

    def __init__(self) -> None:
        self._known: dict[str, Candidates] = {}
        self._editions: dict[str, int] = defaultdict(int)  # how often a kind was forgotten
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def has(self, kind: str) -> Candidates | None:
        """What was read of a kind, None where it has not been."""
        return self._known.get(kind)

    def get(self, kind: str, read: Callable[[], Iterable[Candidate]]) -> Candidates:
        """The things of a kind; the first call reads them, others wait for it. Not on the screen's loop."""
        with self._locks[kind]:
            known = self._known.get(kind)
            if known is None:
                edition = self._editions[kind]
                known = Candidates(read())
                if edition == self._editions[kind]:  # else it was read from a library that is another one now
                    self._known[kind] = known
            return known

    def forget(self) -> None:
        """Something in the library is different: read again what is asked for."""
        for kind in [*self._locks]:
            self._editions[kind] += 1
        self._known.clear()


@dataclass(frozen=True, slots=True)
class Here:
    """The state of the screen that a line is completed for; taken on the loop, read on threads."""

    engine: Engine | None  # None while the library opens
    known: Known
    palettes: Mapping[str, Palette]
    sources: tuple[Source, ...]  # of the answer that the user looks at
    asked: tuple[str, ...]  # questions, newest first
    used: Mapping[str, int]  # how many commands ago each was last used

    def read(self, kind: str, read: Callable[[Engine], Iterable[Candidate]]) -> Candidates:
        """What the library has of a kind. Not on the screen's loop."""
        engine = self.engine
        return NOTHING if engine is None else self.known.get(kind, lambda: read(engine))
