"""Reads a day as people write it. What looks like a day but is none is an error; what does not look like one is not."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from engine.agents.tools.day_names import FEASTS, MONTHS, RELATIVE, WEEKDAYS
from engine.agents.tools.tool import ToolError

MONTH_NAMES = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_CHARACTERS = 60


class Lean(Enum):
    """Which year is meant where none is written, and which Friday by 'Friday'."""

    THIS = "this"  # the current year; the next such weekday
    NEXT = "next"  # today or after
    LAST = "last"  # today or before


_MONTH = rf"(?P<month>{'|'.join(sorted(map(re.escape, MONTHS), key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_YEAR = r"(?P<year>\d{1,4})"
_THE = r"(?:the |der |den |dem |am |le |el |on )?"
_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAYS)}),? )?"
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})/(?P<number>\d{1,2})/(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})",
        rf"{_WEEKDAY}{_THE}{_DAY} ?(?:of |de |d')?{_MONTH}(?:,? (?:de |del )?{_YEAR})?",
        rf"{_WEEKDAY}{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?",
    )
)
_WEEKDAY_ALONE = re.compile(rf"(?:on )?(?P<which>next |last |this |coming )?(?P<name>{'|'.join(WEEKDAYS)})")
_FEAST = re.compile(rf"(?P<name>{'|'.join(sorted(map(re.escape, FEASTS), key=len, reverse=True))})(?: {_YEAR})?")


def read_day(text: str, today: date, lean: Lean = Lean.THIS) -> date | None:
    """The day that a text names: '3 May 2021', 'May 3rd', '2021-05-03', '3.5.2021', 'yesterday', 'Friday', 'Easter'.

    Args:
        today: what 'today' is.
        lean: which one is meant where no year is written.

    Returns:
        The day; None where the text does not look like one.

    Raises:
        ToolError: there is no such day (30 February), or two could be meant (03/04/2021).
    """
    low = " ".join(text.lower().replace("’", "'").split()).strip(" ,")
    if not low or len(low) > MOST_CHARACTERS:
        return None
    if low in RELATIVE:
        return today + timedelta(days=RELATIVE[low])
    weekday = _WEEKDAY_ALONE.fullmatch(low)
    if weekday:
        is_past = weekday["which"] == "last " or (lean is Lean.LAST and not weekday["which"])
        return _weekday(WEEKDAYS[weekday["name"]], today, is_past=is_past)
    feast = _FEAST.fullmatch(low)
    if feast:
        of_year = FEASTS[feast["name"]]
        return of_year(_checked_year(feast["year"])) if feast["year"] else _nearest(of_year, today, lean)
    for shape in _SHAPES:
        match = shape.fullmatch(low)
        if match:
            return _of_match(text.strip(), match.groupdict(), today, lean)
    return None


def known_day(text: str, today: date, lean: Lean = Lean.THIS) -> date:
    """The day that a text names.

    Raises:
        ToolError: it names none, there is no such day, or two could be meant.
    """
    found = read_day(text, today, lean)
    if found is None:
        shown = text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:39]}…"
        raise ToolError(f"'{shown}' is no day", "write it like 2021-05-03 or 3 May 2021")
    return found


def said(day: date) -> str:
    """'Monday, 3 May 2021'."""
    return f"{WEEKDAY_NAMES[day.weekday()]}, {day.day} {MONTH_NAMES[day.month]} {day.year}"


def shifted(day: date, amount: int, unit: str) -> date:
    """The day so many days, weeks, months or years later; a month without such a day ends on its last one.

    Raises:
        ToolError: it is not within the years 1 to 9999.
    """
    try:
        return day + relativedelta(**{unit: amount})  # type: ignore[arg-type]  # units are the names of its arguments
    except (OverflowError, ValueError) as error:
        raise ToolError("the calendar here goes from the year 1 to 9999") from error


def _of_match(text: str, parts: dict[str, str | None], today: date, lean: Lean) -> date:
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        if first <= 12 and second <= 12 and first != second:
            raise ToolError(
                f"{text} may be {first} {MONTH_NAMES[second]} or {second} {MONTH_NAMES[first]}"
                if first and second
                else f"there is no day {text}",
                "write the month as a word",
            )
        day, month = (first, second) if first > 12 else (second, first)
    else:
        day = int(parts["day"] or 0)
        month = MONTHS[parts["month"] or ""] if parts.get("month") else int(parts.get("number") or 0)
    if parts.get("year"):
        return _made(text, _checked_year(parts["year"]), month, day)
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2000, month)[1]:
        raise ToolError(
            f"there is no day {text}", f"{MONTH_NAMES[month]} has {monthrange(2000, month)[1]} days at most"
        )
    if (month, day) == (2, 29):  # the next or last leap year's, or this year's if it is one
        return _leap_day(text, today, lean)
    return _nearest(lambda year: date(year, month, day), today, lean)


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        if not 1 <= month <= 12:
            raise ToolError(f"there is no day {text}", "a year has months 1 to 12") from error
        days = monthrange(year, month)[1]
        raise ToolError(f"there is no day {text}", f"{MONTH_NAMES[month]} {year} has {days} days") from error


def _checked_year(year: str | None) -> int:
    number = int(year or 0)
    if not 1 <= number <= 9999:
        raise ToolError("the calendar here goes from the year 1 to 9999")
    return number


def _nearest(of_year: Callable[[int], date], today: date, lean: Lean) -> date:
    day = of_year(today.year)
    if lean is Lean.NEXT and day < today:
        day = of_year(min(today.year + 1, 9999))
    if lean is Lean.LAST and day > today:
        day = of_year(max(today.year - 1, 1))
    return day


def _leap_day(text: str, today: date, lean: Lean) -> date:
    steps = {Lean.THIS: (0,), Lean.NEXT: range(9), Lean.LAST: range(0, -9, -1)}[lean]
    for step in steps:
        year = today.year + step
        if 1 <= year <= 9999 and monthrange(year, 2)[1] == 29:
            day = date(year, 2, 29)
            if lean is Lean.THIS or (day >= today if lean is Lean.NEXT else day <= today):
                return day
    raise ToolError(f"there is no day {text} in {today.year}", "name a leap year")


def _weekday(number: int, today: date, *, is_past: bool) -> date:
    """The last such day before today, or the next one after it."""
    if is_past:
        return today - timedelta(days=(today.weekday() - number) % 7 or 7)
    return today + timedelta(days=(number - today.weekday()) % 7 or 7)
