"""True statements turned into false ones: one number, one word, two names or the whole sense changed."""

from __future__ import annotations

import random
import re

from engine.reasoning.claims.direction import OPPOSITE_WORDS
from engine.reasoning.claims.facts import Fact, facts

_HELPER = re.compile(r"\b(?:is|are|was|were|can|could|will|would|has|have|had|should|may|might|must)\b")
_DIGITS = re.compile(r"\d+")


def altered(text: str, generator: random.Random) -> dict[str, str]:
    """False neighbours of a statement by what was changed, where it allows it: 'denied', 'opposite', 'number', 'names'.

    Args:
        text: a statement.
        generator: what draws the number that is put in.
    """
    found = {"denied": _denied(text), "opposite": _opposite(text), "number": _number(text, generator)}
    found["names"] = _names(text)
    return {kind: changed for kind, changed in found.items() if changed and changed != text}


def _denied(text: str) -> str:
    return _HELPER.sub(lambda match: f"{match.group()} not", text, count=1)


def _opposite(text: str) -> str:
    for match in re.finditer(r"\w+", text):
        other = OPPOSITE_WORDS.get(match.group())
        if other:
            return text[: match.start()] + other + text[match.end() :]
    return ""


def _number(text: str, generator: random.Random) -> str:
    counted = [each for each in facts(text) if each.kind in ("number", "date") and _DIGITS.search(each.text)]
    if not counted:
        return ""
    fact = generator.choice(counted)
    digits = list(_DIGITS.finditer(fact.text))[-1]
    value = int(digits.group())
    changed = str(max(1, value + generator.choice([-3, -2, 2, 3, 10]))).rjust(len(digits.group()), "0")
    return text[: fact.start + digits.start()] + changed + text[fact.start + digits.end() :]


def _names(text: str) -> str:
    """The first and the last name in each other's place."""
    names: list[Fact] = [each for each in facts(text) if each.kind == "name"]
    if len(names) < 2 or names[0].text == names[-1].text:
        return ""
    first, last = names[0], names[-1]
    return text[: first.start] + last.text + text[first.end : last.start] + first.text + text[last.end :]
