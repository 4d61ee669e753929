"""Sums as they are said, in English, German, French and Spanish, as the signs that `expressions` reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CHARACTERS = 2_000

_NUMBER = r"\d[\d.,]*(?: ?%)?"
_LIST = re.compile(
    r"\b(?P<what>average|mean|sum|total|product|median|minimum|maximum|gcd|lcm|greatest common divisor|"
    r"least common multiple|durchschnitt|summe|moyenne|somme|media|suma)(?: (?:of|von|de|aus|between))? "
    rf"(?P<list>-?{_NUMBER}(?:\s*(?:[,;]\s|,? and |,? und |,? et |,? y )\s*-?{_NUMBER})+)$"
)
_NAMES = {
    "average": "mean",
    "durchschnitt": "mean",
    "moyenne": "mean",
    "media": "mean",
    "total": "sum",
    "summe": "sum",
    "somme": "sum",
    "suma": "sum",
    "minimum": "min",
    "maximum": "max",
    "greatest common divisor": "gcd",
    "least common multiple": "lcm",
}
_BETWEEN = re.compile(r"\s*(?:[,;]\s| and | und | et | y )\s*(?:and )?")

_WORDING: tuple[tuple[str, str], ...] = (
    # whole shapes first, single words after them
    (rf"^take (?P<part>{_NUMBER}|[\d.]+ percent) (?:off|from) (?P<whole>[\d.,]+)$", r"\g<whole> - \g<part>"),
    (r"(?P<part>\d[\d.,]*) ?(?:%|percent) off(?: of)? (?P<whole>[\d.,]+)", r"\g<whole> - \g<part>%"),
    (
        r"^split (\d[\d.,]*)(?: evenly| equally)? (?:between|among|by) (\d[\d.,]*)(?: people| persons| ways)?$",
        r"\1 / \2",
    ),
    (
        rf"^(?P<whole>\d[\d.,]*) with (?P<part>{_NUMBER}|[\d.]+ percent)(?: of)? (?:tax|sales tax|vat|tip)$",
        r"\g<whole> + \g<part>",
    ),
    (rf"^(\d[\d.,]*) is what (?:percent|percentage|%) of ({_NUMBER})$", r"\1 / \2 * 100"),
    (rf"^(?:what )?(?:percent|percentage|%) of ({_NUMBER}) is ({_NUMBER})$", r"\2 / \1 * 100"),
    (rf"^({_NUMBER}|[\d.]+ percent) more than ([\d.,]+)$", r"\2 + \1"),
    (rf"^({_NUMBER}|[\d.]+ percent) less than ([\d.,]+)$", r"\2 - \1"),
    (r"^increase ([\d.,]+) by ([\d.]+ ?(?:%|percent))$", r"\1 + \2"),
    (r"^(?:decrease|reduce) ([\d.,]+) by ([\d.]+ ?(?:%|percent))$", r"\1 - \2"),
    (r"^subtract (\S+) from (\S+)$", r"\2 - \1"),
    (r"^add (\S+) (?:and|to) (\S+)$", r"\1 + \2"),
    (r"^multiply (\S+) (?:by|and|with) (\S+)$", r"\1 * \2"),
    (r"^divide (\S+) by (\S+)$", r"\1 / \2"),
    (r"\b(?:the )?square root (?:of|from) ", "√ "),
    (r"\b(?:the )?(?:cube|cubic|third) root (?:of|from) ", "cbrt "),
    (r"\b(?:die |der )?(?:quadrat)?wurzel (?:von|aus) ", "√ "),
    (r"\b(?:la )?racine(?: carrée)? de ", "√ "),
    (r"\b(?:la )?raíz(?: cuadrada)? de ", "√ "),
    (r"\b(?:the )?factorial of (\d+)", r"\1!"),
    (r"(\d+) factorial\b", r"\1!"),
    (r"\b(?:(?:raised )?to the power of|hoch|puissance|elevado a)\b", "^"),
    (r"\bto the (\d+)(?:st|nd|rd|th)(?: power)?\b", r"^ \1"),
    (r"\b(?:squared|au carré|al cuadrado)\b", "^ 2"),
    (r"\b(?:cubed|au cube|al cubo)\b", "^ 3"),
    (r"\b(?:the )?half of ", "(1/2) of "),
    (r"\b(?:a |one )third of ", "(1/3) of "),
    (r"\b(?:a |one )quarter of ", "(1/4) of "),
    (r"\btwice ", "2 * "),
    (r"\b(?:percent|per cent|prozent|pour ?cent|por ciento)\b", "%"),
    (r"%\s+(?:of|von|de|del)\b(?: the)?", "% of "),
    (r"\b(?:divided by|geteilt durch|durch|divisé par|dividido (?:por|entre|para)|over)\b", "/"),
    (r"\b(?:multiplied (?:by|with)|multiply(?: by| with)?|times|mal|fois|multiplicado por|multiplié par|por)\b", "*"),
    (r"\b(?:plus|und|más|added to)\b", "+"),
    (r"\b(?:minus|weniger|moins|menos|less)\b", "-"),
    (r"\bmodulo\b", "mod"),
    (r"(?<=[\d)])(?<!\b0) ?x ?(?=[\d(])", " * "),
)
_WORDED = tuple((re.compile(pattern, re.IGNORECASE), sign) for pattern, sign in _WORDING)

_MONEY = re.compile(
    r"(?P<euro>€|\beuros?\b|\beur\b)|(?P<dollar>\$|\bdollars?\b|\busd\b)|(?P<pound>£|\bgbp\b)|(?P<franc>\bchf\b)",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"\b(?:was|wie ?viel|wieviel|sind|ist|rechne|berechne|prozent|mal|geteilt|von|hoch|wurzel|quadratwurzel)\b"
)
_FRENCH = re.compile(r"\b(?:combien|font|fait|calcule|pour ?cent|fois|divisé|moins|racine|quel)\b")
_SPANISH = re.compile(r"\b(?:cuánto|cuanto|es|son|calcula|por|ciento|menos|más|raíz|dividido)\b")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in signs."""

    text: str
    decimal_comma: bool = False


def read_sum(text: str) -> Sum:
    """The sum that a phrase says; words that it does not know stay, for `expressions` to refuse.

    Money of one currency is reckoned without it.
    """
    text = " ".join(text[: MOST_CHARACTERS + 1].split())
    low = text.lower()
    comma = writes_decimal_comma(low)
    listed = _LIST.search(low)
    if listed:
        name = _NAMES.get(listed["what"], listed["what"])
        return Sum(f"{name}({'; '.join(_BETWEEN.split(listed['list']))})", comma)
    kinds = {match.lastgroup for match in _MONEY.finditer(low)}
    if len(kinds) == 1:
        low = " ".join(_MONEY.sub(" ", low).split())
    for pattern, sign in _WORDED:
        low = pattern.sub(f" {sign} " if len(sign) < 4 and "\\" not in sign else sign, low)
    return Sum(" ".join(low.split()), comma)


def writes_decimal_comma(text: str) -> bool:
    """Whether a phrase is German, French or Spanish by its words; it then writes '1.234,5'."""
    return bool(_GERMAN.search(text) or _FRENCH.search(text) or _SPANISH.search(text))
