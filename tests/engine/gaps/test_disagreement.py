"""What two sources say differently of the same thing, in the tier without an embedder: the rules, not the figures."""

from __future__ import annotations

from pathlib import Path
from threading import Event as Flag

import pytest

from engine.errors import Cancelled, UsageError
from engine.evaluation.disagreement import Pair, evaluate, figures, precision_at, read_pairs
from engine.gaps.disagreeing.conflicts import Conflict, Kind, conflicts
from engine.gaps.disagreeing.polarity import polarity
from engine.gaps.disagreeing.said import say
from engine.gaps.disagreement import Disagreement, DisagreementWithin
from engine.gaps.finder import Looking
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side
from engine.models.hashed import HashedEncoder
from tests.engine.gaps.conftest import Sides

HEAD = "# The weir at Ostwick\n\n"
FLOOD = "In the flood of 14 January 1968 the water at the weir rose to 5.26 metres above the sill of the sluice.\n\n"
OTHER = "In the flood of 14 January 1968 the water at the weir rose to 5.41 metres above the sill of the sluice.\n\n"
GATES = "The iron gates of the weir at Ostwick were made by the smith Conrad Veit of Altmark.\n\n"
SEEN = Path(__file__).parents[2] / "data" / "disagreement" / "seen.jsonl"


def found(a: Side, b: Side) -> list[Gap]:
    return list(Disagreement().find(a, b, Looking()))


def between(one: str, other: str) -> list[tuple[Kind, str, str]]:
    (mine,), (theirs,) = say(one), say(other)
    return [_shown(one, other, each) for each in conflicts(mine, theirs)]


def _shown(one: str, other: str, each: Conflict) -> tuple[Kind, str, str]:
    return each.kind, one[slice(*each.first)], other[slice(*each.second)]


def test_another_number_is_told_with_both_sides_letter_for_letter(sides: Sides) -> None:
    a, b = sides(HEAD + GATES + FLOOD, HEAD + GATES + OTHER)
    (gap,) = found(a, b)
    assert gap.kind is GapKind.DISAGREEMENT
    assert gap.why == "‘a.md’ says 5.26 metres, ‘b.md’ says 5.41 metres."
    assert gap.title.startswith("5.26 metres or 5.41 metres")
    for each in (*gap.a, *gap.b):
        assert each.quote == a.library.text(each.place.version)[each.place.char_start : each.place.char_end]


@pytest.mark.parametrize(
    "said",
    [
        FLOOD,
        FLOOD.replace("5.26 metres", "526 cm"),
        FLOOD.replace("5.26 metres", "about 5.3 metres"),
        FLOOD.replace("14 January 1968", "3 March 1974").replace("5.26", "5.41"),
        "",
        "| year | metres |\n|---|---|\n| 1968 | 5.41 |\n",
        "```\nwater_at_the_weir = 5.41  # flood of 14 January 1968\n```\n",
    ],
)
def test_what_is_no_contradiction_is_not_told(sides: Sides, said: str) -> None:
    a, b = sides(HEAD + FLOOD, HEAD + GATES + said)
    assert not found(a, b)


def test_within_a_library_each_pair_of_sentences_is_told_once(sides: Sides) -> None:
    a, b = sides(HEAD + FLOOD, HEAD + OTHER)
    whole = Side("", a.documents | b.documents, a.library, a.vectors)
    assert len(list(DisagreementWithin().find(whole, Looking()))) == 1


