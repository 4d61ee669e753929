"""A stretch of days at the end of a request: 'from 2024', 'last week', 'since May', 'between 3 May and 4 June'."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from engine.agents.tools.day_names import MONTHS
from engine.agents.tools.days import Lean, read_day
from engine.agents.tools.tool import ToolError

_DONE = "(?:added|changed|modified|saved|written|created|dated|ingested|made|taken in)"
_ADDED = (
    rf"(?: (?:(?:that )?(?:(?:were|are|is|was|have|has) )?{_DONE}|(?:that )?i (?:added|saved|wrote)|"
    r"from|frm|of|in|during|vom|von|de))*"
)
_MONTH = rf"(?P<month>{'|'.join(sorted(map(re.escape, MONTHS), key=len, reverse=True))})"
_THIS = "(?P<which>this|last|the last|the past|letzten?|diesen?) (?P<unit>week|month|year|woche|monats?|jahr(?:es)?)"
_WAYS = "since|after|before|until|from|on"
_SPANS = tuple(
    re.compile(f"{_ADDED} {pattern}$", re.IGNORECASE)
    for pattern in (
        r"(?:in |within )?(?:the )?(?:last|past) (?P<count>\d{1,4}) (?P<unit>days?|weeks?|months?|years?)",
        r"between (?P<from>[^,]+?) and (?P<to>[^,]+)",
        rf"(?P<way>{_WAYS}) (?P<day>(?:the )?(?:(?! (?:{_WAYS}) )[^,])+)",
        _THIS,
        rf"{_MONTH}\.?,? (?P<year>(?:19|20)\d\d)",
        rf"(?:from|in|of|frm) {_MONTH}",
        r"(?P<day>today|yesterday)(?P<way>)",
        r"(?P<year>(?:19|20)\d\d)",
    )
)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last; None where it is open."""

    start: int  # where its words begin in the text
    since: date | None
    until: date | None
    by_added: bool  # said of the day at which documents were taken in


def last_span(text: str, today: date) -> Span | None:
    """The stretch of days that a text ends with, None where it ends with none."""
    for pattern in _SPANS:
        match = pattern.search(text)
        days = _days(match.groupdict(), today) if match else None
        if match and days is not None:
            by_added = re.search(r"\b(?:added|ingested|taken in)\b", match[0], re.IGNORECASE)
            return Span(match.start(), *days, by_added is not None)
    return None


def _days(parts: dict[str, str | None], today: date) -> tuple[date | None, date | None] | None:
    """First and last day of a span; None where it names none."""
    if parts.get("month"):
        month = MONTHS[(parts["month"] or "").lower()]
        year = int(parts.get("year") or (today.year if month <= today.month else today.year - 1))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if parts.get("year"):
        return date(int(parts["year"] or 0), 1, 1), date(int(parts["year"] or 0), 12, 31)
    if parts.get("which"):
        return _period((parts["which"] or "").lower(), (parts["unit"] or "").lower(), today)
    if parts.get("count"):
        days = {"d": 1, "w": 7, "m": 30, "y": 365}[(parts["unit"] or "")[0].lower()] * int(parts["count"] or 0)
        return (today - timedelta(days=days), today) if days < 700_000 else None
    if parts.get("from"):
        stated = re.search(r" (?:19|20)\d\d$", parts["to"] or "")  # between March and May 2024
        begin = parts["from"] or ""
        first = _day(begin if not stated or re.search(r"\d{4}", begin) else begin + stated[0], today)
        last = _day(parts["to"], today)
        return (first[0], last[1]) if first and last else None
    day = _day(parts.get("day"), today)
    if day is None:
        return None
    way = (parts.get("way") or "").lower()
    one = timedelta(days=1)
    spans: dict[str, tuple[date | None, date | None]] = {
        "since": (day[0], None),
        "after": (day[1] + one, None),
        "before": (None, day[0] - one),
        "until": (None, day[1]),
    }
    return spans.get(way, day)


def _day(text: str | None, today: date) -> tuple[date, date] | None:
    """First and last day of a day, a month or a year."""
    text = (text or "").strip().removeprefix("the ")
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    month = re.fullmatch(rf"{_MONTH}\.?(?:,? (?P<year>(?:19|20)\d\d))?", text, re.IGNORECASE)
    if month:
        return _month(MONTHS[month["month"].lower()], month["year"], today)
    try:
        day = read_day(text, today, Lean.LAST)
    except ToolError:
        return None
    return (day, day) if day else None


def _month(month: int, year: str | None, today: date) -> tuple[date, date]:
    number = int(year) if year else today.year if month <= today.month else today.year - 1
    return date(number, month, 1), date(number, month, monthrange(number, month)[1])


def _period(which: str, unit: str, today: date) -> tuple[date, date]:
    """This or last week, month or year of the calendar; 'the last' and 'the past' end today."""
    is_this = which in ("this", "diese", "diesen")
    if unit[0] == "w":
        monday = today - timedelta(days=today.weekday())
        spans = (monday, today) if is_this else (monday - timedelta(days=7), monday - timedelta(days=1))
    elif unit[0] == "m":
        first = today.replace(day=1)
        before = first - timedelta(days=1)
        spans = (first, today) if is_this else (before.replace(day=1), before)
    else:
        spans = (
            (date(today.year, 1, 1), today) if is_this else (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
        )
    if which in ("the last", "the past"):
        days = {"w": 7, "m": 30}.get(unit[0], 365)
        return today - timedelta(days=days), today
    return spans
