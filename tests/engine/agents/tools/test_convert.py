"""Conversions: exact, of one measure, and only of units that people write."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.tools import convert
from engine.agents.tools.tool import Door, ToolError
from engine.agents.tools.unit_names import LINES, NAMES, SYMBOLS

DOOR = Door(None, None, None)  # type: ignore[arg-type]  # conversions need no library


def converted(quantity: str, to: str) -> str:
    return convert.run(DOOR, {"quantity": quantity, "to": to}).rows[0][1]


def test_every_unit_is_one_of_pints_and_shows_its_symbol() -> None:
    for unit in set(NAMES.values()):
        assert convert.measures_the_same(unit, unit)
    assert len(SYMBOLS) == len(LINES.strip().splitlines())


@given(
    st.integers(1, 10**6),
    st.sampled_from([("mile", "m"), ("lb", "kg"), ("gallon", "ml"), ("week", "s"), ("GiB", "bit")]),
)
def test_there_and_back_is_the_same(number: int, units: tuple[str, str]) -> None:
    here, there = (convert.known_unit(unit) for unit in units)
    away = convert._converted([(Fraction(number), here)], there)
    assert convert._converted([(away, there)], here) == number


@pytest.mark.parametrize(
    ("quantity", "to", "value"),
    [
        ("5 ft 11 in", "cm", "180.34"),
        ("5'11\"", "cm", "180.34"),
        ("1 hour and 30 minutes", "seconds", "5400"),
        ("1 Mb", "kB", "125"),
        ("1 MB", "kB", "1000"),
        ("1 KB", "B", "1000"),
        ("1 mW", "W", "0.001"),
        ("1 MW", "kW", "1000"),
        ("20 m2", "square metres", "20"),
        ("20 square kilometres", "m²", "20000000"),
        ("12 litres per minute", "m³/h", "0.72"),
        ("1 stone", "pounds", "14"),
        ("0 C", "kelvin", "273.15"),
        ("1/4 mile", "km", "0.402336"),
        ("-5 °C", "°F", "23"),
    ],
)
def test_values(quantity: str, to: str, value: str) -> None:
    assert converted(quantity, to) == value


@pytest.mark.parametrize(
    ("quantity", "to", "said"),
    [
        ("5 cats", "km", "'cats' is no unit"),
        ("5 km", "cats", "'cats' is no unit"),
        ("5 km", "kg", "measure different things"),
        ("5", "km", "a number has no unit"),
        ("km", "m", "is no quantity"),
        ("", "m", "there is no quantity"),
        ("-1 K", "C", "below absolute zero"),
        ("1/0 km", "m", "division by zero"),
        ("20 C 5 C", "F", "temperatures are not added up"),
        ("1e999999 km", "m", "is no"),
        ("9" * 190 + " km/h/h", "m", "is no unit"),
        ("5 dollars", "euros", "is no unit"),
    ],
)
def test_what_cannot_be_converted_is_one_sentence(quantity: str, to: str, said: str) -> None:
    with pytest.raises(ToolError, match=said):
        converted(quantity, to)


def test_comma_of_a_german_sentence_is_a_decimal_one() -> None:
    arguments = {"quantity": "1,5 km", "to": "m", "decimal_comma": True}
    assert convert.run(DOOR, arguments).rows[0][1] == "1500"
