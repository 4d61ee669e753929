"""Pulls out of a sentence what can be compared exactly: numbers with units, dates, names; each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.reasoning.claims.quantities import ORDINAL, ORDINALS, QUANTITY, unit_of, value_of
from engine.retrieval.query import STOP_WORDS

_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
MONTHS, WEEKDAYS = tuple(_MONTHS.split()), frozenset(_WEEKDAYS.split())

_MONTH = rf"(?P<month>{'|'.join(each.capitalize() for each in MONTHS)}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?P<year>1\d{3}|20\d{2})"
DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?:of )?{_YEAR})?(?!\w)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d)(?:,? {_YEAR})?(?!\w)",
        rf"\b{_MONTH}(?:,? (?:of )?{_YEAR})?(?!\w)",
        r"\b(?P<decade>1\d{2}0|20\d0)[’']?s\b",
        r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)[- ]century\b",
        rf"(?<![\w.,$€£]){_YEAR}(?![\w%]|,\d|\.\d)",
        r"\b(?P<early>\d{1,4}) ?(?P<era>BCE?|AD|CE)\b|\bAD (?P<late>\d{1,4})\b",
    )
)
"""Ways to write a date, fullest first: what an earlier one takes, a later one does not see."""

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME_WORD = rf"(?:{_CAPITAL}\.(?:{_CAPITAL}\.)*|(?:St|Mt|Ft|Dr|Mrs?|Ms|Gen|Col|Sen|Gov|Prof)\.|{_CAPITAL}[\w'’-]*)"
NAME = re.compile(
    rf"{_NAME_WORD}(?:(?: (?:of|de|da|di|du|van|von|der|den|the|al|el|la|le|bin|ibn|and)){{0,2}} {_NAME_WORD})*"
)
_SPLIT = re.compile(r" and (?:the )?")
_SENTENCE_STARTS = re.compile(r"[.!?:]\s[\"'“‘(]*\Z")

VAGUE = frozenset({"one", "first", "half", "second"})
"""Words that count only now and then: 'one of them', 'at first', 'the second half'."""


@dataclass(frozen=True, slots=True)
class Date:
    """A point or stretch of time; what is not said is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: int | None = None  # 1960 for the 1960s
    century: int | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its base unit ('' where it has none); an ordinal has the unit 'th'."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing in a text that another text can agree with or contradict."""

    kind: str  # 'number', 'date' or 'name'
    start: int  # code points
    end: int
    text: str
    date: Date | None = None
    quantity: Quantity | None = None
    vague: bool = False  # agreeing counts, missing does not


def facts(text: str) -> list[Fact]:
    """Numbers, dates and names of a text, in its order; spans do not overlap."""
    taken = bytearray(len(text))
    found: list[Fact] = []
    for source in (_dates, _quantities, _names):
        for fact in source(text):
            if not any(taken[fact.start : fact.end]):
                taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
                found.append(fact)
    return sorted(found, key=lambda fact: fact.start)


def _dates(text: str) -> Iterator[Fact]:
    for pattern in DATES:
        for match in pattern.finditer(text):
            parts = {name: value for name, value in match.groupdict().items() if value}
            verb = parts.keys() == {"month"} and parts["month"] in ("May", "March")
            if verb and _opens_sentence(text, match.start()):
                continue
            yield Fact("date", match.start(), match.end(), match.group(), date=_date(parts))


def _date(parts: dict[str, str]) -> Date:
    month = _month(parts["month"]) if "month" in parts else int(parts["number"]) if "number" in parts else None
    year = int(parts["year"]) if "year" in parts else None
    if "early" in parts:
        year = -int(parts["early"]) if parts["era"].startswith("B") else int(parts["early"])
    if "late" in parts:
        year = int(parts["late"])
    return Date(
        year=year,
        month=month,
        day=int(parts["day"]) if "day" in parts else None,
        decade=int(parts["decade"]) if "decade" in parts else None,
        century=int(parts["century"]) if "century" in parts else None,
    )


def _month(written: str) -> int:
    return next(at for at, name in enumerate(MONTHS, 1) if name.startswith(written.lower()[:3]))


def _quantities(text: str) -> Iterator[Fact]:
    for match in QUANTITY.finditer(text):
        unit, factor = unit_of(match["unit"])
        end = match.end() if unit else match.end("scale") if match["scale"] else match.end("value")
        if match["money"]:
            unit, factor = unit_of(match["money"])
        if match["ordinal"]:
            unit, factor, end = "th", 1.0, max(end, match.end("ordinal"))
        quantity = Quantity(value_of(match["value"], match["scale"]) * factor, unit)
        vague = match["value"].lower() in VAGUE and not match["scale"] and not unit
        yield Fact("number", match.start(), end, text[match.start() : end].strip(), quantity=quantity, vague=vague)
    for match in ORDINAL.finditer(text):
        word = match.group().lower()
        quantity = Quantity(float(ORDINALS.index(word) + 1), "th")
        yield Fact("number", match.start(), match.end(), match.group(), quantity=quantity, vague=word in VAGUE)


def _names(text: str) -> Iterator[Fact]:
    for match in NAME.finditer(text):
        start = match.start()
        for piece in _SPLIT.split(match.group()):
            at = text.index(piece, start)
            start = at + len(piece)
            yield from _name(text, at, piece)


def _name(text: str, start: int, piece: str) -> Iterator[Fact]:
    first, _, rest = piece.partition(" ")
    while (first.lower().strip(".'’") in STOP_WORDS and first != first.upper()) or first in ("A", "I"):
        start += len(first) + (1 if rest else 0)
        first, _, rest = rest.partition(" ")
    piece = f"{first} {rest}" if rest else first
    bare = piece.rstrip(".,'’-")
    bare = bare.removesuffix("'s").removesuffix("’s")
    if len(bare) < 2 or bare.lower() in STOP_WORDS or bare.lower() in WEEKDAYS:
        return
    if " " not in bare and _opens_sentence(text, start) and not any(map(str.isupper, bare[1:])):
        return  # any word has a capital there
    yield Fact("name", start, start + len(bare), bare)


def _opens_sentence(text: str, start: int) -> bool:
    return start == 0 or bool(_SENTENCE_STARTS.search(text[max(0, start - 4) : start]))
