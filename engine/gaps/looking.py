"""Looks for gaps of several kinds and makes one list of what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TypeVar

from engine.errors import UsageError
from engine.gaps.coverage import Coverage
from engine.gaps.decisions import DROPPED, Decisions
from engine.gaps.disagreement import Disagreement, DisagreementWithin
from engine.gaps.emphasis import Emphasis
from engine.gaps.finder import Finder, Looking, Within
from engine.gaps.holes import Holes
from engine.gaps.linking import LinksBetween, MissingLinks
from engine.gaps.questions import Questions, QuestionsWithin
from engine.gaps.records import Gap, GapKind, GapReport
from engine.gaps.side import Side
from engine.gaps.stance import Stance

BETWEEN: tuple[Finder, ...] = (Coverage(), Emphasis(), LinksBetween(), Questions(), Disagreement(), Stance())
"""What finds gaps between two sides. A new kind is a module and a place in this list."""

WITHIN: tuple[Within, ...] = (MissingLinks(), Holes(), QuestionsWithin(), DisagreementWithin())
"""What finds gaps within a whole library."""

MOST_OF_A_KIND = 10
"""Gaps of one kind that are reported."""

VARIETY = 0.85
"""How much less each further gap of a kind counts than the one before: ten of one kind say less than two of five."""

Any_ = TypeVar("Any_", Finder, Within)


def between(
    a: Side,
    b: Side,
    kinds: Sequence[GapKind],
    decisions: Decisions,
    looking: Looking,
    finders: Sequence[Finder] = BETWEEN,
) -> GapReport:
    """What A has and B lacks.

    Args:
        a: one side.
        b: the other.
        kinds: what to look for; () for all that there is.
        decisions: what a person said of gaps before.
        looking: whether to go on.
        finders: of the kinds.

    Raises:
        UsageError: nothing finds gaps of these kinds between two sides, or both sides are the same.
        Cancelled: nobody wants it any more.
    """
    if a.documents <= b.documents:
        raise UsageError(f"'{b.name}' holds all of '{a.name}'", "name two different sources")
    round_ = _Round(a.name, b.name, decisions, looking)
    for each in _chosen(finders, kinds, "between two sides"):
        round_.take(each.kind, partial(each.find, a, b, looking))
    return round_.report()


def within(
    whole: Side,
    kinds: Sequence[GapKind],
    decisions: Decisions,
    looking: Looking,
    finders: Sequence[Within] = WITHIN,
) -> GapReport:
    """What is missing within a library; see `between`."""
    round_ = _Round("", "", decisions, looking)
    for each in _chosen(finders, kinds, "within a library"):
        round_.take(each.kind, partial(each.find, whole, looking))
    return round_.report()


class _Round:
    """Collects what one finder after the other finds."""

    def __init__(self, a: str, b: str, decisions: Decisions, looking: Looking) -> None:
        self._a, self._b = a, b
        self._decisions, self._looking = decisions, looking
        self._known = decisions.known()
        self._ranked: list[tuple[float, Gap]] = []
        self._weighed: dict[str, int] = {}
        self._timings: dict[str, float] = {}
        self._dropped = 0

    def take(self, kind: GapKind, find: Callable[[], Iterable[Gap]]) -> None:
        """The best of one kind that nobody dropped."""
        started, weighed = perf_counter(), self._looking.weighed
        kept = list(islice(self._wanted(find()), MOST_OF_A_KIND))
        self._ranked += [(gap.confidence * VARIETY**rank, gap) for rank, gap in enumerate(kept)]
        self._weighed[kind.value] = self._looking.weighed - weighed
        self._timings[kind.value] = (perf_counter() - started) * 1000

    def report(self) -> GapReport:
        """All kinds, ranked together."""
        ranked = sorted(self._ranked, key=lambda each: -each[0])
        gaps = tuple(gap for _, gap in ranked)
        self._decisions.saw(gaps, self._a, self._b)
        return GapReport(
            a=self._a,
            b=self._b,
            gaps=gaps,
            looked_at=self._weighed,
            dropped=self._dropped,
            timings={**self._timings, "total": sum(self._timings.values())},
            notes=tuple(dict.fromkeys(self._looking.notes)),
        )

    def _wanted(self, found: Iterable[Gap]) -> Iterable[Gap]:
        told: set[tuple[str, ...]] = set()
        for gap in found:
            said = (gap.gap_id, *(each.quote for each in gap.a))
            if said in told:
                continue  # the same words in two places of one document
            told.add(said)
            decision = self._known.get(gap.gap_id, "")
            if decision == DROPPED:
                self._dropped += 1
            else:
                yield replace(gap, decision=decision)


def _chosen(finders: Sequence[Any_], kinds: Sequence[GapKind], where: str) -> list[Any_]:
    chosen = [each for each in finders if not kinds or each.kind in kinds]
    if not chosen:
        known = ", ".join(each.kind.value for each in finders)
        asked = " or ".join(each.value for each in kinds) or "any kind"
        raise UsageError(
            f"gaps of {asked} are not looked for {where}", f"there are {known}" if known else "name two sides: gaps A B"
        )
    return chosen
