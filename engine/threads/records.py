"""What is found in conversations, each with the message that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.records import Place


class FindKind(StrEnum):
    """What a sentence of a message does."""

    DECISION = "decision"
    CLAIM = "claim"
    DEFINITION = "definition"
    CODE = "code"
    TODO = "todo"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Find:
    """One sentence or block of a message."""

    kind: FindKind
    place: Place  # with speaker and time
    text: str  # == canonical[place.char_start:place.char_end]
    confidence: float  # 0..1
    answered: bool | None = None  # of questions: whether it was answered, in this conversation or a later one
    answer: Place | None = None  # where
    later: tuple[Place, ...] = ()  # of claims: repetitions and corrections, in order of time
    by_person: bool = True  # False: an assistant or a tool said it


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one conversation that stays with one topic."""

    segment_id: int
    place: Place  # from the first to the last message
    messages: int
    keywords: tuple[str, ...]  # best first


@dataclass(frozen=True, slots=True)
class Thread:
    """One topic, followed across conversations and providers."""

    thread_id: int
    title: str
    keywords: tuple[str, ...]
    segments: tuple[Segment, ...]  # in order of time; the first ones, in a list of all threads
    finds: tuple[Find, ...]  # in order of time; those that matter most, in a list of all threads
    begin: str  # ISO 8601, '' where the sources give no time
    end: str
    providers: tuple[str, ...]
    conversations: int = 0  # of all its segments
    messages: int = 0
    counts: Mapping[FindKind, int] = field(default_factory=dict)  # of all its finds
    unanswered: int = 0  # people's questions among them that their own conversation does not answer


class Step(StrEnum):
    """How a link of a chain follows on the one before it."""

    FIRST = "first"
    REPEATS = "repeats"
    CORRECTS = "corrects"


@dataclass(frozen=True, slots=True)
class Link:
    """One time that something was said."""

    find: Find
    step: Step
    change: str = ""  # of a correction: 'number: 400M → 80M'


@dataclass(frozen=True, slots=True)
class Chain:
    """The same thing said again, in order of time."""

    links: tuple[Link, ...]  # at least two, the first one is `Step.FIRST`

    @property
    def corrected(self) -> bool:
        """Whether any of them says something else than the one before."""
        return any(link.step is Step.CORRECTS for link in self.links)


@dataclass(frozen=True, slots=True)
class ThreadReport:
    """What `threads` gives back."""

    words: str  # as asked for, '' for all
    threads: tuple[Thread, ...]  # best first: nearest to the words, or the longest
    chains: tuple[Chain, ...]  # within the finds of these threads, those with a correction first
    conversations: int  # that were looked at
    total: int  # threads there are, shown or not
    timings: Mapping[str, float]  # milliseconds by stage, and 'total'


@dataclass(frozen=True, slots=True)
class Topic:
    """What was talked about in a period."""

    thread_id: int
    title: str
    messages: int
    place: Place  # of its first segment there


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week or a month."""

    name: str  # '2025-07-28', '2025-W31', '2025-07'; '' for what has no time
    conversations: int
    messages: int
    topics: tuple[Topic, ...]  # most messages first
    finds: tuple[Find, ...]  # decisions, to-dos and questions, in order of time
    counts: Mapping[FindKind, int]  # of all that was found, listed or not
    unanswered: int  # questions among them that the library does not answer, as far as its conversations tell


@dataclass(frozen=True, slots=True)
class Timeline:
    """What `timeline` gives back."""

    grain: str  # 'day', 'week' or 'month'
    periods: tuple[Period, ...]  # in order of time, those without one last
    timings: Mapping[str, float]
