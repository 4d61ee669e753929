"""Where two written texts contradict each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.differing.contrast import Contrast
from engine.reasoning.differing.texts import between, differing_claims
from engine.reasoning.joining import Said


def idf(_: str) -> float:
    return 0.7


COST = Said("Cost", "The bridge is old. [1] Work on the bridge began in 1931. [2]", ())
TIME = Said("Time", "- Work on the bridge began in 1934. [1]\n- The bridge is long. [2]", ())


def test_the_sentences_that_differ_are_named_with_their_texts() -> None:
    (found,) = differing_claims(COST, TIME, idf)
    assert (found.first_title, found.second_title) == ("Cost", "Time")
    assert found.first == "Work on the bridge began in 1931." and found.second.endswith("bridge began in 1934.")
    assert found.contrast == Contrast("date", "1931", "1934")


def test_every_two_of_several_texts_are_compared() -> None:
    third = Said("Who", "Work on the bridge began in 1931. [1]", ())
    assert [(each.first_title, each.second_title) for each in between([COST, TIME, third], idf)] == [
        ("Cost", "Time"),
        ("Time", "Who"),
    ]
    assert between([COST, third], idf) == () == between([COST], idf)


def test_code_is_no_claim() -> None:
    code = "```\nWork on the bridge began in 1934.\n```\n[1]"
    assert differing_claims(COST, Said("", code, ()), idf) == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared(first: str, second: str) -> None:
    assert differing_claims(Said("", first, ()), Said("", first, ()), idf) == ()
    assert isinstance(differing_claims(Said("", first, ()), Said("", second, ()), idf), tuple)
