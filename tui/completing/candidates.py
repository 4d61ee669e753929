"""What a completer offers: the things that could be meant, and where in the line they would stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui.drawing.clean import one_line
from tui.finding.folding import fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be meant."""

    value: str  # what stands in the line for it
    label: str  # as the list shows it
    hint: str = ""  # what stands beside it
    ends: bool = True  # nothing need follow: Enter on it does what the line says
    tail: str = ""  # behind the value, where an argument must follow: a space
    hint_counts: bool = False  # what is typed may also stand in the hint: the path of a document
    key: str = ""  # the beginning of the label that is looked into, where it is not the whole of it

    @property
    def text(self) -> str:
        """What is looked into."""
        return f"{self.label} {self.hint}" if self.hint_counts else self.key or self.label


class Candidates:
    """Candidates ready to be looked through, in the order in which they stand while nothing is typed."""

    __slots__ = ("folded", "items", "names")

    def __init__(self, items: Iterable[Candidate]) -> None:
        self.items = tuple(items)
        self.folded = tuple(fold(each.text) for each in self.items)
        self.names = tuple(len(each.label) for each in self.items)

    def __add__(self, other: Candidates) -> Candidates:
        both = Candidates(())
        both.items, both.folded = self.items + other.items, self.folded + other.folded
        both.names = self.names + other.names
        return both

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates for one place of a line."""

    candidates: Candidates
    lead: str  # the line before that place
    word: str  # what is typed there
    stem: str = ""  # before each value, within the same word: the folder that a file lies in
    quoted: bool = False  # whether a value that has spaces needs quotes
    whole: bool = False  # what is typed makes sense as it stands: Enter takes it and no candidate
    goes_on: bool = False  # another argument must follow
    ages: tuple[int, ...] = ()  # how long ago each was used, 0 for just now; () where that says nothing

    def line(self, candidate: Candidate) -> str:
        """The whole line with `candidate` in its place."""
        value, tail = self.stem + candidate.value, candidate.tail or " " * self.goes_on
        return self.lead + (quote(value, closed=bool(tail) or candidate.ends) if self.quoted else value) + tail

    def ends(self, candidate: Candidate) -> bool:
        """Whether the line needs nothing more with `candidate` in its place."""
        return candidate.ends and not self.goes_on


NOTHING = Candidates(())


def words(pairs: Iterable[tuple[str, str]]) -> Candidates:
    """Fixed words with what is said of each."""
    return Candidates(Candidate(one_line(word), one_line(word), one_line(about)) for word, about in pairs)


def quote(value: str, *, closed: bool = True) -> str:
    """`value` as one word of a line that is split as a shell splits it; left open where more of it is to come."""
    if value and not any(each.isspace() or each in "\"'\\" for each in value):
        return value
    inner = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"' if closed or not value.endswith("/") else f'"{inner}'
