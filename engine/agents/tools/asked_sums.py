"""Whether a request is a sum or a conversion, and of what."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.agents.tools import convert
from engine.agents.tools.call import Call
from engine.agents.tools.expressions import END, NotASum, Token, evaluate, tokens
from engine.agents.tools.functions import NAMED
from engine.agents.tools.sums_in_words import read_sum, writes_decimal_comma
from engine.agents.tools.tool import ToolError

_LEAD = re.compile(
    r"^(?:(?P<sure>calculate|compute|convert|calc|evaluate|work out|solve|berechne|rechne|calcule|calcula|"
    r"cuánto (?:es|son)|cuanto (?:es|son)|how much (?:is|are)|wie ?viel (?:ist|sind|ergibt)|combien (?:font|fait))|"
    r"what(?:'s| is| are)?|was (?:ist|sind|ergibt))\s+(?:the (?:result|value) of\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:\s*+=\s*+\??|,? (?:in total|altogether|equal(?:s)?|ergibt|is|(?:is )?how much(?: is| is that)?(?: together)?|"
    r"how much is (?:it|that|this)))++$",
    re.IGNORECASE,
)
_BASE = re.compile(r" (?:in|to|as|into) (?P<base>decimal|binary|hex|hexadecimal|octal)$", re.IGNORECASE)
_BASES = {"hex": "hexadecimal"}
_BARE = ("sqrt", "cbrt", "ln", "sin", "cos", "tan", "factorial")  # understood without brackets
_TIGHT = re.compile(r"\d[-–/]\d")  # 24/7, 3-2, 555-1234: may be anything
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d{1,2}/\d{1,2}/\d{2,4}")

_INTO = r"(?:in|into|to|as|en|nach)"
_QUANTITY = r"(?P<quantity>[-−]?[\d.][^?]*)"  # as much as it can: 5 in in cm
_ONE = r"(?P<quantity>[-−]?[\d.][^?]*?|(?:an?|one) [a-z]+)"
_CONVERSIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<lead>convert|konvertiere|umrechne|rechne|wandle|convertis|convierte|change|turn|express) {_QUANTITY} "
        rf"(?:{_INTO}|a) (?P<to>[^?]+?)(?: um)?",
        rf"(?:(?:what(?:'s| is| are)|how (?:much|many|far|long|hot|cold|heavy|tall|fast|big) (?:is|are)|was sind|"
        rf"wie ?viel (?:ist|sind)|combien font|cuánto(?:s)? (?:es|son)) )?{_QUANTITY} {_INTO} (?P<to>[^?]+)",
        rf"how many (?P<to>[^?\d]+?) (?:is|are|in|are there in|are in|is in|make|makes|make up) {_ONE}",
        rf"how many (?P<to>[^?\d]+?) (?:does|do) {_QUANTITY} (?:have|make|equal)",
        rf"how many (?P<to>[^?\d]+?) {_QUANTITY} (?:is|are|makes?)",
        rf"(?:wie ?viele?) (?P<to>[^?\d]+?) (?:sind|hat|haben) {_QUANTITY}",
        rf"combien de (?P<to>[^?\d]+?) (?:font|dans|y a-t-il dans) {_QUANTITY}",
        rf"cuánt[oa]s (?P<to>[^?\d]+?) (?:son|hay en) {_QUANTITY}",
        rf"{_QUANTITY}(?: fever)?,? (?:that's|how much is (?:that|it)|what is (?:that|it)|what's that) (?:what )?"
        rf"{_INTO} (?P<to>[^?]+)",
        rf"{_QUANTITY} = (?:\? ?|how many )(?P<to>[^?\d]+?)\??",
    )
)


def sum_or_conversion(text: str) -> Call | None:
    """The call that a sum or a conversion is; None where the text is not surely one."""
    return _conversion(text) or _sum(text)


def _conversion(text: str) -> Call | None:
    comma = writes_decimal_comma(text.lower()) or bool(re.search(r"\b(?:en|umrechne|rechne|convierte)\b", text.lower()))
    for pattern in _CONVERSIONS:
        match = pattern.fullmatch(text)
        if match:
            quantity, to = match["quantity"].strip(" ,"), match["to"].strip(" .,")
            quantity = re.sub(r"^(?:an?|one) ", "1 ", quantity, flags=re.IGNORECASE)
            is_asked = "lead" in match.groupdict() and match["lead"] is not None
            if _is_quantity(quantity, to, comma, is_asked):
                arguments = {"quantity": quantity, "to": to, **({"decimal_comma": True} if comma else {})}
                return Call(convert.NAME, arguments)
    return None


def _is_quantity(quantity: str, to: str, comma: bool, is_asked: bool) -> bool:
    """Both sides known and of one measure; after 'convert', one side known is enough to say what is wrong."""
    target = convert.find_unit(to)
    if len(quantity) > 200 or len(to) > 60:
        return False
    try:
        amounts = convert.read_amounts(quantity, decimal_comma=comma)
    except ToolError:
        shape = re.fullmatch(r"[-−]?[\d.,]+\s*[^\d\s]\S*", quantity)
        return shape is not None and target is not None and (is_asked or len(to) > 1)
    if target is None:
        return is_asked and len(to.split()) <= 2
    return is_asked or all(convert.measures_the_same(unit, target) for _, unit in amounts)


def _sum(text: str) -> Call | None:
    lead = _LEAD.match(text)
    body = _END.sub("", text[lead.end() :] if lead else text).strip()
    is_sure = bool(lead and lead["sure"]) or (body != text and "=" in text)
    base = _BASE.search(body)
    expression = body[: base.start()] if base else body
    if not any(letter.isdigit() for letter in expression) or _DATE.search(expression):
        return None
    if writes_decimal_comma(text.lower()):  # the words that tell so may be left behind with the lead
        expression = re.sub(r"(?<=\d)[.,](?=\d)", lambda mark: {",": ".", ".": ""}[mark[0]], expression)
    asked = read_sum(expression).text
    try:
        found = tokens(asked)
        evaluate(asked)
    except NotASum:
        return None
    except ToolError:
        pass  # a sum without a result: to be told so
    if not _is_sum(found, expression, is_sure=is_sure, has_base=bool(base)):
        return None
    written_in = _BASES.get(base["base"].lower(), base["base"].lower()) if base else ""
    return Call("calculate", {"expression": asked, **({"base": written_in} if written_in else {})})


def _is_sum(found: list[Token], written: str, *, is_sure: bool, has_base: bool) -> bool:
    """Whether what can be reckoned with is meant to be: no score, range, phone number, percentage or single number."""
    words = [(token.text, after.text) for token, after in pairwise([*found, END]) if token.text in NAMED]
    if any(name not in _BARE and after != "(" for name, after in words):
        return False  # 'round 2 - 1', 'max 10'
    marks = {token.text for token in found if token.kind == "mark"} - set("(),;")
    is_of = any(token.text == "of" for token in found)
    numbers = sum(token.kind == "number" for token in found)
    if not marks and not words and not is_of:
        return has_base or any(token.text == "mod" for token in found)
    if numbers == 1 and marks <= set("%-+") and not words:
        return False  # 50%, -5
    if is_sure or words:
        return True
    if re.fullmatch(r"\d+ ?x ?\d+", written):
        return " " in written  # 4x4 may be a car
    tight = _TIGHT.search(written)
    if tight and marks <= set("-/%"):
        return is_of and "-" not in marks
    return True
