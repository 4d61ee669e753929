"""What the evidence loop says while it works."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import Event


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


@dataclass(frozen=True, slots=True)
class EvidenceChosen(Event):
    """The passages that the answer will rest on."""

    passages: tuple[str, ...]  # where they stand, in order
    rounds: int
    halt: str
    elapsed_ms: float
