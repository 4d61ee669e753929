"""Numbers, dates, times and days: when two of them can be one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.differing.values import Value, comparable, same, values


def only(text: str) -> Value:
    found = values(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("about 40 ships", "41 ships"),
        ("1,200 ships", "1,187 ships"),
        ("more than 100 people", "140 people"),
        ("no more than 5 litres", "4 litres"),
        ("at least 30 people", "52 people"),
        ("between 5 and 10 litres", "7 litres"),
        ("5–10 litres", "10 litres"),
        ("20 bis 30 Tage", "25 Tage"),
        ("526 cm", "5.26 m"),
        ("1.2 million dollars", "$1,200,000"),
        ("3,5 Mio. Euro", "3.5 million euros"),
        ("1/2 cup", "0.5 cups"),
        ("1½ cups", "1.5 cups"),
        ("twelve boats", "12 boats"),
        ("65,3 Meter", "65.3 metres"),
        ("1.234 ships", "1,234 ships"),
        ("24 October 1648", "in 1648"),
        ("the 1960s", "in 1964"),
        ("the 17th century", "in 1648"),
        ("31.03.2025", "31 March 2025"),
        ("18:00", "6 pm"),
        ("8:15", "8:15 pm"),
        ("18.30 Uhr", "6:30 p.m."),
        ("Mondays", "Monday"),
    ],
)
def test_two_ways_to_say_one_thing(first: str, second: str) -> None:
    assert same(only(first), only(second)) and same(only(second), only(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("about 40 ships", "61 ships"),
        ("40 ships", "41 ships"),
        ("more than 100 people", "80 people"),
        ("5-10 litres", "12 litres"),
        ("-5 °C", "5 °C"),
        ("65,3 Meter", "62 Meter"),
        ("€750", "500 euros"),
        ("3.5%", "4.25 percent"),
        ("80 km/h", "60 km/h"),
        ("31 March 2025", "30 June 2025"),
        ("in 1868", "in 1871"),
        ("8:15", "9:40"),
        ("8 am", "8 pm"),
        ("Mondays", "Tuesdays"),
    ],
)
def test_two_that_exclude_each_other(first: str, second: str) -> None:
    assert comparable(only(first), only(second))
    assert not same(only(first), only(second)) and not same(only(second), only(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [("5 km", "5 kg"), ("100 °C", "212 °F"), ("5 ships", "in 1868"), ("3 May", "in 1868"), ("$5", "€5"), ("5th", "5")],
)
def test_what_can_not_be_compared(first: str, second: str) -> None:
    assert not comparable(only(first), only(second)) and not same(only(first), only(second))


@pytest.mark.parametrize("text", ["1e999", "1/0", "1.2.3.4", "9" * 5000, "٣٤", "-1e999 km"])
def test_a_number_that_means_nothing_is_the_same_as_any(text: str) -> None:
    value = only(text)
    assert value.numeral is not None
    assert all(math.isfinite(low) or math.isfinite(high) for low, high in value.numeral.readings)


@given(st.text(alphabet="0123456789.,-–/½e %€$kmaboutndre:th²\u0661\x1b\n", max_size=40))
def test_any_text_has_values_in_its_order_that_do_not_overlap(text: str) -> None:
    found = values(text)
    assert all(each.start < each.end <= len(text) for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(same(each, each) for each in found if each.numeral is None or each.numeral.readings)


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_is_the_same_as_itself_however_it_is_grouped(number: float) -> None:
    plain, grouped = values(f"{number:.1f} m"), values(f"{number:,.1f} m")
    assert len(plain) == len(grouped) == 1 and same(plain[0], grouped[0])
