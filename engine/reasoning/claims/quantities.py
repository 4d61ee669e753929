"""Numbers as they are written: digits, words, scales and units, brought to one value in one unit."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
ONES, TENS, ORDINALS = _ONES.split(), _TENS.split(), _ORDINALS.split()

WORDS: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(ONES)},
    **{word: 10.0 * at for at, word in enumerate(TENS, 2)},
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "half": 0.5,
}

UNITS: dict[str, tuple[str, float]] = {
    name: (base, factor)
    for base, factor, names in (
        ("%", 1.0, "% percent"),
        ("m", 1.0, "m metre metres meter meters"),
        ("m", 1e3, "km kilometre kilometres kilometer kilometers"),
        ("m", 1e-2, "cm centimetre centimetres centimeter centimeters"),
        ("m", 1e-3, "mm millimetre millimetres millimeter millimeters"),
        ("ft", 1.0, "ft foot feet"),
        ("mi", 1.0, "mi mile miles"),
        ("kg", 1.0, "kg kilogram kilograms kilogramme kilogrammes"),
        ("kg", 1e-3, "g gram grams gramme grammes"),
        ("kg", 1e3, "t tonne tonnes"),
        ("lb", 1.0, "lb lbs pound pounds"),
        ("s", 1.0, "s sec second seconds"),
        ("s", 60.0, "min minute minutes"),
        ("s", 3600.0, "h hour hours"),
        ("day", 1.0, "day days"),
        ("day", 7.0, "week weeks"),
        ("year", 1.0, "year years"),
        ("year", 10.0, "decade decades"),
        ("month", 1.0, "month months"),
        ("$", 1.0, "$ dollar dollars us$"),
        ("€", 1.0, "€ euro euros"),
        ("£", 1.0, "£"),
        ("°", 1.0, "° degree degrees °c °f"),
    )
    for name in names.split()
}
"""Name of a unit, lower case: the base unit that it is compared in, and how many of those it is."""

_WORD = "|".join([*WORDS, *(f"{ten}[- ]{one}" for ten in TENS for one in ONES[1:10])][::-1])
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+"
QUANTITY = re.compile(
    rf"(?<![\w.,])(?:(?P<money>US\$|[$€£])[ ]?)?(?P<value>(?:{_DIGITS})(?![\d])|\b(?:{_WORD})\b)"
    r"(?P<ordinal>st|nd|rd|th)?"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|bn)s?\b)?"
    r"(?:[ -]?(?P<unit>per ?cent\b|%|°[CF]?|[A-Za-z]+\b))?",
    re.IGNORECASE,
)
ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)


def value_of(written: str, scale: str | None = None) -> float:
    """The number that digits or words stand for, without its unit."""
    plain = written.lower().replace(",", "")
    if plain[0].isdigit() or plain[0] == ".":
        value = float(plain)
    elif plain in WORDS:
        value = float(WORDS[plain])
    else:
        ten, one = re.split(r"[- ]", plain)
        value = float(WORDS[ten] + WORDS[one])
    return value * SCALES[scale.lower()] if scale else value


def unit_of(written: str | None) -> tuple[str, float]:
    """Base unit and factor; '' and 1 for what is no unit that is known."""
    if not written:
        return "", 1.0
    return UNITS.get(written.lower().replace("per cent", "percent"), ("", 1.0))
