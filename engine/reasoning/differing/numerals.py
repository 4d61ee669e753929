"""Numbers as a span of what they may mean: 'about 40', 'more than 100', '5–10', '65,3', '½', '-20 °C'."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from engine.reasoning.claims.quantities import ONES, ORDINALS, SCALES, TENS, UNITS, WORDS
from engine.reasoning.differing.shares import made

ROUGHLY = 0.125
"""Share that 'about' leaves open to both sides."""

ROUNDED = 0.05
"""Share, at most, by which a number may have been rounded to the digits that it is written with."""

ROUND = 1
"""Digits that tell in a number of words with a scale: six hundred, two thousand."""

FARTHER = 1.25
"""How many times the smaller of two limits the other one is, at least, where they are two limits."""

CONVERTED = 2e-3
"""Share by which the same length in two units may differ."""

_MORE_UNITS = {
    "prozent": ("%", 1.0), "stunde": ("s", 3600.0), "stunden": ("s", 3600.0), "minuten": ("s", 60.0),
    "sekunden": ("s", 1.0), "sekunde": ("s", 1.0), "tag": ("s", 86400.0), "tage": ("s", 86400.0),
    "tagen": ("s", 86400.0),
    "wochen": ("s", 604800.0), "woche": ("s", 604800.0), "monat": ("s", 2629800.0), "monate": ("s", 2629800.0),
    "monaten": ("s", 2629800.0), "jahr": ("s", 31557600.0), "jahre": ("s", 31557600.0), "jahren": ("s", 31557600.0),
    "metern": ("m", 1.0), "kilometern": ("m", 1e3), "zentimetern": ("m", 1e-2), "gramm": ("kg", 1e-3),
    "tonnen": ("kg", 1e3), "celsius": ("°c", 1.0), "fahrenheit": ("°f", 1.0), "°c": ("°c", 1.0), "°f": ("°f", 1.0),
    "ft": ("m", 0.3048), "foot": ("m", 0.3048), "feet": ("m", 0.3048), "yard": ("m", 0.9144), "yards": ("m", 0.9144),
    "inch": ("m", 0.0254), "inches": ("m", 0.0254), "mi": ("m", 1609.344), "mile": ("m", 1609.344),
    "miles": ("m", 1609.344), "km": ("m", 1e3), "lb": ("kg", 0.4536), "lbs": ("kg", 0.4536), "pound": ("kg", 0.4536),
    "pounds": ("kg", 0.4536), "kilo": ("kg", 1.0), "kilos": ("kg", 1.0), "ton": ("kg", 1e3), "tons": ("kg", 1e3),
    "ounce": ("kg", 0.02835), "ounces": ("kg", 0.02835), "quid": ("£", 1.0), "buck": ("$", 1.0), "bucks": ("$", 1.0),
    "l": ("l", 1.0), "litre": ("l", 1.0), "litres": ("l", 1.0), "liter": ("l", 1.0), "liters": ("l", 1.0),
    "ml": ("l", 1e-3), "millilitre": ("l", 1e-3), "millilitres": ("l", 1e-3), "cubic metre": ("l", 1e3),
    "cubic metres": ("l", 1e3), "cubic meters": ("l", 1e3), "hectare": ("m²", 1e4), "hectares": ("m²", 1e4),
    "acre": ("m²", 4046.9), "acres": ("m²", 4046.9), "square metre": ("m²", 1.0), "square metres": ("m²", 1.0),
    "square meters": ("m²", 1.0), "square kilometre": ("m²", 1e6), "square kilometres": ("m²", 1e6),
    "square kilometers": ("m²", 1e6), "watt": ("w", 1.0), "watts": ("w", 1.0), "w": ("w", 1.0), "kw": ("w", 1e3),
    "kilowatt": ("w", 1e3), "kilowatts": ("w", 1e3), "day": ("s", 86400.0), "days": ("s", 86400.0),
    "night": ("s", 86400.0), "nights": ("s", 86400.0), "week": ("s", 604800.0), "weeks": ("s", 604800.0),
    "fortnight": ("s", 1209600.0), "month": ("s", 2629800.0), "months": ("s", 2629800.0), "year": ("s", 31557600.0),
    "years": ("s", 31557600.0), "decade": ("s", 315576000.0), "decades": ("s", 315576000.0),
    "century": ("s", 3155760000.0), "centuries": ("s", 3155760000.0),
}  # fmt: skip
_SCALES = {**SCALES, "tausend": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6, "milliarden": 1e9, "mrd": 1e9}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}

_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_WORD = "|".join([*(f"{ten}[- ]{one}" for ten in TENS for one in ONES[1:10]), *sorted(WORDS, key=len, reverse=True)])
_NUMBER = rf"(?:\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?: ?[/⁄] ?\d+)?(?:(?<=\d)[½¼¾⅓⅔])?|[½¼¾⅓⅔]|\b(?:{_WORD})\b)"
_UNIT = r"per ?cent\b|%|(?:square|cubic) [a-z]+|°[CF]?|(?:[^\W\d_]+/[^\W\d_]+|[^\W\d_]+)²?|€|£|\$"
NUMERAL = re.compile(
    rf"(?<![\w.,])(?P<sign>[-−–](?=[\d.]))?(?P<money>US\$|[$€£])? ?(?P<value>{_NUMBER})"
    r"(?P<ordinal>st\b|nd\b|rd\b|th\b)?"
    rf"(?:(?P<joint> ?[-–—] ?| (?:to|bis|and|und) )(?P<to_money>US\$|[$€£])?(?P<to>{_NUMBER}))?"
    rf"(?:[ \u00a0-]?(?P<scale>(?:{_SCALE})(?:[ -]million)?)s?\b\.?)?"
    rf"(?:[ \u00a0-]?(?P<unit>{_UNIT}))?(?: (?P<kind>Celsius|Fahrenheit))?",
    re.IGNORECASE,
)
ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)

_BEFORE = re.compile(
    r"(?P<no>\b(?:no|not|nicht) )?(?:"
    r"(?P<about>\b(?:about|around|approximately|approx\.|roughly|some|circa|c\.|ca\.|an estimated|estimated|rund|etwa"
    r"|ungefähr)|[~≈])"
    r"|(?P<bit>\b(?:just|a little|slightly|a bit|barely|scarcely|hardly) (?:over|above|more than))"
    r"|(?P<nearly>\b(?:nearly|almost|just under|fast|knapp))"
    r"|(?P<least>\b(?:over|more than|at least|above|exceeding|greater than|mehr als|mindestens|über|a minimum of)|[>≥])"
    r"|(?P<most>\b(?:under|less than|fewer than|at most|up to|below|as much as|as many as|weniger als|höchstens"
    r"|bis zu|a maximum of)|[<≤])"
    r"|(?P<between>\b(?:between|from|von|zwischen))"
    r")\s*(?:an? )?\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*(?P<least>\+|or more\b|or over\b|and more\b|at least\b|oder mehr\b)"
    r"|\s*(?P<most>or less\b|or fewer\b|at (?:the )?most\b)"
)
_REACH = 24  # characters in which a word that qualifies a number stands before it


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in its base unit, as the stretches that it may mean: most have one reading, '1.234' has two."""

    start: int  # code points
    end: int  # behind the unit
    text: str
    readings: tuple[tuple[float, float], ...]  # low and high; empty where the number can't be compared
    unit: str  # '' for none that is known
    ordinal: bool
    digits: int  # that tell, 0 for a stretch
    vague: bool  # 'one', 'half', which often count nothing
    written: str = ""  # the unit as it stands there


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a text, in its order; ordinals that are words come last."""
    for match in NUMERAL.finditer(text):
        yield _numeral(text, match)
    for match in ORDINAL.finditer(text):
        value = ORDINALS.index(match.group().lower()) + 1.0
        yield Numeral(match.start(), match.end(), match.group(), ((value, value),), "", True, 2, True)


def excludes(one: Numeral, other: Numeral) -> bool:
    """Whether two numbers of the same unit can't be the same one, rounded or not, however they are read."""
    if not one.readings or not other.readings:
        return False
    turned = one.written.rstrip("s") != other.written.rstrip("s") and one.unit == other.unit != ""
    alike = len(one.readings) == len(other.readings) and ("," in one.text) == ("," in other.text)
    read = zip(one.readings, other.readings, strict=True) if alike else product(one.readings, other.readings)
    return all(_apart(mine, theirs, one.digits, other.digits, one.unit, turned) for mine, theirs in read)


