"""What a gap is, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.records import Place


class GapKind(StrEnum):
    """What kind of thing is missing."""

    COVERAGE = "coverage"  # one side treats it, the other does not
    LINK = "link"  # two things that should be linked and are not
    HOLE = "hole"  # two dense regions with hardly a bridge
    QUESTION = "question"  # asked, and not answered in the library
    EMPHASIS = "emphasis"  # both speak of it, one far more than chance
    DISAGREEMENT = "disagreement"  # the same thing with other numbers, dates, names, or a denial
    STANCE = "stance"  # the same subject valued differently


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage on one side of a gap, letter for letter."""

    place: Place
    quote: str  # == canonical[place.char_start:place.char_end]
    score: float = 0.0  # of the nearest passage of the other side: how near, 0..1


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, with what shows it on both sides."""

    gap_id: str  # the same for the same gap whenever it is looked for again, so that decisions hold
    kind: GapKind
    title: str  # what is missing, in a few words of the sources
    why: str  # one sentence
    confidence: float  # 0..1, calibrated where there is something to calibrate on
    a: tuple[Evidence, ...]  # what is there
    b: tuple[Evidence, ...]  # the nearest on the other side; may be empty
    question: str = ""  # that would close it
    measures: Mapping[str, float] = field(default_factory=dict)
    decision: str = ""  # 'kept', 'dropped', or '' where nobody has said


@dataclass(frozen=True, slots=True)
class GapReport:
    """What was found between two sides, or within the whole library where both are ''."""

    a: str  # as it was asked for: a document, a folder, a collection, a tag, a conversation
    b: str
    gaps: tuple[Gap, ...]  # best first
    looked_at: Mapping[str, int]  # by kind: how many candidates were weighed
    dropped: int  # left out because someone dropped them
    timings: Mapping[str, float]  # milliseconds by kind, and 'total'
    notes: tuple[str, ...] = ()  # what there is to say besides: that the two are hardly about the same thing, ...
