"""The tool `convert`: quantities in other units. The units and their sizes are pint's, reckoned in exact fractions."""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.agents.tools.functions import MOST_BITS, TOO_LARGE
from engine.agents.tools.numbers import read_number, shown
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, words
from engine.agents.tools.unit_names import NAMES, SYMBOLS, look_up

if TYPE_CHECKING:
    import pint

NAME = "convert"
TEMPERATURES = ("degC", "degF", "kelvin")
_DIGITS = 7  # significant ones of a result that is rounded
_LONGEST = 10  # digits of a result that is not
_AMOUNT = re.compile(
    r"\s*(?:and |und |et |y )?(?P<number>[-+−]?(?:\d[\d.,]*|\.\d+)(?:[eE][+-]?\d{1,3}(?!\w))?)"
    r"(?:\s*/\s*(?P<below>\d+))?\s*(?P<unit>[^\d,;=]*\b[ck]?m[23]\b|[^\d,;=]*)"
)
_POWERS = {"square ": "**2", "sq ": "**2", "cubic ": "**3", "cu ": "**3", "quadrat": "**2", "kubik": "**3"}
_BEHIND = {"²": "**2", "^2": "**2", "**2": "**2", "³": "**3", "^3": "**3", "**3": "**3"}
_BEHIND |= {" carrés": "**2", " cuadrados": "**2", " cubes": "**3", " cúbicos": "**3"}


def run(door: Door, arguments: Arguments) -> ToolResult:
    """A quantity in another unit.

    Raises:
        ToolError: a unit is not known, the two measure different things, or it is below absolute zero.
    """
    decimal_comma = arguments.get("decimal_comma", False)
    target = known_unit(arguments["to"])
    amounts = read_amounts(arguments["quantity"], decimal_comma=decimal_comma)
    said = " ".join(
        f"{shown(number, digits=_DIGITS, longest=_LONGEST).text} {symbol(unit)}" for number, unit in amounts
    )
    value = _converted(amounts, target)
    number = shown(value, digits=_DIGITS, longest=_LONGEST)
    return ToolResult(
        NAME,
        f"{said} {number.sign} **{number.text} {symbol(target)}**",
        ("quantity", "value", "unit"),
        ((said, number.plain, symbol(target)),),
    )


def read_amounts(text: str, *, decimal_comma: bool = False) -> list[tuple[Fraction, str]]:
    """Amounts with pint's names of their units: '5 ft 11' is five feet and eleven inches.

    Raises:
        ToolError: there is no number, or a unit is not known.
    """
    found: list[tuple[Fraction, str]] = []
    at, text = 0, text.strip()
    while at < len(text):
        match = _AMOUNT.match(text, at)
        number = read_number(match["number"].lstrip("+-−"), decimal_comma=decimal_comma) if match else None
        if match is None or number is None:
            raise ToolError(f"'{text[at : at + 40]}' is no quantity", "write a number and a unit, such as 5 miles")
        if match["below"]:
            if int(match["below"]) == 0:
                raise ToolError("a division by zero has no result")
            number /= int(match["below"])
        if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
            raise ToolError(TOO_LARGE)
        name = match["unit"].strip().removesuffix(" and").strip()
        unit = "inch" if not name and found and found[-1][1] == "foot" else known_unit(name)
        found.append((-number if match["number"][0] in "-−" else number, unit))
        at = match.end()
    if not found:
        raise ToolError("there is no quantity to convert", "write a number and a unit, such as 5 miles")
    return found


def find_unit(name: str) -> str | None:
    """pint's name of a unit, also of 'km/h', 'square metres' and 'litres per second'; None where it is not known."""
    top, *below = re.split(r"\s*/\s*|\s+per\s+|\s+pro\s+|\s+par\s+|\s+por\s+", name.strip())
    if len(below) > 1 or len(name) > 60:
        return None
    parts = [_single(each) for each in (top, *below)]
    if None in parts:
        return None
    whole = look_up(name) if below else None
    return whole or "/".join(f"({each})" if each and below else str(each) for each in parts)


def known_unit(name: str) -> str:
    """
    Raises:
        ToolError: the unit is not known; names the nearest.
    """
    unit = find_unit(name)
    if unit is not None:
        return unit
    if not name.strip():
        raise ToolError("a number has no unit", "write one behind it, such as 5 miles")
    near = difflib.get_close_matches(name.casefold()[:60], NAMES, 3, 0.7)
    shown_name = name.strip() if len(name.strip()) <= 40 else f"{name.strip()[:39]}…"
    raise ToolError(f"'{shown_name}' is no unit that is known here", f"near are {', '.join(near)}" if near else "")


def measures_the_same(one: str, other: str) -> bool:
    """Whether one unit can be converted into the other, both by pint's names."""
    return bool(_registry().Unit(one).dimensionality == _registry().Unit(other).dimensionality)


def symbol(unit: str) -> str:
    """How a unit is shown, by pint's name."""
    if unit in SYMBOLS:
        return SYMBOLS[unit]
    if "/" in unit:
        return "/".join(symbol(each.strip("()")) for each in unit.split("/"))
    base, _, power = unit.rpartition("**")
    return f"{symbol(base)}{'²' if power == '2' else '³'}" if base else unit


def _single(name: str) -> str | None:
    found = look_up(name)
    if found:
        return found
    low = name.casefold().strip()
    for begin, power in _POWERS.items():
        if low.startswith(begin):
            return _raised(low.removeprefix(begin), power)
    for end, power in _BEHIND.items():
        if low.endswith(end):
            return _raised(low.removesuffix(end), power)
    return None


def _raised(name: str, power: str) -> str | None:
    base = look_up(name)
    return f"{base}{power}" if base and "*" not in base and "/" not in base and base not in TEMPERATURES else None


def _converted(amounts: list[tuple[Fraction, str]], target: str) -> Fraction:
    total = Fraction(0)
    for number, unit in amounts:
        if not measures_the_same(unit, target):
            raise ToolError(f"{symbol(unit)} and {symbol(target)} measure different things")
        if unit in TEMPERATURES:
            if len(amounts) > 1:
                raise ToolError("temperatures are not added up")
            if _quantity(number, unit).to("kelvin").magnitude < 0:
                raise ToolError(f"{shown(number).text} {symbol(unit)} is below absolute zero")
        total += Fraction(_quantity(number, unit).to(target).magnitude)
    return total


def _quantity(number: Fraction, unit: str) -> Any:
    return _registry().Quantity(number, unit)


@cache
def _registry() -> pint.UnitRegistry[Any]:
    """Made when first asked for: it takes about 0.3 s."""
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction)
    registry.define("international_acre = 4840 * yard ** 2")  # pint's own is of the survey foot, given up in 2022
    return registry


TOOL = Tool(
    NAME,
    "Converts quantities: lengths, weights, volumes, temperatures, speeds, sizes of data and more.",
    fields(
        {
            "quantity": words("a number with its unit, e.g. '5 miles', '5 ft 11 in', '100 km/h'", 200),
            "to": words("the unit to convert into, e.g. 'km'", 60),
            "decimal_comma": {"type": "boolean", "description": "whether 1,5 is one and a half"},
        },
        "quantity",
        "to",
    ),
    run,
)
