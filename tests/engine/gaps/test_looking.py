"""The frame: what finders give is ranked, remembered and left out where someone dropped it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from engine.errors import Cancelled, UsageError
from engine.gaps.decisions import Decisions
from engine.gaps.finder import Looking
from engine.gaps.looking import between, within
from engine.gaps.naming import number
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side
from engine.library.store import Library
from tests.engine.gaps.conftest import Sides

A = "The lamp burns paraffin and is trimmed at dusk.\n\nThe bell is struck in fog, twice every minute.\n"
B = "Nothing is known of the lamp but that it burns.\n"


class Sentences:
    """Calls each paragraph of A a gap."""

    def __init__(self, kind: GapKind, confidence: float) -> None:
        self.kind, self._confidence = kind, confidence

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        for held in a.contents():
            for block in a.library.blocks(held.version):
                looking.weighed += 1
                here = a.evidence(held.version, block.start, block.end)
                name = number(self.kind, b.name, here.place, here.quote)
                yield Gap(name, self.kind, here.quote[:8], "", self._confidence, (here,), ())


def test_a_dropped_gap_is_left_out_and_counted_and_can_be_taken_back(library: Library, sides: Sides) -> None:
    a, b = sides(A, B)
    decisions, finders = Decisions(library), [Sentences(GapKind.COVERAGE, 0.9)]
    first = between(a, b, (), decisions, Looking(), finders)
    assert [gap.title for gap in first.gaps] == ["The lamp", "The bell"]
    assert first.looked_at == {"coverage": 2}
    decisions.decide(first.gaps[0].gap_id[:6], "dropped")
    decisions.decide(first.gaps[1].gap_id, "kept")
    again = between(a, b, (), decisions, Looking(), finders)
    assert [(gap.title, gap.decision) for gap in again.gaps] == [("The bell", "kept")]
    assert again.dropped == 1
    decisions.decide(first.gaps[0].gap_id, "")
    assert len(between(a, b, (), decisions, Looking(), finders).gaps) == 2


def test_what_is_said_in_two_places_in_the_same_words_is_told_once(library: Library, sides: Sides) -> None:
    a, b = sides(f"{A}\nThe bell is struck in fog, twice every minute.\n", B)
    found = between(a, b, (), Decisions(library), Looking(), [Sentences(GapKind.COVERAGE, 0.9)])
    assert [gap.title for gap in found.gaps] == ["The lamp", "The bell"]
    assert found.looked_at == {"coverage": 3}


def test_kinds_take_turns_in_the_ranking(library: Library, sides: Sides) -> None:
    a, b = sides(A, B)
    finders = [Sentences(GapKind.COVERAGE, 0.9), Sentences(GapKind.LINK, 0.85)]
    found = between(a, b, (), Decisions(library), Looking(), finders)
    assert [gap.kind for gap in found.gaps][:2] == [GapKind.COVERAGE, GapKind.LINK]


def test_only_the_kinds_that_were_asked_for_are_looked_for(library: Library, sides: Sides) -> None:
    a, b = sides(A, B)
    finders = [Sentences(GapKind.COVERAGE, 0.9), Sentences(GapKind.LINK, 0.85)]
    found = between(a, b, [GapKind.LINK], Decisions(library), Looking(), finders)
    assert {gap.kind for gap in found.gaps} == {GapKind.LINK}
    with pytest.raises(UsageError, match="gaps of stance are not looked for"):
        between(a, b, [GapKind.STANCE], Decisions(library), Looking(), finders)
    with pytest.raises(UsageError, match="not looked for within a library"):
        within(a, [GapKind.COVERAGE], Decisions(library), Looking(), ())


def test_the_same_side_twice_is_no_comparison(library: Library, sides: Sides) -> None:
    a, _ = sides(A, B)
    with pytest.raises(UsageError, match="holds all of"):
        between(a, a, (), Decisions(library), Looking())


def test_a_number_that_was_never_given_is_said_to_be_unknown(library: Library) -> None:
    with pytest.raises(UsageError, match="no gap has the number"):
        Decisions(library).decide("abc", "kept")


def test_a_gap_has_the_same_number_when_its_document_has_moved_lines(library: Library, sides: Sides) -> None:
    finders = [Sentences(GapKind.COVERAGE, 0.9)]
    first = between(*sides(A, B), (), Decisions(library), Looking(), finders)
    second = between(*sides(f"A new beginning of the text.\n\n{A}", B), (), Decisions(library), Looking(), finders)
    assert {gap.gap_id for gap in first.gaps} < {gap.gap_id for gap in second.gaps}


def test_a_search_that_nobody_wants_any_more_ends(library: Library, sides: Sides) -> None:
    from threading import Event

    flag = Event()
    flag.set()
    with pytest.raises(Cancelled):
        between(*sides(A, B), (), Decisions(library), Looking(cancel=flag))