def composed(text: str) -> Iterator[Numeral]:
    """The numbers that are made of parts: 'two and a quarter hours', 'a third of the pupils'."""
    for each in made(text):
        unit, factor = _known(each.unit)
        if each.unit and not unit:
            end = each.start + len(text[each.start : each.end].rstrip()) - len(each.unit)
            end = each.start + len(text[each.start : end].rstrip())
        else:
            end = each.end
        span = (factor * (each.value - each.slack), factor * (each.value + each.slack))
        qualified = _BEFORE.search(text, max(0, each.start - _REACH), each.start)
        stretched = _stretched(span, qualified.groupdict() if qualified else {}, _BEHIND.match(text, end))
        said = text[each.start : end]
        yield Numeral(each.start, end, said, (stretched,), unit, False, 0, False, each.unit)


def _apart(
    mine: tuple[float, float], theirs: tuple[float, float], digits: int, others: int, unit: str, turned: bool
) -> bool:
    bounds = _bounds(mine, theirs)
    if bounds:
        return max(bounds) > FARTHER * min(bounds)
    scale = max(abs(each) for each in (*mine, *theirs) if math.isfinite(each))
    slack = scale * (CONVERTED if unit not in ("", "%") else 1e-9)
    if digits and others and digits != others:
        fewer, value = (digits, mine[0]) if digits < others else (others, theirs[0])
        slack = max(slack, _rounding(value, fewer))
    if turned:
        slack = max(
            slack,
            CONVERTED * scale,
            *(
                _rounding(*each)
                for each in ((mine[0], digits), (theirs[0], others))
                if each[1] and math.isfinite(each[0])
            ),
        )
    return mine[0] > theirs[1] + slack or theirs[0] > mine[1] + slack


