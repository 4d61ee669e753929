"""Numbers, dates and names out of sentences, and when two of them agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.claims.agreement import agree, rivals
from engine.reasoning.claims.facts import Fact, facts
from engine.reasoning.claims.quantities import ONES, TENS, value_of


def only(text: str, kind: str) -> Fact:
    (found,) = [fact for fact in facts(text) if fact.kind == kind]
    return found


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "It has 12,040 rooms.", "It has 12040 rooms."),
        ("number", "It is 5.26 m high.", "It is 5.26 metres high."),
        ("number", "It is 526 cm high.", "It is 5.26 metres high."),
        ("number", "twenty-one ships came", "21 ships came"),
        ("number", "about 12 percent of it", "about 12% of it"),
        ("number", "about 12 per cent of it", "about 12% of it"),
        ("number", "it cost $12 million", "it cost 12,000,000 dollars"),
        ("number", "the 3rd visit", "the third visit"),
        ("date", "in January 1968", "on 14 January 1968"),
        ("date", "on January 14, 1968", "on 14 January 1968"),
        ("date", "on 1968-01-14", "on 14 January 1968"),
        ("date", "in 1968", "on 14 January 1968"),
        ("date", "in the 1960s", "in 1968"),
        ("date", "in the 20th century", "in 1968"),
        ("name", "we met Henry Kissinger", "and Kissinger said"),
        ("name", "at the UN", "at the United Nations"),
    ],
)
def test_the_same_fact_written_in_two_ways_agrees(kind: str, one: str, other: str) -> None:
    assert agree(only(one, kind), only(other, kind))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "It is 5.26 m high.", "It is 7.15 m high."),
        ("number", "It is 5 m high.", "It is 5 feet high."),
        ("number", "about 12% of it", "about 12 km of it"),
        ("number", "the third visit", "it had 3 rooms"),
        ("date", "in January 1968", "in February 1968"),
        ("date", "in 1968", "in the 1950s"),
        ("date", "in 44 BC", "in AD 44"),
        ("name", "we met Henry Kissinger", "we met Henry Ford"),
        ("name", "at the UN", "at the United States"),
    ],
)
def test_other_facts_do_not_agree(kind: str, one: str, other: str) -> None:
    assert not agree(only(one, kind), only(other, kind))


def test_digits_that_could_be_a_year_agree_with_the_same_number() -> None:
    assert agree(only("It has 1,204 rooms.", "number"), only("It has 1204 rooms.", "date"))
    assert not agree(only("It has 1,204.5 rooms.", "number"), only("It has 1204 rooms.", "date"))


def test_a_unit_that_only_one_side_names_is_no_difference() -> None:
    assert agree(only("it has 12", "number"), only("it has 12 kg", "number"))


@given(st.text(max_size=200))
def test_spans_are_those_of_the_text_and_do_not_overlap(text: str) -> None:
    behind = 0
    for fact in facts(text):
        assert behind <= fact.start < fact.end <= len(text)
        assert fact.text.strip() and fact.text in text
        behind = fact.end


@given(st.integers(0, 99))
def test_numbers_in_words_have_the_value_of_those_in_digits(number: int) -> None:
    ten, one = divmod(number, 10)
    words = ONES[number] if number < 20 else TENS[ten - 2] + (f"-{ONES[one]}" if one else "")
    assert value_of(words) == value_of(str(number)) == number


@given(st.integers(0, 10**9))
def test_separators_do_not_change_a_number(number: int) -> None:
    assert value_of(f"{number:,}") == number


def test_a_fact_ends_with_its_unit() -> None:
    assert [fact.text for fact in facts("it rose to $12 globally, or 3 km inland")] == ["$12", "3 km"]


def test_a_rival_is_of_the_same_kind_and_unit_and_not_claimed() -> None:
    claim = facts("The tower is 7.15 m high and stands since 1868.")
    source = facts("The tower is 5.26 m high, weighs 12 kg and stands since 1868.")
    number = next(fact for fact in claim if fact.kind == "number")
    assert [fact.text for fact in rivals(number, claim, source)] == ["5.26 m"]
    year = next(fact for fact in claim if fact.kind == "date")
    assert not rivals(year, claim, source)


def test_a_capital_at_a_sentence_start_makes_no_name() -> None:
    assert [fact.text for fact in facts("Workers left the Ford Motor Company. They met Ann.")] == [
        "Ford Motor Company",
        "Ann",
    ]
