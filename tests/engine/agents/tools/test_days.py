"""Days: read as people write them, reckoned as Python's calendar does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.tools import dates
from engine.agents.tools.days import MONTH_NAMES, Lean, read_day, said
from engine.agents.tools.tool import Door, ToolError
from tests.engine.agents.tools.conftest import TODAY

days = st.dates(date(1583, 1, 1), date(9000, 12, 31))


@given(
    days,
    st.sampled_from(
        ["{y}-{m:02}-{d:02}", "{d} {name} {y}", "{name} {d}, {y}", "{d}.{m}.{y}", "the {d}th of {name} {y}"]
    ),
)
def test_a_day_is_read_in_every_form(day: date, form: str) -> None:
    text = form.format(y=f"{day.year:04}", m=day.month, d=day.day, name=MONTH_NAMES[day.month])
    assert read_day(text, TODAY) == day
    assert read_day(said(day), TODAY) == day


@given(days, days)
def test_days_between_are_those_of_the_calendar(first: date, last: date) -> None:
    result = dates.run(_door(), {"operation": "between", "day": str(first), "until": str(last)})
    assert result.rows[0][2] == str((last - first).days)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-30_000, 30_000))
def test_days_later_are_those_of_the_calendar(day: date, amount: int) -> None:
    result = dates.run(_door(), {"operation": "shift", "day": str(day), "amount": amount})
    assert result.rows[0][0] == str(day + timedelta(days=amount))


@pytest.mark.parametrize(
    ("text", "lean", "day"),
    [
        ("3. Oktober 1990", Lean.THIS, date(1990, 10, 3)),
        ("le 1er mai 2020", Lean.THIS, date(2020, 5, 1)),
        ("3 de mayo de 2021", Lean.THIS, date(2021, 5, 3)),
        ("13/12/2021", Lean.THIS, date(2021, 12, 13)),
        ("12/13/2021", Lean.THIS, date(2021, 12, 13)),
        ("05/05/2021", Lean.THIS, date(2021, 5, 5)),
        ("yesterday", Lean.THIS, date(2026, 11, 20)),
        ("3 May", Lean.THIS, date(2026, 5, 3)),
        ("3 May", Lean.NEXT, date(2027, 5, 3)),
        ("3 December", Lean.LAST, date(2025, 12, 3)),
        ("29 Feb", Lean.NEXT, date(2028, 2, 29)),
        ("29 Feb", Lean.LAST, date(2024, 2, 29)),
        ("Friday", Lean.NEXT, date(2026, 11, 27)),
        ("Friday", Lean.LAST, date(2026, 11, 20)),
        ("last Saturday", Lean.NEXT, date(2026, 11, 14)),
        ("Easter 2024", Lean.THIS, date(2024, 3, 31)),
        ("christmas", Lean.NEXT, date(2026, 12, 25)),
    ],
)
def test_day_without_a_year_leans_to_what_was_asked(text: str, lean: Lean, day: date) -> None:
    assert read_day(text, TODAY, lean) == day


@pytest.mark.parametrize(
    "text", ["30 February 2021", "31.4.2020", "2021-13-01", "0 May", "29 Feb 2023", "13/14/2021", "00/00/2021"]
)
def test_day_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(ToolError, match="there is no day"):
        read_day(text, TODAY)


@pytest.mark.parametrize("text", ["", "soon", "May", "2021", "12", "the deadline", "x" * 500, "3 Mayo Clinic", "1.2.3"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, TODAY) is None


def test_operation_without_its_argument_says_which() -> None:
    with pytest.raises(ToolError, match="needs 'until'"):
        dates.run(_door(), {"operation": "between", "day": "today"})


def _door() -> Door:
    """Of a tool that needs no library."""
    return Door(None, None, None, today=lambda: TODAY)  # type: ignore[arg-type]  # what dates never touch
