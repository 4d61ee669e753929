"""Sums, evaluated exactly and within bounds: a small operator-precedence parser over fractions.

Python's own `ast`, or an evaluator built on it, would give binary floats, modulo for every '%', and no '!' or '°';
here '15% of 80', '0.1 + 0.2' and '300 + 7%' come out as people mean them. Each step checks the size of its result, so
'9**9**9' ends at once. Nothing is ever executed. Precedence climbing follows Pratt (1973).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from engine.agents.tools import functions
from engine.agents.tools.functions import Value
from engine.agents.tools.numbers import read_number
from engine.agents.tools.tool import ToolError

MOST_CHARACTERS = 2_000
MOST_DEPTH = 60


class NotASum(ToolError):
    """The text can't be read as a sum; other errors are of sums that can be read and have no result."""


_TOKEN = re.compile(
    r"\s*(?:(?P<number>0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+"
    r"|(?:\d+(?:[.,\u00a0\u202f]\d+)*|\.\d+)(?:[eE][+-]?\d{1,3}(?!\d))?)"
    r"|(?P<name>[^\W\d_]+\d{0,2})|(?P<mark>\*\*|//|[-+*/^%!(),;×÷·−–√°²³]))"
)
_SAME = {"**": "^", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"}
_SUM, _PRODUCT, _SIGN, _POWER = 10, 20, 30, 40
_BINARY = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "//": _PRODUCT, "%": _PRODUCT, "^": _POWER}
_BINARY |= {"mod": _PRODUCT, "of": _PRODUCT}  # 3/4 of 20


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # 'number', 'name', 'mark' or 'end'
    text: str
    value: Fraction = Fraction(0)


END = Token("end", "")


def evaluate(text: str, *, decimal_comma: bool = False) -> Value:
    """The value of a sum such as '12 * (3 + 4)', '15% of 80', 'sqrt(2)', '5!', 'max(3, 4)'.

    Args:
        decimal_comma: '1.234,5' is how this user writes numbers.

    Raises:
        NotASum: it can't be read.
        ToolError: it divides by zero, or is too large.
    """
    return _Reader(tokens(text, decimal_comma=decimal_comma)).value()


def tokens(text: str, *, decimal_comma: bool = False) -> list[Token]:
    """The numbers, names and marks of a sum.

    Raises:
        NotASum: there is something else in it, or it is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotASum(f"a sum of more than {MOST_CHARACTERS:,} characters is not read", "take it in parts")
    found: list[Token] = []
    in_call: list[bool] = []  # for each open bracket, whether commas separate values in it
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotASum(f"'{text[at : at + 20].strip()}' is nothing that can be calculated with")
        if match["number"]:
            written = match["number"]
            if in_call and in_call[-1] and "," in written:
                written = written.partition(",")[0]
            number = read_number(written, decimal_comma=decimal_comma)
            if number is None:
                raise NotASum(f"'{written}' is no number")
            found.append(Token("number", written, number))
            at = match.start("number") + len(written)
            continue
        if match["name"]:
            found.append(Token("name", match["name"].lower()))
        else:
            mark = _SAME.get(match["mark"], match["mark"])
            if mark == "(":
                in_call.append(bool(found) and found[-1].kind == "name" and found[-1].text in functions.NAMED)
            elif mark == ")" and in_call:
                in_call.pop()
            found.append(Token("mark", mark))
        at = match.end()
    return found


class _Reader:
    """Reads and evaluates in one pass."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def value(self) -> Value:
        if not self._tokens:
            raise NotASum("there is nothing to calculate", "write a sum such as 12 * (3 + 4)")
        value = self._expression(0)
        if self._here is not END:
            raise NotASum(f"'{self._here.text}' is not understood at this place of the sum")
        return value

    @property
    def _here(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def _next(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _expression(self, least: int) -> Value:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise NotASum(f"a sum with more than {MOST_DEPTH} brackets in one another is not read")
        left = self._operand()
        while True:
            operator = self._operator()
            if operator == "" or _BINARY[operator] < least:
                break
            self._at += 1
            # a power takes what stands right of it first, and a sign there belongs to it: 2^-1
            binds = _SIGN if operator == "^" else _BINARY[operator] + 1
            left = _apply(operator, left, self._expression(binds))
        self._depth -= 1
        return left

    def _operator(self) -> str:
        """The operator that stands here, '' for none; a '%' that is left over here is a remainder: (17 + 5) % 7."""
        token = self._here
        if token.kind != "number" and token.text in _BINARY:
            return token.text
        return ""

    def _operand(self) -> Value:
        token = self._next()
        if token.kind == "number":
            value = Value(token.value)
            if self._here.text == "(":  # 2(3 + 4)
                value = _apply("*", value, self._after(self._bracket()))
        elif token.text in ("-", "+"):
            inner = self._expression(_SIGN)
            return Value(-inner.number, inner.exact, inner.percent) if token.text == "-" else inner
        elif token.text == "(":
            self._at -= 1
            value = self._bracket()
        elif token.text == "√":
            return functions.call("sqrt", [self._expression(_SIGN)])
        elif token.text in functions.CONSTANTS:
            value = functions.CONSTANTS[token.text]
        elif token.text in functions.NAMED:
            value = functions.call(token.text, self._arguments())
        elif token is END:
            raise NotASum("the sum stops in the middle", "write the rest of it")
        else:
            raise NotASum(f"'{token.text}' is nothing that can be calculated with")
        return self._after(value)

    def _bracket(self) -> Value:
        self._at += 1
        value = self._expression(0)
        self._close()
        return value

    def _arguments(self) -> list[Value]:
        if self._here.text != "(":
            return [self._expression(_SIGN)]  # sqrt 1849
        self._at += 1
        found = [self._expression(0)]
        while self._here.text in (",", ";"):
            self._at += 1
            found.append(self._expression(0))
        self._close()
        return found

    def _close(self) -> None:
        if self._next().text != ")":
            raise NotASum("a bracket is not closed", "add a ')'")

    def _after(self, value: Value) -> Value:
        """With what stands right behind a value: 5!, 7%, 30°, 3²."""
        while True:
            mark = self._here.text
            if mark == "%" and not self._value_follows():
                value = Value(value.number / 100, value.exact, percent=True)
            elif mark in _BEHIND:
                value = _BEHIND[mark](value)
            else:
                return value
            self._at += 1

    def _value_follows(self) -> bool:
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else END
        return following.kind == "number" or following.text in ("(", "√") or following.text in functions.NAMED


def _apply(operator: str, left: Value, right: Value) -> Value:
    exact = left.exact and right.exact
    a, b = left.number, right.number
    if operator in ("+", "-"):
        if right.percent and not left.percent:  # 300 + 7% is 7% more than 300
            b = a * b
        number = a + b if operator == "+" else a - b
        return functions.bounded(Value(number, exact, left.percent and right.percent))
    if operator in ("*", "of"):
        return functions.bounded(Value(a * b, exact))
    if operator == "^":
        return functions.power(left, right)
    if b == 0:
        raise ToolError("a division by zero has no result")
    if operator == "/":
        return functions.bounded(Value(a / b, exact))
    return functions.bounded(Value(Fraction(a // b) if operator == "//" else a % b, exact))


_BEHIND: dict[str, Callable[[Value], Value]] = {
    "!": lambda value: functions.call("factorial", [value]),
    "°": functions.degrees,
    "²": lambda value: functions.power(value, Value(Fraction(2))),
    "³": lambda value: functions.power(value, Value(Fraction(3))),
}
