"""What a question means once the conversation before it is taken into account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question and what is looked for in its place; the same letters where it stands by itself."""

    asked: str
    question: str  # what is looked for
    turn_id: int | None  # of the earlier question that completes it; None where nothing was completed
    added: tuple[str, ...]  # words that were taken from there, in order
    why: str  # one phrase for the trace, '' where nothing was completed

    @property
    def changed(self) -> bool:
        """Whether something was completed."""
        return self.turn_id is not None


def untouched(question: str) -> Resolved:
    """A question that stands by itself."""
    return Resolved(question, question, None, (), "")
