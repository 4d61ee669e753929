"""How one kind of argument is completed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui.completing.candidates import Candidate, Candidates, Choice
from tui.completing.here import Here

if TYPE_CHECKING:
    from engine.engine import Engine


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed in one place of a line."""

    lead: str  # the line before it
    text: str
    quoted: bool = False  # the line is split into words: what has spaces needs quotes

    def choice(self, candidates: Candidates) -> Choice:
        """A choice of `candidates` for all that is typed here."""
        return Choice(candidates, self.lead, self.text.strip(), quoted=self.quoted)


class Completer(Protocol):
    """Completes one kind of argument."""

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        """What can be offered without reading anything; None: `read` must be asked. On the screen's loop."""
        ...

    def read(self, typed: Typed, here: Here) -> Choice:
        """What can be offered; may read disk and library, and may take long. Not on the screen's loop.

        Raises:
            NacreError: the library can't be read.
            OSError: the disk can't.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same words, or words that are in memory."""

    candidates: Callable[[Here], Candidates]

    def at_hand(self, typed: Typed, here: Here) -> Choice:
        return typed.choice(self.candidates(here))

    def read(self, typed: Typed, here: Here) -> Choice:
        return self.at_hand(typed, here)


@dataclass(frozen=True, slots=True)
class Listed:
    """Things that the library has a list of, read once."""

    kind: str
    listing: Callable[[Engine], Iterable[Candidate]]

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        known = here.known.has(self.kind)
        return None if known is None else typed.choice(known)

    def read(self, typed: Typed, here: Here) -> Choice:
        return typed.choice(here.read(self.kind, self.listing))