def test_the_search_stops_when_nobody_waits(sides: Sides) -> None:
    a, b = sides(HEAD + FLOOD, HEAD + OTHER)
    cancel = Flag()
    cancel.set()
    with pytest.raises(Cancelled):
        list(Disagreement().find(a, b, Looking(cancel=cancel)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The pass is 2,100 m high.", "The pass lies at 2,300 m.", (Kind.NUMBER, "2,100 m", "2,300 m")),
        ("The mill burnt down in 1871.", "In 1878 the mill burnt down.", (Kind.DATE, "1871", "1878")),
        ("It was made by Ida Holm.", "The maker was called Rut Berg.", (Kind.NAME, "Ida Holm", "Rut Berg")),
        ("The gate is open at night.", "At night the gate is shut.", (Kind.NEGATION, "open", "shut")),
        ("The gate is locked.", "The gate is not locked.", (Kind.NEGATION, "locked", "locked")),
        ("They were aware of it.", "They were unaware of it.", (Kind.NEGATION, "aware", "unaware")),
        ("The lift is working.", "The lift is out of order.", (Kind.NEGATION, "working", "out of order")),
        ("Bins are emptied on Mondays.", "Bins are emptied on Fridays.", (Kind.DATE, "Mondays", "Fridays")),
    ],
)
def test_what_two_sentences_may_disagree_in(one: str, other: str, expected: tuple[Kind, str, str]) -> None:
    assert expected in between(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The shop is shut on Sundays.", "The shop is not open on Sundays."),
        ("The walk is one mile long.", "The walk is 1.6 km long."),
        ("Reuter died in April 1903.", "Alois Reuter died in the spring of 1903."),
        ("It was in the 1950s.", "It was in 1954."),
        ("The file has 512 MB.", "The file has 512 megabytes."),
        ("Old prices hold until 30 June.", "Higher prices hold from 1 July."),
        ("A quarter of the trees did not survive.", "Three out of four trees survived."),
        ("It was made in Lisbon.", "It was made in the Portuguese capital."),
    ],
)
def test_the_same_in_other_words_leaves_nothing_to_disagree_in(one: str, other: str) -> None:
    assert not between(one, other)


def test_short_passages_in_other_words_are_held_against_each_other(sides: Sides) -> None:
    a, b = sides("Membership of the club costs 45 euros.", "The club takes ninety euros for a membership.")
    (gap,) = found(a, b)
    assert gap.why == "‘a’ says 45 euros, ‘b’ says ninety euros."


def test_a_denial_reaches_no_further_than_its_clause() -> None:
    turns = {turn.word: turn.denied for turn in polarity("The door was not locked, but the window was shut.").turns}
    assert turns["locked"] and not turns["window"] and not turns["shut"]


def test_figures_count_pairs_that_are_said_to_disagree() -> None:
    pairs = [Pair("", "", "number"), Pair("", "", "name"), Pair("", "", "same"), Pair("", "", "other")]
    told = figures(pairs, [True, False, True, False])
    assert (told["precision"], told["recall"]) == (0.5, 0.5)
    assert told["per_kind"] == {"number": 1.0, "name": 0.0, "same": 1.0, "other": 0.0}


def test_precision_is_told_where_enough_of_the_pairs_that_disagree_are_found() -> None:
    pairs = [Pair("", "", kind) for kind in ("number", "same", "name", "date")]
    chances = [0.9, 0.8, 0.7, 0.0]
    assert precision_at(0.3, pairs, chances) == 1.0
    assert precision_at(0.6, pairs, chances) == pytest.approx(2 / 3)
    assert precision_at(0.9, pairs, chances) == 0.0, "one of them is not told at all"


def test_the_pairs_that_were_written_for_it_are_read_and_measured(tmp_path: Path) -> None:
    lines = SEEN.read_text("utf-8").splitlines()
    assert len(read_pairs(SEEN)) == len(lines) >= 160
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(lines[::12]) + "\n", "utf-8")
    measured = evaluate(few, encoder=HashedEncoder())
    assert measured["pairs"] == len(lines[::12])
    assert set(measured["baselines"]) == {
        "alike, and numbers or dates differ",
        "the claim check",
    }


def test_a_kind_that_is_not_known_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"a": "x", "b": "y", "kind": "colour"}\n', "utf-8")
    with pytest.raises(UsageError, match="colour"):
        read_pairs(path)
