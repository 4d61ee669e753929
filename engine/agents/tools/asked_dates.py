"""Whether a request is about days, and what it asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from engine.agents.tools.call import Call
from engine.agents.tools.dates import NAME
from engine.agents.tools.day_names import FEASTS
from engine.agents.tools.days import Lean, read_day
from engine.agents.tools.tool import ToolError

_UNIT = (
    r"(?P<unit>days?|weeks?|months?|years?|tage?n?|wochen?|monate?n?|jahre?n?|jours?|semaines?|mois|ans?|"
    r"días?|semanas?|mes(?:es)?|años?)"
)
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years", "t": "days", "j": "days", "s": "weeks", "a": "years"}
_AMOUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_AMOUNT = rf"(?P<amount>\d{{1,7}}|{'|'.join(_AMOUNTS)})"
_DAY = "(?:the )?(?P<day>.+?)"
_TO = "(?:the )?(?P<until>.+)"
_ASK = (
    r"(?:what (?:is|was|will be|'s)?(?: the)? ?(?:date|day)?(?: (?:is|was|will) it)?(?: be)? ?|"
    r"(?:what|which) (?:day|date) (?:is|was|will be|will it be)(?: it)? |when is )?"
)
_MANY = "(?:how many |(?:the )?number of )?"
_WHICH = "(?:what|which)"
_WEEKDAY = "(?:week ?day|day of (?:the )?week)"
_PASSED = r"(?: (?:have|has|is|are) (?:passed|gone by|it(?: been)?))?(?: passed)?"
_LEFT = "(?: (?:are|is) (?:it|there|left|they))?(?: (?:are )?(?:left|there|remaining|to go))?"


def _shapes(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_BETWEEN = _shapes(
    rf"{_MANY}{_UNIT}(?: (?:are|is) (?:there|it))?(?: (?:lie|passed))? between {_DAY} and {_TO}",
    rf"{_MANY}{_UNIT}(?: (?:are|is)(?: there| it)?)? from {_DAY} (?:to|until|till) {_TO}",
    rf"(?:the )?(?:time|difference) between {_DAY} and {_TO}",
    r"(?:wie viele )?(?P<unit>tage) (?:sind es |liegen )?(?:zwischen|von) (?:dem )?(?P<day>.+?) (?:und|bis) "
    r"(?:dem |zum )?(?P<until>.+)",
    r"(?:combien de )?(?P<unit>jours) (?:y a-t-il )?(?:entre|du) (?:le )?(?P<day>.+?) (?:et|au) (?:le )?(?P<until>.+)",
    r"(?:cuántos )?(?P<unit>días) (?:hay )?(?:entre|del) (?:el )?(?P<day>.+?) (?:y|al) (?:el )?(?P<until>.+)",
)
_UNTIL = _shapes(
    rf"{_MANY}{_UNIT}{_LEFT} (?:until|till|to|before) {_DAY}",
    rf"how long (?:is it |is there )?(?:until|till|to) {_DAY}",
    r"wie viele tage (?:sind es |noch )?(?:noch )?bis (?:zum |zu )?(?P<day>.+)",
    r"combien de jours (?:reste-t-il )?(?:jusqu'à|jusqu'au|avant) (?:le )?(?P<day>.+)",
    r"cuántos días (?:faltan |quedan )?(?:para|hasta) (?:el )?(?P<day>.+)",
)
_SINCE = _shapes(
    rf"{_MANY}{_UNIT}{_PASSED} since {_DAY}",
    rf"how long (?:ago (?:is|was)|has it been since|is it since) {_DAY}",
    r"how old (?:is|am|are) (?:someone|somebody|a person|anyone|you|i)(?: if)?(?: (?:who|that))?"
    r"(?: (?:was|is|were|am|i was))? born (?:on |in )?(?P<day>.+)",
)
_AFTER = _shapes(
    rf"{_ASK}{_AMOUNT} {_UNIT} (?P<way>after|from|before|later than) {_DAY}",
    rf"(?:what date is |what is )?the (?P<amount>\d{{1,6}})(?:st|nd|rd|th) (?P<unit>day) (?P<way>after) {_DAY}",
    rf"add {_AMOUNT} {_UNIT} (?P<way>to) {_DAY}",
    rf"(?:subtract|take) {_AMOUNT} {_UNIT} (?P<way>from) {_DAY}",
    rf"(?P<day>.+?) (?P<way>plus|minus) {_AMOUNT} {_UNIT}",
)
_FROM_TODAY = _shapes(
    rf"{_WHICH} (?:date|day|week ?day)(?: (?:is|will))?(?: it)?(?: be)? (?P<way>in) {_AMOUNT} {_UNIT}(?: time)?",
    rf"{_WHICH} (?:date|day|week ?day) (?:was|is)(?: it)? {_AMOUNT} {_UNIT} (?P<way>ago)",
)
_ABOUT = _shapes(
    rf"{_WHICH}(?: is the)? {_WEEKDAY}(?: (?:is|was|will be|does|did|of))? {_DAY}(?: (?:fall|land)(?: on)?)?",
    rf"(?:the )?(?:week ?day|day of the week) (?:of|for|on) {_DAY}",
    rf"(?P<day>.+?) (?:is|was|will be|is on|was on) {_WHICH} (?:week ?day|day(?: of the week)?)",
    rf"{_WHICH} (?:iso )?(?:calendar )?week(?: number)?(?: of the year)? (?:is|was|has) {_DAY}(?: in)?",
    rf"(?:what is )?(?:the )?(?:iso |calendar )?week (?:number )?(?:of|for) {_DAY}",
    rf"(?:the )?iso week {_DAY}",
    r"(?:an )?(?:was für ein|welcher|welchem) (?:wochentag|tag) (?:war|ist|fällt) (?:der )?(?P<day>.+)",
    r"quel jour (?:de la semaine )?(?:était|est) (?:le )?(?P<day>.+)",
    r"qué día (?:de la semana )?(?:era|fue|es) (?:el )?(?P<day>.+)",
    rf"{_WHICH} day (?:is|was|will be) {_DAY}",
)
_WHEN = "(?:when is|on what (?:date|day) is|what is the date of|what date is)"
_FEAST = _shapes(rf"{_WHEN} (?P<day>(?:{'|'.join(FEASTS)})(?: \d{{4}})?)")
_TODAY = re.compile(
    r"(?:what(?:'s| is) )?(?:the )?(?:date|day|week ?day) (?:today|is it(?: today)?)|"
    r"(?:what(?:'s| is) )?today'?s date|what(?:'s| is) the date(?: today)?|"
    r"what (?:date|day|week ?day|day of the week|week|week number) (?:is it|is today)(?: today)?|"
    r"(?:welcher tag|welches datum) ist heute|quel jour (?:sommes-nous|est-on)|qué día es hoy",
    re.IGNORECASE,
)
_LEAP = _shapes(
    r"how many days (?:(?:are|were) (?:there )?)?in (?:the year )?(?P<year>\d{4})",
    r"(?:is|was|will) (?:the year )?(?P<year>\d{1,4}) (?:be )?(?:a )?leap[ -]?year",
    r"(?P<year>\d{4}) (?:a )?leap[ -]?year",
    r"leap[ -]?year (?P<year>\d{4})",
    r"(?:ist|war) (?:das jahr )?(?P<year>\d{4}) ein schaltjahr",
)


def about_days(text: str, today: date) -> Call | None:
    """The call that a question about days is; None where the text is not surely one."""
    for pattern in _LEAP:
        match = pattern.fullmatch(text)
        if match and 1 <= int(match["year"]) <= 9999:
            return Call(NAME, {"operation": "leap_year", "year": int(match["year"])})
    if _TODAY.fullmatch(text):
        return Call(NAME, {"operation": "about", "day": "today"})
    for patterns, made in _ASKED:
        for pattern in patterns:
            match = pattern.fullmatch(text)
            found = made(match, today) if match else None
            if found is not None:
                return found
    return None


def _is_day(text: str, today: date) -> bool:
    """Whether a text names a day, be it one that does not exist."""
    try:
        return read_day(text, today) is not None
    except ToolError:
        return True


def _between(match: re.Match[str], today: date) -> Call | None:
    if not (_is_day(match["day"], today) and _is_day(match["until"], today)):
        return None
    return Call(NAME, {"operation": "between", "day": match["day"], "until": match["until"]})


def _until(match: re.Match[str], today: date) -> Call | None:
    if not _is_day(match["day"], today):
        return None
    return Call(NAME, {"operation": "between", "day": "today", "until": match["day"], "lean": Lean.NEXT.value})


def _since(match: re.Match[str], today: date) -> Call | None:
    if not _is_day(match["day"], today):
        return None
    return Call(NAME, {"operation": "between", "day": match["day"], "until": "today", "lean": Lean.LAST.value})


def _after(match: re.Match[str], today: date) -> Call | None:
    if not _is_day(match["day"], today):
        return None
    is_back = match["way"] in ("before", "minus") or match[0].lower().startswith(("subtract", "take"))
    return _shift(match, match["day"], -1 if is_back else 1)


def _from_today(match: re.Match[str], today: date) -> Call | None:
    return _shift(match, "today", -1 if match["way"].lower() == "ago" else 1)


def _shift(match: re.Match[str], day: str, sign: int) -> Call | None:
    word = match["amount"].lower()
    amount = sign * (int(word) if word.isdigit() else _AMOUNTS[word])
    if abs(amount) > 4_000_000:
        return None
    unit = _UNITS["w" if match["unit"].lower().startswith("sem") else match["unit"].lower()[0]]
    return Call(NAME, {"operation": "shift", "day": day, "amount": amount, "unit": unit})


def _about(match: re.Match[str], today: date) -> Call | None:
    return Call(NAME, {"operation": "about", "day": match["day"]}) if _is_day(match["day"], today) else None


def _feast(match: re.Match[str], today: date) -> Call | None:
    return Call(NAME, {"operation": "about", "day": match["day"], "lean": Lean.NEXT.value})


_ASKED: tuple[tuple[tuple[re.Pattern[str], ...], Callable[[re.Match[str], date], Call | None]], ...] = (
    (_BETWEEN, _between),
    (_UNTIL, _until),
    (_SINCE, _since),
    (_AFTER, _after),
    (_FROM_TODAY, _from_today),
    (_FEAST, _feast),
    (_ABOUT, _about),
)
