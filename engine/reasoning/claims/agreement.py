"""Whether two facts agree: equal in value and unit, as far as both say it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from engine.reasoning.claims.facts import Date, Fact, Quantity

EXACT, CONVERTED = 1e-9, 2e-3
"""Relative difference of numbers that are the same: as written, and after a unit was changed (526 cm, 5.26 m)."""

_WORD = re.compile(r"[^\W_]+")


def agree(claimed: Fact, said: Fact) -> bool:
    """Whether a source that says the one supports a claim of the other."""
    if claimed.kind != said.kind:
        return _same_digits(claimed, said) or _same_digits(said, claimed)
    if claimed.quantity is not None and said.quantity is not None:
        return _same_quantity(claimed.quantity, said.quantity)
    if claimed.date is not None and said.date is not None:
        return _within(claimed.date, said.date)
    return _same_name(claimed.text, said.text)


def rivals(claimed: Fact, others: Iterable[Fact], source: Iterable[Fact]) -> list[Fact]:
    """What the source says in the place of `claimed`: facts of its kind and unit that no fact of the claim agrees with.

    Args:
        claimed: a fact of the claim.
        others: all facts of the claim.
        source: the facts of the source.
    """
    mine = list(others)
    return [
        said
        for said in source
        if said.kind == claimed.kind
        and not said.vague
        and _comparable(claimed, said)
        and not any(agree(other, said) or agree(said, other) for other in mine)
    ]


def _comparable(one: Fact, other: Fact) -> bool:
    if one.quantity is not None and other.quantity is not None:
        return one.quantity.unit == other.quantity.unit or not (one.quantity.unit and other.quantity.unit)
    if one.date is not None and other.date is not None:
        return bool(_said(one.date) & _said(other.date))
    return True


def _said(date: Date) -> set[str]:
    fields = {name for name in ("month", "day") if getattr(date, name) is not None}
    if date.year is not None or date.decade is not None or date.century is not None:
        fields.add("year")
    return fields


def _same_quantity(claimed: Quantity, said: Quantity) -> bool:
    if claimed.unit and said.unit and claimed.unit != said.unit:
        return False
    if "th" in (claimed.unit, said.unit) and claimed.unit != said.unit:
        return False
    tolerance = CONVERTED if claimed.unit == said.unit and claimed.unit not in ("", "%", "th") else EXACT
    return math.isclose(claimed.value, said.value, rel_tol=tolerance)


def _same_digits(number: Fact, year: Fact) -> bool:
    """Whether one is a bare number and the other a year of the same digits: 1204 may be either, 1,204 is no year."""
    if number.quantity is None or year.date is None or number.quantity.unit:
        return False
    return year.date.year == number.quantity.value and year.date == Date(year=year.date.year)


def _within(claimed: Date, said: Date) -> bool:
    """Whether what both say of a date is the same; a claimed decade or century holds the years in it."""
    compared = False
    for name in ("year", "month", "day", "decade", "century"):
        mine, theirs = getattr(claimed, name), getattr(said, name)
        if mine is not None and theirs is not None:
            if mine != theirs:
                return False
            compared = True
    if said.year is not None and claimed.year is None:
        if claimed.decade is not None:
            return said.year // 10 * 10 == claimed.decade
        if claimed.century is not None:
            return (said.year - 1) // 100 + 1 == claimed.century
    return compared


def _same_name(claimed: str, said: str) -> bool:
    """One is the other's end or beginning in whole words, or its initials: Kissinger, Henry Kissinger; UN, U.N."""
    mine, theirs = _words(claimed), _words(said)
    if not mine or not theirs:
        return False
    short, long = sorted((mine, theirs), key=len)
    if long[: len(short)] == short or long[-len(short) :] == short:
        return True
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _words(name: str) -> list[str]:
    joined = re.sub(r"(?<=\b\w)\.(?=\w\b|\s|$)", "", name)
    return [word for word in _WORD.findall(joined.casefold()) if word not in ("of", "the", "and", "s")]
