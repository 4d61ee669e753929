"""Months, weekdays and feasts as English, German, French and Spanish name them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

_MONTHS = """
january jan januar jän jänner janvier janv enero ene
february feb februar février févr febrero
march mar märz mrz mars marzo
april apr avril avr abril abr
may mai mayo
june jun juni juin junio
july jul juli juillet juil julio
august aug août aout agosto ago
september sep sept septembre septiembre
october oct oktober okt octobre octubre
november nov novembre noviembre
december dec dezember dez décembre déc diciembre dic
"""
_WEEKDAYS = """
monday montag lundi lunes
tuesday dienstag mardi martes
wednesday mittwoch mercredi miércoles
thursday donnerstag jeudi jueves
friday freitag vendredi viernes
saturday samstag sonnabend samedi sábado
sunday sonntag dimanche domingo
"""


def _numbered(lines: str, first: int) -> dict[str, int]:
    return {name: number for number, line in enumerate(lines.split("\n")[1:], first) for name in line.split()}


MONTHS = _numbered(_MONTHS, 1)
"""1 to 12 by name."""

WEEKDAYS = _numbered(_WEEKDAYS, 0)
"""0 (Monday) to 6 by name."""

RELATIVE = {
    "today": 0,
    "now": 0,
    "heute": 0,
    "aujourd'hui": 0,
    "hoy": 0,
    "tomorrow": 1,
    "morgen": 1,
    "demain": 1,
    "mañana": 1,
    "the day after tomorrow": 2,
    "yesterday": -1,
    "gestern": -1,
    "hier": -1,
    "ayer": -1,
    "the day before yesterday": -2,
}
"""Days from today."""


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


FEASTS: dict[str, Callable[[int], date]] = {
    "christmas": _fixed(12, 25),
    "christmas day": _fixed(12, 25),
    "xmas": _fixed(12, 25),
    "weihnachten": _fixed(12, 25),
    "noël": _fixed(12, 25),
    "navidad": _fixed(12, 25),
    "christmas eve": _fixed(12, 24),
    "heiligabend": _fixed(12, 24),
    "boxing day": _fixed(12, 26),
    "new year": _fixed(1, 1),
    "new year's": _fixed(1, 1),
    "new year's day": _fixed(1, 1),
    "neujahr": _fixed(1, 1),
    "new year's eve": _fixed(12, 31),
    "silvester": _fixed(12, 31),
    "halloween": _fixed(10, 31),
    "valentine's day": _fixed(2, 14),
    "easter": easter,
    "easter sunday": easter,
    "ostern": easter,
    "pâques": easter,
    "good friday": lambda year: easter(year) - timedelta(days=2),
    "karfreitag": lambda year: easter(year) - timedelta(days=2),
    "easter monday": lambda year: easter(year) + timedelta(days=1),
}
"""The day of a feast in a year, by name."""
