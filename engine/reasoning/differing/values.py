"""What sentences can differ in exactly: numbers, dates, times of day and days of the week; each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.reasoning.claims.facts import Date, facts
from engine.reasoning.differing.clock import hours, stretches
from engine.reasoning.differing.numerals import Numeral, composed, excludes, numerals

_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
CLOCK = re.compile(
    rf"(?<![\w.,:]){_HOUR}(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])|\.(?P<dotted>[0-5]\d)(?= ?(?:Uhr|[ap]\.?m\b)))?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?| ?(?P<clock>o['’]clock|Uhr)\b)?",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\b(?P<day>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
GERMAN_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\.(?: ?(?P<month>{'|'.join(_MONTHS)})(?: (?P<year>1\d{{3}}|20\d\d))?"
    r"|(?P<number>\d{1,2})\.(?P<late>(?:19|20)\d\d))\b"
)
SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}/(?P<year>(?:19|20)?\d\d)\b")
"""A date of which only the year is certain: some write the month first, some the day."""

NOON = 720  # minutes


known_facts = lru_cache(maxsize=4)(facts)
"""The facts of a sentence, which several readers of it ask for in turn."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of them."""

    kind: str  # 'number', 'ordinal', 'date', 'time' or 'weekday'
    start: int  # code points
    end: int
    text: str
    numeral: Numeral | None = None
    date: Date | None = None
    minute: int = 0  # of the day
    halves: bool = False  # whether it is said, or plain, which half of the day is meant
    day: str = ""

    @property
    def unit(self) -> str:
        """What it can be compared in: '' for a bare number, the unit of another one, else its kind."""
        return self.numeral.unit if self.numeral is not None else self.kind


def values(text: str) -> list[Value]:
    """The values of a text, in its order and without overlaps; what counts nothing ('one of them') is none."""
    taken = bytearray(len(text))
    found: list[Value] = []
    for source in (_times, _dates, _weekdays, _numbers):
        for value in source(text):
            if not any(taken[value.start : value.end]):
                taken[value.start : value.end] = b"\x01" * (value.end - value.start)
                found.append(value)
    kept = (each for each in found if each.numeral is None or not each.numeral.vague or each.numeral.ordinal)
    return sorted(kept, key=lambda value: value.start)


def comparable(one: Value, other: Value) -> bool:
    """Whether the two are of one kind and unit, so that one may stand in the other's place."""
    if one.kind != other.kind or one.unit != other.unit:
        return False
    if one.date is not None and other.date is not None:
        return any(mine is not None and theirs is not None for mine, theirs in _fields(one.date, other.date))
    return True


def same(one: Value, other: Value) -> bool:
    """Whether one thing can be meant: half past eight and 8:30, 1964 and the 1960s, 40 and about 41."""
    if one.numeral is not None and other.numeral is not None:
        return comparable(one, other) and not excludes(one.numeral, other.numeral)
    if one.date is not None and other.date is not None:
        return comparable(one, other) and not any(
            mine is not None and theirs is not None and mine != theirs for mine, theirs in _fields(one.date, other.date)
        )
    if one.kind == other.kind == "time":
        if one.halves and other.halves:
            return one.minute == other.minute
        return one.minute % NOON == other.minute % NOON
    return one.kind == other.kind == "weekday" and one.day == other.day


def _fields(one: Date, other: Date) -> Iterator[tuple[int | None, int | None]]:
    """What both may say of a date, coarser parts made of finer ones."""
    yield one.year, other.year
    yield one.month, other.month
    yield one.day, other.day
    yield _decade(one), _decade(other)
    yield _century(one), _century(other)


def _decade(date: Date) -> int | None:
    return date.decade if date.decade is not None else date.year // 10 * 10 if date.year is not None else None


def _century(date: Date) -> int | None:
    year = date.year if date.year is not None else date.decade + 1 if date.decade is not None else None
    return date.century if date.century is not None else (year - 1) // 100 + 1 if year is not None else None


def _times(text: str) -> Iterator[Value]:
    for start, end, minute, certain in hours(text):
        yield Value("time", start, end, text[start:end], minute=minute, halves=certain)
    for match in CLOCK.finditer(text):
        if not (match["minute"] or match["half"] or match["clock"]):
            continue
        hour, minute = int(match["hour"]), int(match["minute"] or match["dotted"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        certain = bool(match["half"]) or hour > 12 or (match["clock"] or "").lower() == "uhr"
        said = match.group().strip()
        yield Value("time", match.start(), match.end(), said, minute=60 * hour + minute, halves=certain)


def _dates(text: str) -> Iterator[Value]:
    for match in GERMAN_DATE.finditer(text):
        month = _MONTHS.index(match["month"]) + 1 if match["month"] else int(match["number"])
        year = match["year"] or match["late"]
        date = Date(year=int(year) if year else None, month=month, day=int(match["day"]))
        yield Value("date", match.start(), match.end(), match.group(), date=date)
    for match in SLASHED.finditer(text):
        year = int(match["year"])
        yield Value("date", match.start(), match.end(), match.group(), date=Date(year=year if year > 99 else None))
    for start, end, date in stretches(text):
        yield Value("date", start, end, text[start:end], date=date)
    for fact in known_facts(text):
        if fact.date is not None:
            yield Value("date", fact.start, fact.end, fact.text, date=fact.date)


def _weekdays(text: str) -> Iterator[Value]:
    for match in WEEKDAY.finditer(text):
        yield Value("weekday", match.start(), match.end(), match.group(), day=match["day"])


def _numbers(text: str) -> Iterator[Value]:
    for each in (*composed(text), *numerals(text)):
        yield Value("ordinal" if each.ordinal else "number", each.start, each.end, each.text, numeral=each)
