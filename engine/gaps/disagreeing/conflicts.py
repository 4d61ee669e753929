"""What two sentences may disagree in: a value, a name or a direction that each has for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.gaps.disagreeing.axes import NARROW
from engine.gaps.disagreeing.polarity import Turn, is_negative_of
from engine.gaps.disagreeing.said import Said, words_in
from engine.gaps.disagreeing.words import GENERIC, NO_NAMES
from engine.reasoning.claims.agreement import agree
from engine.reasoning.claims.facts import Date, Fact
from engine.reasoning.differing.frame import Slot
from engine.reasoning.differing.values import Value, comparable, same

UNIT = 4
"""Letters of a unit that looks like a name, at most."""


ALIKE = 4
"""Letters with which two names begin that are forms of one."""


LISTED = re.compile(r"\s*(?:[,/&]|,? ?\b(?:and|or)\b)\s*")
"""What stands between two names of a list."""

NUMBERED = re.compile(r"(?P<name>[^\W\d_]{3,})[ -]?\d")

LEAP = 2000
"""A year in which each day of a year there is exists."""

ADJECTIVES = ("ese", "ish", "ian", "ean", "can", "nch", "tch", "aeli", "aqi")
"""How words end that say from where something is."""

WHOLE = 100.0
SLACK = 1.5
"""By how many per cent two shares may miss the whole that they make."""


class Kind(StrEnum):
    """What differs."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two spans of two sentences that say different things of what may be the same."""

    kind: Kind
    first: tuple[int, int]  # of `one.text`
    second: tuple[int, int]  # of `other.text`
    opposed: bool = False  # of a negation: by opposite words rather than by a denial
    wide: bool = False  # by words that are opposites only roughly
    direct: bool = False  # of a denial: the very word that is denied stands in the other sentence


def conflicts(one: Said, other: Said) -> Iterator[Conflict]:
    """What the two may disagree in, likely or not."""
    if _complements(one, other):
        return
    yield from _values(one, other)
    yield from _names(one, other)
    yield from _turns(one, other)


def unmatched(one: Said, other: Said) -> list[Slot]:
    """Values of the one that nothing around the other repeats."""
    return [slot for slot in one.frame.slots if not any(same(slot.value, each) for each in other.around)]


def foreign(one: Said, other: Said) -> list[Fact]:
    """Names of the one that nothing around the other has."""
    return [
        name
        for name in one.names
        if not _is_unit(one, name)
        and name.text not in NO_NAMES
        and not any(agree(name, each) or agree(each, name) for each in (*other.names, *other.around_names))
        and not _own(one, name) & other.around_keys
        and not _numbered(name, other)
    ]


def _numbered(name: Fact, other: Said) -> bool:
    """Whether it is one of several that differ in their number, and the other has one of them: AVX2 and AVX-512."""
    found = NUMBERED.match(name.text)
    return found is not None and found["name"] in other.text


def _is_unit(one: Said, name: Fact) -> bool:
    """Whether a name is short and stands right behind a number: 'MB', 'GW', 'CHF'."""
    return len(name.text) <= UNIT and any(0 <= name.start - value.end <= 1 for value in one.frame.values)


def _own(one: Said, name: Fact) -> frozenset[str]:
    """The words of a name that tell whose it is: without 'Captain', 'Lake', 'Prize', unless it has no others."""
    keys = frozenset(word.key for word in words_in(one.frame, name.start, name.end))
    return keys - GENERIC or keys


def _complements(one: Said, other: Said) -> bool:
    """Whether a share of the one and a share of the other make a whole, and one tells of what the other leaves out."""
    whole = any(
        low + lower <= WHOLE + SLACK and high + higher >= WHOLE - SLACK
        for low, high in _shares(one)
        for lower, higher in _shares(other)
    )
    if not whole:
        return False
    if (one.way.negations - other.way.negations) % 2:
        return True
    return any(
        (axis, -sign) in theirs.axes for mine in one.way.turns for theirs in other.way.turns for axis, sign in mine.axes
    )


def _shares(one: Said) -> list[tuple[float, float]]:
    """The shares that it tells, in per cent, each as a stretch."""
    numerals = [value.numeral for value in one.frame.values if value.unit == "%" and value.numeral is not None]
    return [each.readings[0] for each in numerals if each.readings]


def _values(one: Said, other: Said) -> Iterator[Conflict]:
    theirs = unmatched(other, one)
    for mine in unmatched(one, other):
        for each in theirs:
            if _rival(mine.value, each.value):
                kind = Kind.NUMBER if mine.value.kind in ("number", "ordinal") else Kind.DATE
                yield Conflict(kind, (mine.value.start, mine.value.end), (each.value.start, each.value.end))


