"""What the evidence loop gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.reasoning.loop.acceptance import Swap
from engine.records import Passage


@dataclass(frozen=True, slots=True)
class Lead:
    """How a passage was come by."""

    source: int  # chunk id of the passage that has the name
    name: str  # the name that led on
    follow_up: str  # the question that the passage was found by


@dataclass(frozen=True, slots=True)
class Round:
    """One round of follow-up searches."""

    number: int  # 2 for the first one: round 1 is the search itself
    searches: int  # texts that were looked for
    follow_up: str  # the one of the best chain
    led_by: str  # the name in it
    source: str  # title of the passage that has the name
    found: str  # title of the passage that it led to
    brought: tuple[int, ...]  # chunk ids that the evidence did not have before, where it was accepted
    support_before: float  # 0..1, of the evidence until then, in the light of this round
    support_after: float
    accepted: bool
    why: str
    elapsed_ms: float
    swaps: tuple[Swap, ...] = ()  # what of the first search it would have changed by itself
    before: tuple[int, ...] = ()  # chunk ids of the evidence until then, in order
    proposed: tuple[int, ...] = ()  # the same of this round, whether it counts or not


@dataclass(frozen=True, slots=True)
class Selected:
    """Evidence chosen as a set."""

    evidence: tuple[int, ...]  # chunk ids, in the order in which the answer should read them
    ranking: tuple[int, ...]  # evidence first, then what else the first search found
    passages: tuple[Passage, ...]  # of the evidence
    leads: Mapping[int, Lead]  # by chunk id, for evidence that a follow-up found
    rounds: int  # the first search included
    record: tuple[Round, ...]
    halt: str  # 'covered', 'not needed', 'no new evidence', 'no rise', 'rounds', 'time' or 'cancelled'
    chance: float  # 0..1, the gate's: that the question needs more than its first search
    support: float  # 0..1, of the evidence; 0 where no round was made
    timings: Mapping[str, float]  # milliseconds of 'gate' and 'rounds'
    weighed: bool = False  # whether a selector put the ranking in order
