"""What routing, the evidence loop, lenses and specialists say."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.base import Event


@dataclass(frozen=True, slots=True)
class LoopWeighed(Event):
    """Whether the first search is enough, before anything else is looked for."""

    needed: bool
    chance: float  # 0..1: that the question needs passages which the first search can't put in front
    uncovered: tuple[str, ...]  # words of the question that the first passage lacks, the most telling first
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class FollowedUp(Event):
    """One round of follow-up searches."""

    round: int  # 2 for the first one: round 1 is the search itself
    searches: int
    follow_up: str  # the one that brought the best chain
    led_by: str  # the name in it that the question lacks
    source: str  # title of the passage that has the name
    found: str  # title of the passage that it led to
    support_before: float
    support_after: float
    accepted: bool
    why: str
    elapsed_ms: float
    before: tuple[str, ...] = ()  # where the evidence stood until then, in order
    passages: tuple[str, ...] = ()  # where the evidence of this round stands, whether it counts or not


@dataclass(frozen=True, slots=True)
class Thinking:
    """What the evidence selector says after one of its steps."""

    scores: tuple[float, ...]  # of the passages that the event names, in their order
    enough: float  # 0..1: the chance that the first passages are all that is needed
    none: float  # 0..1: the chance that no candidate answers
    drift: float  # cosine distance of the refined query from the question, below .2


@dataclass(frozen=True, slots=True)
class EvidenceWeighed(Event):
    """The evidence selector has thought about the candidates, step by step."""

    round: int  # 1 after the first search, later ones after the follow-ups of that round
    candidates: int
    passages: tuple[str, ...]  # where the first of the candidates stand, in the order of the last step
    before: tuple[int, ...]  # the rank, from 1, that each of them had before
    baseline: tuple[float, ...]  # the scores that the selector began with
    steps: tuple[Thinking, ...]
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class EvidenceChosen(Event):
    """The passages that the answer will rest on."""

    passages: tuple[str, ...]  # where they stand, in order
    rounds: int
    halt: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class QuestionResolved(Event):
    """A question that goes on from an earlier one, as it is looked for."""

    asked: str
    question: str
    turn_id: int  # of the earlier turn that completes it
    added: tuple[str, ...]  # words taken from there


@dataclass(frozen=True, slots=True)
class Routed(Event):
    """Who answers."""

    role: str
    roles: tuple[str, ...]
    mode: str
    sub_questions: tuple[str, ...]
    confidence: float
    by: str  # 'rules', 'classifier', 'model', 'fallback', or 'user' where the user has named a specialist
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class PartBegun(Event):
    """One of several questions in one text is looked up."""

    part: int  # counted from 1
    parts: int
    question: str


@dataclass(frozen=True, slots=True)
class ToolUsed(Event):
    """A tool has done something."""

    tool: str
    text: str
    failed: bool
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class LensApplied(Event):
    """What a lens has found to its questions."""

    lens: str
    facets: tuple[tuple[str, int], ...]  # title and number of pieces chosen for it
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Disagreed(Event):
    """Sources that contradict each other."""

    first: str  # where it stands
    second: str
    why: str


@dataclass(frozen=True, slots=True)
class ClaimsChecked(Event):
    """The sentences of a draft, each held against the passages."""

    round: int
    claims: tuple[tuple[str, float, bool], ...]  # text, support 0..1, whether a quote holds it
    support: float  # 0..1, of the draft
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Refined(Event):
    """One round that wrote the answer anew."""

    round: int  # 2 for the first one
    searched: tuple[str, ...]  # what was looked for
    brought: tuple[str, ...]  # where passages stand that the draft before did not have
    fixed: int  # claims that hold now and did not
    broken: int  # the other way round
    unchanged: int
    support_before: float
    support_after: float
    accepted: bool
    why: str
    elapsed_ms: float
    before: tuple[str, ...] = ()  # where the passages stand that the draft before was written from, in order
    passages: tuple[str, ...] = ()  # the same of this one; as before where the searches brought nothing


@dataclass(frozen=True, slots=True)
class Delegated(Event):
    """A task was handed to a specialist."""

    step: int  # counted from 1
    agent: str  # the specialist's id
    task: str
    context: tuple[str, ...]  # what it was given of what others have written: their ids


@dataclass(frozen=True, slots=True)
class StepDone(Event):
    """A specialist has answered."""

    step: int
    agent: str
    text: str
    sentences: int
    supported: int  # of them by a quote; 0 where its contract asks for none
    elapsed_ms: float