def _rival(mine: Value, theirs: Value) -> bool:
    if "ordinal" in (mine.kind, theirs.kind) or not comparable(mine, theirs):
        return False
    if mine.date is not None and theirs.date is not None and _next_day(mine.date, theirs.date):
        return False  # old prices until 30 June, new ones from 1 July
    numerals = mine.numeral, theirs.numeral
    return all(each is None or bool(each.readings) for each in numerals)


def _next_day(one: Date, other: Date) -> bool:
    """Whether one day follows the other."""
    if one.day is None or other.day is None or one.month is None or other.month is None:
        return False
    year = one.year or other.year or LEAP
    try:
        apart = date(one.year or year, one.month, one.day) - date(other.year or year, other.month, other.day)
    except ValueError:
        return False
    return abs(apart.days) == 1


def _names(one: Said, other: Said) -> Iterator[Conflict]:
    theirs = foreign(other, one)
    for mine in foreign(one, other):
        for each in theirs:
            if (mine.start == 0 and one.opening) and (each.start == 0 and other.opening):
                continue  # two words that open sentences: hardly ever two names
            if any(key[:ALIKE] == word[:ALIKE] for key in _own(one, mine) for word in _own(other, each)):
                continue  # Aberdeen and Aberdonian
            if _listed(one, mine, other) or _listed(other, each, one):
                continue  # 'AVX2/AVX-512' here, 'AVX-512, NEON' there
            if _describes(one, mine) != _describes(other, each):
                continue  # Lisbon, and the Portuguese capital
            yield Conflict(Kind.NAME, (mine.start, mine.end), (each.start, each.end))


def _listed(one: Said, name: Fact, other: Said) -> bool:
    """Whether a name stands in a list beside one that the other sentence has too."""
    return any(
        LISTED.fullmatch(one.text[min(name.end, each.end) : max(name.start, each.start)]) is not None
        and any(agree(each, theirs) for theirs in other.names)
        for each in one.names
        if each is not name
    )


def _describes(one: Said, name: Fact) -> bool:
    """Whether a name is an adjective: Portuguese in 'the Portuguese capital'."""
    behind = one.text[name.end : name.end + 2]
    return name.text.endswith(ADJECTIVES) and len(behind) == 2 and behind[0] == " " and behind[1].islower()


def _turns(one: Said, other: Said) -> Iterator[Conflict]:
    for mine in one.way.turns:
        for theirs in other.way.turns:
            found = _turned(one, other, mine, theirs)
            if found is not None:
                yield found


def _turned(one: Said, other: Said, mine: Turn, theirs: Turn) -> Conflict | None:
    spans = (mine.start, mine.end), (theirs.start, theirs.end)
    if mine.key == theirs.key:
        if mine.denied == theirs.denied or _also(one, mine) or _also(other, theirs):
            return None
        if _named(one, mine) or _named(other, theirs) or _meant(one, mine, other) or _meant(other, theirs, one):
            return None
        return Conflict(Kind.NEGATION, *spans, direct=mine.first or theirs.first)
    if any(turn.key == theirs.key for turn in one.way.turns) or any(turn.key == mine.key for turn in other.way.turns):
        return None
    if mine.denied == theirs.denied and (is_negative_of(mine, theirs) or is_negative_of(theirs, mine)):
        return Conflict(Kind.NEGATION, *spans, opposed=True)
    for axis, sign in mine.axes:
        if (axis, -sign) in theirs.axes and len(one.way.at(axis)) == len(other.way.at(axis)) == 1:
            return Conflict(Kind.NEGATION, *spans, opposed=True, wide=axis >= NARROW)
    return None


def _named(one: Said, turn: Turn) -> bool:
    return one.text[turn.start].isupper() and turn.start > 0


def _meant(one: Said, turn: Turn, other: Said) -> bool:
    """Whether what is denied in the first place is said the other way round there: 'not open on weekdays', 'shut'."""
    if not turn.denied:
        return False
    places = {place for each in one.way.turns if each.since == turn.since and each.first for place in each.axes}
    return any(place in places for each in other.way.turns for place in each.axes)


def _also(one: Said, turn: Turn) -> bool:
    """Whether the sentence has the same word elsewhere, denied or not as it is not here."""
    return any(each.key == turn.key and each.denied != turn.denied for each in one.way.turns)
