"""Numbers, shares and times that are written in words are read, and compared whatever their unit."""

from __future__ import annotations

import pytest

from engine.reasoning.differing.values import Value, comparable, same, values


def read(text: str) -> Value:
    (found,) = values(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two and a quarter hours", "135 minutes"),
        ("an hour and a half", "ninety minutes"),
        ("a quarter of a kilo", "250 grams"),
        ("a third of the pupils", "33 per cent"),
        ("nine out of ten voters", "90 %"),
        ("two days", "48 hours"),
        ("30 metres", "about a hundred feet"),
        ("one hectare", "10,000 square metres"),
        ("half past nine", "9:30 a.m."),
        ("a quarter to five", "4:45 p.m."),
        ("the twelfth century", "the 1150s"),
        ("the seventies", "1974"),
        ("nineteen twenty-three", "1923"),
        ("six hundred", "598"),
    ],
)
def test_the_same_in_other_units_or_in_words_is_the_same(one: str, other: str) -> None:
    assert same(read(one), read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two thirds of the land", "20 per cent"),
        ("at most five years", "eighteen months at most"),
        ("six in the evening", "half past nine at night"),
        ("the nineteenth century", "1922"),
        ("just over 33 years", "76 years"),
        ("8,000 sheets", "more than 20,000 sheets"),
    ],
)
def test_what_cannot_be_the_same_can_be_compared_and_differs(one: str, other: str) -> None:
    assert comparable(read(one), read(other)) and not same(read(one), read(other))


@pytest.mark.parametrize("text", ["from five to nine people", "ten to twelve eggs"])
def test_a_range_is_no_time_of_day(text: str) -> None:
    assert all(value.kind == "number" for value in values(text))
