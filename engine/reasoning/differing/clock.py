"""Times of day, decades and centuries in words: 'half past nine', 'ten to two in the afternoon', 'the seventies'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.reasoning.claims.facts import Date
from engine.reasoning.claims.quantities import ONES, ORDINALS, TENS

_HOURS = ONES[1:13]
_HOUR = "|".join(sorted(_HOURS, key=len, reverse=True))
_MINUTES = {
    **{word: at for at, word in enumerate(ONES)},
    **{f"twenty{joint}five": 25 for joint in " -"},
    "twenty": 20,
    "a quarter": 15,
    "quarter": 15,
    "half": 30,
}
_MINUTE = "|".join(sorted(_MINUTES, key=len, reverse=True))
_HALF = r"(?: (?P<half>in the (?:morning|afternoon|evening)|at night|[ap]\.?m\b\.?))"
PAST = re.compile(
    rf"\b(?P<minute>{_MINUTE})(?: minutes)? (?P<way>past|to|after|before)"
    rf" (?P<hour>\d{{1,2}}|{_HOUR})\b(?! and){_HALF}?",
    re.IGNORECASE,
)
HOUR = re.compile(
    rf"(?<![\w.,])(?P<hour>\d{{1,2}}|{_HOUR})(?:[.:](?P<minute>[0-5]\d))?(?: (?P<clock>o['’]clock))?{_HALF}",
    re.IGNORECASE,
)
AT = re.compile(r"\b(?:at|by|until|till|before) \Z", re.IGNORECASE)
ENDS = re.compile(r"\s*(?:[.,;!?]|\Z|(?:and|on|every|each|when)\b)")
"""What stands before a time of day in words, and behind it."""

OCLOCK = re.compile(rf"\b(?P<hour>{_HOUR}) o['’]clock\b(?! in the| at night)", re.IGNORECASE)
NOON = re.compile(r"\b(?:at|until|till|from|by|before|after) (?P<word>noon|midday|midnight)\b", re.IGNORECASE)

_DECADES = {f"{ten[:-1]}ies": 1900 + 10 * at for at, ten in enumerate(TENS, 2)}
DECADE = re.compile(
    rf"\b(?:the |of the )(?:(?:early|mid|late)[ -])?(?P<word>{'|'.join(_DECADES)})\b(?! (?:per|of them|people))",
    re.IGNORECASE,
)
CENTURY = re.compile(
    rf"\b(?:(?P<ten>twenty)[ -])?(?P<ordinal>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})[ -]century\b",
    re.IGNORECASE,
)
SPOKEN_YEAR = re.compile(
    rf"\b(?P<first>{'|'.join(ONES[13:])}) (?P<ten>{'|'.join(TENS)})(?:[ -](?P<one>{'|'.join(ONES[1:10])}))?\b",
    re.IGNORECASE,
)
FEAST = re.compile(
    r"\b(?P<feast>Christmas Eve|Christmas Day|New Year['’]s Eve|New Year['’]s Day|Boxing Day)"
    r"(?:,? (?P<year>1\d{3}|20\d\d))?\b"
)
_FEASTS = {"Christmas Eve": (12, 24), "Christmas Day": (12, 25), "Boxing Day": (12, 26)}


def hours(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Start, end, minute of the day, and whether it is said which half of the day is meant."""
    for match in PAST.finditer(text):
        minute, hour = _MINUTES[match["minute"].lower()], _number(match["hour"])
        if hour > 24 or (minute == 30 and match["way"].lower() not in ("past", "after")):
            continue
        if match["way"].lower() == "to" and "quarter" not in match["minute"].lower() and not _is_hour(text, match):
            continue  # 'ten to twelve eggs'
        if match["way"].lower() in ("before", "after") and not match["half"]:
            continue  # 'two after five years'
        signed = minute if match["way"].lower() in ("past", "after") else -minute
        yield match.start(), match.end(), (60 * _of_day(hour, match["half"]) + signed) % 1440, bool(match["half"])
    for match in HOUR.finditer(text):
        hour = _number(match["hour"])
        if 0 < hour <= 12:
            yield match.start(), match.end(), 60 * _of_day(hour, match["half"]) + int(match["minute"] or 0), True
    for match in OCLOCK.finditer(text):
        yield match.start(), match.end(), 60 * _number(match["hour"]), False
    for match in NOON.finditer(text):
        yield match.start("word"), match.end(), 0 if match["word"].lower() == "midnight" else 720, True


def stretches(text: str) -> Iterator[tuple[int, int, Date]]:
    """Start, end and date of decades, centuries, years and feasts in words."""
    for match in FEAST.finditer(text):
        month, day = _FEASTS.get(match["feast"], (12, 31) if "Eve" in match["feast"] else (1, 1))
        yield match.start(), match.end(), Date(int(match["year"]) if match["year"] else None, month, day)
    for match in DECADE.finditer(text):
        yield match.start("word"), match.end(), Date(decade=_DECADES[match["word"].lower()])
    for match in CENTURY.finditer(text):
        yield (
            match.start(),
            match.end(),
            Date(century=ORDINALS.index(match["ordinal"].lower()) + (21 if match["ten"] else 1)),
        )
    for match in SPOKEN_YEAR.finditer(text):
        first, ten = ONES.index(match["first"].lower()), 10 * (TENS.index(match["ten"].lower()) + 2)
        yield (
            match.start(),
            match.end(),
            Date(year=100 * first + ten + (ONES.index(match["one"].lower()) if match["one"] else 0)),
        )


def _is_hour(text: str, match: re.Match[str]) -> bool:
    """Whether 'ten to two' is a time rather than a range."""
    if match["half"]:
        return True
    return bool(AT.search(text, 0, match.start()) and ENDS.match(text, match.end()))


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _HOURS.index(written.lower()) + 1


def _of_day(hour: int, half: str | None) -> int:
    """The hour of the day; 'at night' is the evening up to midnight, then the morning."""
    if half is None:
        return hour
    early = (half.lower().startswith("a") and not half.lower().startswith("at")) or "morning" in half.lower()
    if early or ("night" in half.lower() and (hour < 6 or hour == 12)):
        return hour % 12
    return hour % 12 + 12
