"""The tool `dates`: days between, days after, weekdays, leap years and weeks, by the Gregorian calendar."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from engine.agents.tools.days import Lean, known_day, said, shifted
from engine.agents.tools.numbers import counted
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, one_of, whole, words

NAME = "dates"
OPERATIONS = ("between", "shift", "about", "leap_year")
UNITS = ("days", "weeks", "months", "years")
GREGORIAN_FROM = date(1582, 10, 15)


def run(door: Door, arguments: Arguments) -> ToolResult:
    """What is asked about days.

    Raises:
        ToolError: there is no such day, or an argument is missing.
    """
    operation = arguments["operation"]
    today = door.today()
    if operation == "leap_year":
        return _leap_year(_needed(arguments, "year"))
    lean = Lean(arguments.get("lean", "this"))
    day = known_day(_needed(arguments, "day"), today, lean)
    if operation == "about":
        return _about(day, today)
    if operation == "shift":
        return _shift(day, _needed(arguments, "amount"), arguments.get("unit", "days"))
    until = known_day(_needed(arguments, "until"), today, lean)
    if lean is Lean.THIS and until < day and _has_no_year(arguments["until"]):
        until = shifted(until, 1, "years")  # between 3 November and 15 January
    return _between(day, until)


def _needed(arguments: Arguments, name: str) -> Any:
    if name not in arguments:
        raise ToolError(f"the operation '{arguments['operation']}' needs '{name}'")
    return arguments[name]


def _has_no_year(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not any(
        part.isdigit() and len(part) == 4 for part in text.split()
    )


def _between(first: date, last: date) -> ToolResult:
    days = (last - first).days
    early, late = sorted((first, last))
    apart = relativedelta(late, early)
    parts = [counted(apart.years, "year"), counted(apart.months, "month"), counted(apart.days, "day")]
    told = [part for part in parts if not part.startswith("0 ")]
    weeks, rest = divmod(abs(days), 7)
    in_weeks = counted(weeks, "week") + (f" and {counted(rest, 'day')}" if rest else "")
    text = f"From {said(first)} to {said(last)}: **{counted(abs(days), 'day')}**{' back' if days < 0 else ''}"
    if abs(days) >= 14:
        text += f", which is {in_weeks}"
    if apart.years or apart.months:
        text += f", or {_listed(told)}"
    columns = ("from", "to", "days", "years", "months", "rest_days")
    row = (first.isoformat(), last.isoformat(), str(days), str(apart.years), str(apart.months), str(apart.days))
    return ToolResult(NAME, f"{text}.{_old(early)}", columns, (row,))


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _shift(day: date, amount: int, unit: str) -> ToolResult:
    result = shifted(day, amount, unit)
    way = "after" if amount >= 0 else "before"
    text = f"{counted(abs(amount), unit.removesuffix('s'))} {way} {said(day)}: **{said(result)}**."
    return ToolResult(
        NAME, f"{text}{_old(result)}", ("day", "weekday"), ((result.isoformat(), said(result).partition(",")[0]),)
    )


def _about(day: date, today: date) -> ToolResult:
    week = day.isocalendar()
    number = day.timetuple().tm_yday
    away = (day - today).days
    when = "today" if not away else counted(away, "day") + " from today" if away > 0 else counted(-away, "day") + " ago"
    text = f"**{said(day)}**: ISO week {week.week} of {week.year}, day {number} of the year, {when}."
    row = (day.isoformat(), said(day).partition(",")[0], f"{week.year}-W{week.week:02}", str(number), str(away))
    return ToolResult(NAME, f"{text}{_old(day)}", ("day", "weekday", "iso_week", "day_of_year", "days_away"), (row,))


def _leap_year(year: int) -> ToolResult:
    text = f"{year} **is{'' if isleap(year) else ' not'}** a leap year: it has {366 if isleap(year) else 365} days."
    return ToolResult(NAME, text, ("year", "leap_year"), ((str(year), "yes" if isleap(year) else "no"),))


def _old(day: date) -> str:
    """A word where the calendar in use was another one."""
    return " (reckoned back by the Gregorian calendar)" if day < GREGORIAN_FROM else ""


TOOL = Tool(
    NAME,
    "Reckons with dates: days between two, the day so many days later, weekdays, ISO weeks, leap years.",
    fields(
        {
            "operation": one_of("'about' tells weekday and week of a day", *OPERATIONS),
            "day": words("a day, e.g. '2021-05-03', '3 May', 'today'", 60),
            "until": words("the other day of 'between'", 60),
            "amount": whole("how many units later 'shift' goes; below 0 for earlier", -4_000_000, 4_000_000),
            "unit": one_of("the unit of 'amount'", *UNITS),
            "year": whole("the year of 'leap_year'", 1, 9999),
            "lean": one_of("which day is meant where no year is written", *(lean.value for lean in Lean)),
        },
        "operation",
    ),
    run,
)