def _bounds(mine: tuple[float, float], theirs: tuple[float, float]) -> tuple[float, float] | None:
    """Where both only say how much at most, or at least, what they say."""
    if math.isinf(mine[0]) and math.isinf(theirs[0]) and mine[1] > 0 < theirs[1]:
        return mine[1], theirs[1]
    if math.isinf(mine[1]) and math.isinf(theirs[1]) and mine[0] > 0 < theirs[0]:
        return mine[0], theirs[0]
    return None


def _rounding(value: float, digits: int) -> float:
    """By how much a number of so many digits may have been rounded."""
    if not value:
        return 0.0
    return min(ROUNDED * abs(value), 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits))


def _numeral(text: str, match: re.Match[str]) -> Numeral:
    unit, factor = _unit(match)
    written, to, scale = match["value"], match["to"], _SCALES.get((match["scale"] or "").lower().split(" ")[0], 1.0)
    if (match["scale"] or "").lower().endswith("thousand million"):
        scale = 1e9
    end = match.end("value")
    qualified = _BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    words = qualified.groupdict() if qualified else {}
    joined = (match["joint"] or "").strip().lower()
    if to and (joined not in ("and", "und") or words.get("between")) and not match["ordinal"]:
        end = match.end("to")
        values = [_values(written), _values(to)]
        pairs = [(min(low, high), max(low, high)) for low in values[0] for high in values[1]]
        digits = 0
    else:
        to = None
        pairs = [(value, value) for value in _values(written)]
        digits = _digits(written) if not match["scale"] or written[0].isdigit() else ROUND
    whole = to is not None or match["to"] is None  # otherwise what follows belongs to the second number
    if whole and not match["ordinal"]:
        if match["scale"]:
            end = match.end("scale")
        if unit and match["unit"] and not match["money"]:
            end = match.end("kind") if match["kind"] else match.end("unit")
    elif not match["money"]:
        unit, factor = "", 1.0
    factor *= scale if whole else 1.0
    if match["sign"]:
        pairs = [(-high, -low) for low, high in pairs]
    behind = _BEHIND.match(text, end)
    readings = [_stretched((low * factor, high * factor), words, behind) for low, high in pairs]
    good = tuple(each for each in readings if not any(map(math.isnan, each)) and any(map(math.isfinite, each)))
    if words.get("about") or words.get("bit") or words.get("nearly") or any(low != high for low, high in good):
        digits = 0
    ordinal = bool(match["ordinal"])
    vague = written.lower() in ("one", "half") and not unit and scale == 1.0
    said = text[match.start() : end].strip()
    start = match.start() + len(text[match.start() : end]) - len(text[match.start() : end].lstrip())
    if any(math.isinf(value) for value in _values(written)):
        good = ()
    return Numeral(start, end, said, good, unit, ordinal, digits, vague, (match["unit"] or "").lower() if unit else "")


