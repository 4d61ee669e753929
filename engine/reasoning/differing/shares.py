"""Numbers in words that are made of parts: 'two and a half hours', 'a quarter of a kilo', 'two thirds', 'one in five'.

Shares of a whole come in per cent, so that 'a third' and '33 per cent' can be held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.reasoning.claims.quantities import ONES

PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
"""The name of a part: how many of them make a whole."""

COUNTS = {word: at for at, word in enumerate((*ONES, "twenty"))}

_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
_PART = "|".join(sorted((name for name in PARTS if name != "halves"), key=len, reverse=True))
_MORE = r"(?P<whole>\d+|COUNT) and (?:a|one|(?P<parts>two|three)) (?P<part>half|third|quarter|fifth|tenth)s?(?= |\b)"
MIXED = re.compile(rf"\b{_MORE.replace('COUNT', _COUNT)}(?: (?P<unit>[a-z]+))?", re.IGNORECASE)
AND_HALF = re.compile(r"\b(?:an?|one) (?P<unit>[a-z]+) and a (?P<part>half|quarter)\b", re.IGNORECASE)
PART_OF_UNIT = re.compile(
    rf"\b(?:(?P<count>an?|{_COUNT})[ -])?(?P<part>half|quarter|third|tenth|fifth)s?(?:[ -]of)?[ -](?:an?[ -])"
    r"(?P<unit>[a-z]+)\b",
    re.IGNORECASE,
)
SHARE = re.compile(
    rf"\b(?:(?:(?P<count>{_COUNT})[ -](?P<many>{_PART})s)|(?:an?|one)[ -](?P<one>{_PART})|(?P<half>half))"
    r"(?= (?:of|the|its|their|his|her|our|price)\b|[.,;]|$)",
    re.IGNORECASE,
)
OUT_OF = re.compile(
    rf"\b(?P<some>\d{{1,3}}|{_COUNT})(?: [a-z]+)?(?: of every| out of(?: every)?| in every| in)"
    rf" (?P<all>\d{{1,3}}|{_COUNT}|hundred|thousand)\b(?! (?:minute|hour|day|week|month|year)s?\b)",
    re.IGNORECASE,
)
NEAR = 0.02
"""Share of a whole by which a share in words may have been rounded."""


@dataclass(frozen=True, slots=True)
class Made:
    """A number that is made of parts."""

    start: int  # code points
    end: int
    value: float
    unit: str  # as it is written, '%' for a share of a whole, '' for none
    slack: float  # by which it may have been rounded


def made(text: str) -> Iterator[Made]:
    """Those of a text; of two that overlap the fuller one comes first."""
    for match in MIXED.finditer(text):
        value = _count(match["whole"]) + _count(match["parts"] or "one") / PARTS[match["part"].lower()]
        yield Made(match.start(), match.end(), value, (match["unit"] or "").lower(), 0.0)
    for match in AND_HALF.finditer(text):
        yield Made(match.start(), match.end(), 1 + 1 / PARTS[match["part"].lower()], match["unit"].lower(), 0.0)
    for match in PART_OF_UNIT.finditer(text):
        value = _count(match["count"] or "one") / PARTS[match["part"].lower()]
        yield Made(match.start(), match.end(), value, match["unit"].lower(), 0.0)
    for match in OUT_OF.finditer(text):
        some, whole = _count(match["some"]), _count(match["all"])
        if 0 < some < whole:
            yield Made(match.start(), match.end(), 100 * some / whole, "%", 100 * NEAR)
    for match in SHARE.finditer(text):
        part = PARTS[(match["many"] or match["one"] or "half").lower()]
        share = 100 * _count(match["count"] or "one") / part
        if share <= 100:
            yield Made(match.start(), match.end(), share, "%", 100 * NEAR)


def _count(written: str) -> float:
    plain = written.lower()
    if plain in ("a", "an"):
        return 1.0
    return float({"hundred": 100, "thousand": 1000}.get(plain) or COUNTS.get(plain) or (plain.isdigit() and plain) or 0)
