"""What a list of findings shows: gaps of the whole library, or open questions, by kinds that fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.records import Place


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that shows something."""

    name: str  # which side it is of: 'There is', 'Nearest', 'Answer'
    place: Place
    quote: str  # letter for letter


@dataclass(slots=True)
class Finding:
    """One thing that was found; `badge` changes when somebody decides."""

    id: str
    title: str
    about: str  # a sentence
    passages: tuple[Shown, ...]
    question: str = ""  # that can be asked in the conversation
    badge: str = ""
    asks: str = ""  # the question again, where the title is not it


@dataclass(slots=True)
class Group:
    """Findings of one kind."""

    name: str
    findings: list[Finding]
    folded: bool = field(default=False)


def count(groups: Sequence[Group]) -> int:
    """How many findings there are."""
    return sum(len(group.findings) for group in groups)