def _unit(match: re.Match[str]) -> tuple[str, float]:
    if match["money"] or match["to_money"]:
        return (match["money"] or match["to_money"])[-1], 1.0
    written = (match["unit"] or "").lower().replace("per cent", "percent")
    if match["kind"]:
        return _MORE_UNITS[match["kind"].lower()]
    return _known(written)


def _known(written: str) -> tuple[str, float]:
    if "/" in written:
        return written, 1.0
    return _MORE_UNITS.get(written) or UNITS.get(written, ("", 1.0))


def _values(written: str) -> list[float]:
    """What the digits or words of a number may stand for: '1.234' and '1,234' are two numbers each."""
    plain = written.lower()
    if plain in WORDS:
        return [float(WORDS[plain])]
    if plain[0].isalpha():
        ten, one = re.split(r"[- ]", plain)
        return [float(WORDS[ten] + WORDS[one])]
    extra = _FRACTIONS.get(plain[-1], 0.0)
    plain = plain.rstrip("½¼¾⅓⅔")
    if not plain:
        return [extra]
    over = re.split(r" ?[/⁄] ?", plain)
    if len(over) == 2:
        below = _decimal(over[1])[0]
        return [value / below for value in _decimal(over[0])] if below else [math.nan]
    return [value + extra for value in _decimal(plain)]


def _decimal(plain: str) -> list[float]:
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain, re.ASCII):
        grouped = float(re.sub(r"[.,]", "", plain))
        return [grouped, float(plain.replace(",", "."))] if plain[0] != "0" else [float(plain.replace(",", "."))]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain, re.ASCII):
        return [float(plain.replace(",", ""))]
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain, re.ASCII):
        return [float(plain.replace(".", "").replace(",", "."))]
    if re.fullmatch(r"\d+(?:[.,]\d+)?(?:e[+-]?\d{1,4})?", plain, re.ASCII):
        return [float(plain.replace(",", "."))]
    return [math.nan]  # a version, an address, digits of another script


def _digits(written: str) -> int:
    """Digits that tell: 83,000 has two, 30 has two, 5.0 has two, 0.5 has one."""
    if not written[0].isdigit():
        return 9  # in words it is exact
    mantissa = re.split(r"[e/⁄ ]", written.lower())[0]
    bare = re.sub(r"\D", "", mantissa).lstrip("0")
    whole = not re.search(r"[.,]\d{1,2}$", mantissa)
    kept = bare.rstrip("0") if whole and len(bare) > 2 else bare
    return max(1, len(kept))


def _stretched(
    span: tuple[float, float], words: dict[str, str | None], behind: re.Match[str] | None
) -> tuple[float, float]:
    low, high = span
    least, most = bool(words.get("least")), bool(words.get("most"))
    if words.get("no"):
        least, most = most, least
    if behind is not None:
        least, most = least or bool(behind["least"]), most or bool(behind["most"])
    if words.get("about"):
        return low - ROUGHLY * abs(low), high + ROUGHLY * abs(high)
    if words.get("bit"):
        return low, high + ROUGHLY * abs(high)
    if words.get("nearly"):
        return low - ROUGHLY * abs(low), high
    return -math.inf if most else low, math.inf if least else high
