"""What sums may call, each bounded in time and size; what has no exact value is good to 30 digits or more."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction
from functools import reduce
from operator import add, mul

from engine.agents.tools.tool import ToolError

MOST_BITS = 13_000
"""Of a numerator or denominator: nearly 4,000 digits, more than anybody reads, and every step takes microseconds."""

MOST_FACTORIAL = 1_000

_CONTEXT = Context(prec=50, Emax=4_000, Emin=-4_000, traps=[Overflow, InvalidOperation, DivisionByZero])
_PI = Decimal("3.14159265358979323846264338327950288419716939937510")


@dataclass(frozen=True, slots=True)
class Value:
    """A number on its way through a sum."""

    number: Fraction
    exact: bool = True
    percent: bool = False  # written with a '%': '300 + 7%' means 7% of 300


TOO_LARGE = "the result has more than 3,900 digits, which is too large to calculate here"


def bounded(value: Value) -> Value:
    """
    Raises:
        ToolError: the number is too large to go on with.
    """
    if max(value.number.numerator.bit_length(), value.number.denominator.bit_length()) > MOST_BITS:
        raise ToolError(TOO_LARGE)
    return value


def power(base: Value, exponent: Value) -> Value:
    """`base` to the power of `exponent`; exact where the result is rational.

    Raises:
        ToolError: it is too large, or has no real value.
    """
    a, n = base.number, exponent.number
    exact = base.exact and exponent.exact
    if a == 0 and n < 0:
        raise ToolError("a division by zero has no result")
    if a in (0, 1) or (n.denominator == 1 and abs(n) <= 1):
        return Value(a ** int(n) if n.denominator == 1 else a, exact)
    if n.denominator == 1:
        if a == -1:
            return Value(Fraction(-1 if n.numerator % 2 else 1), exact)
        if (max(abs(a.numerator), a.denominator).bit_length() - 1) * abs(n) > MOST_BITS:
            raise ToolError(TOO_LARGE)
        return bounded(Value(a ** int(n), exact))
    if a < 0:
        raise ToolError("a root of a negative number is not a real number")
    root = _exact_root(a, n.denominator) if exact and n.denominator <= 64 else None
    if root is not None:
        return power(Value(root), Value(Fraction(n.numerator)))
    return _decimal(lambda: _CONTEXT.power(_as_decimal(a), _as_decimal(n)))


def call(name: str, arguments: Sequence[Value]) -> Value:
    """A function by its name in `NAMED`.

    Raises:
        ToolError: it takes another number of values, or has no value for these.
    """
    least, most, function = NAMED[name]
    if not least <= len(arguments) <= most:
        raise ToolError(f"{name} takes {least if least == most else f'{least} or more'} values, not {len(arguments)}")
    return bounded(function(list(arguments)))


def degrees(value: Value) -> Value:
    """An angle in degrees as radians."""
    return Value(value.number * Fraction(_PI) / 180, exact=False)


def _as_decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _decimal(work: Callable[[], Decimal]) -> Value:
    try:
        return bounded(Value(Fraction(work()), exact=False))
    except Overflow as error:
        raise ToolError(TOO_LARGE) from error
    except DecimalException as error:
        raise ToolError("this has no real value") from error


def _exact_root(number: Fraction, degree: int) -> Fraction | None:
    """The root where it is rational."""
    top, below = _whole_root(number.numerator, degree), _whole_root(number.denominator, degree)
    found = Fraction(top, below)
    return found if found**degree == number else None


def _whole_root(number: int, degree: int) -> int:
    """The largest whole number whose power is not above `number`, by Newton's method from above."""
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def _root(degree: int) -> Callable[[list[Value]], Value]:
    def root(values: list[Value]) -> Value:
        value = values[0]
        if value.number < 0 and degree % 2:
            inner = root([Value(-value.number, value.exact)])
            return Value(-inner.number, inner.exact)
        return power(value, Value(Fraction(1, degree)))

    return root


def _factorial(values: list[Value]) -> Value:
    number = values[0].number
    if number.denominator != 1 or number < 0:
        raise ToolError("a factorial is only of a whole number of at least 0")
    if number > MOST_FACTORIAL:
        raise ToolError(f"a factorial of more than {MOST_FACTORIAL:,} is too large to calculate here")
    return Value(Fraction(math.factorial(int(number))), values[0].exact)


def _logarithm(base: int) -> Callable[[list[Value]], Value]:
    """To the base 2 or 10; 0 stands for e."""

    def logarithm(values: list[Value]) -> Value:
        number = values[0].number
        if number <= 0:
            raise ToolError("only a number above 0 has a logarithm")
        if base:
            whole = round(math.log(number.numerator, base) - math.log(number.denominator, base))
            if abs(whole) < MOST_BITS and Fraction(base) ** whole == number:
                return Value(Fraction(whole), values[0].exact)
        context = _CONTEXT
        natural = context.ln(_as_decimal(number))
        return _decimal(lambda: context.divide(natural, context.ln(Decimal(base))) if base else natural)

    return logarithm


def _float(function: Callable[[float], float]) -> Callable[[list[Value]], Value]:
    def of_float(values: list[Value]) -> Value:
        try:
            result = function(float(values[0].number))
        except (OverflowError, ValueError) as error:
            raise ToolError("this has no real value that can be calculated here") from error
        # an angle of 180 degrees has a sine of 0, not of 1e-16
        return Value(Fraction(round(result, 14)) if abs(result) < 1 else Fraction(result), exact=False)

    return of_float


def _over(function: Callable[[list[Fraction]], Fraction]) -> Callable[[list[Value]], Value]:
    def over(values: list[Value]) -> Value:
        return Value(function([each.number for each in values]), all(each.exact for each in values))

    return over


def _whole(function: Callable[..., int]) -> Callable[[list[Value]], Value]:
    def over(values: list[Value]) -> Value:
        if any(each.number.denominator != 1 for each in values):
            raise ToolError("this takes whole numbers only")
        return Value(Fraction(function(*(int(each.number) for each in values))))

    return over


def _fold(step: Callable[[Fraction, Fraction], Fraction], values: list[Fraction]) -> Fraction:
    """One value after the other, each result of a size to go on with."""
    return reduce(lambda left, right: bounded(Value(step(left, right))).number, values)


def _least_multiple(left: Fraction, right: Fraction) -> Fraction:
    if left.denominator != 1 or right.denominator != 1:
        raise ToolError("this takes whole numbers only")
    return Fraction(math.lcm(int(left), int(right)))


def _round(values: list[Value]) -> Value:
    places = values[1].number if len(values) > 1 else Fraction(0)
    if places.denominator != 1 or abs(places) > 100:
        raise ToolError("a number is rounded to at most 100 decimals")
    scaled = values[0].number * Fraction(10) ** int(places)
    half_up = math.floor(abs(scaled) + Fraction(1, 2))
    return Value((half_up if scaled >= 0 else -half_up) / Fraction(10) ** int(places))


def _exp(values: list[Value]) -> Value:
    return _decimal(lambda: _CONTEXT.exp(_as_decimal(values[0].number)))


_MANY = 500
NAMED: dict[str, tuple[int, int, Callable[[list[Value]], Value]]] = {
    "sqrt": (1, 1, _root(2)),
    "cbrt": (1, 1, _root(3)),
    "abs": (1, 1, _over(lambda each: abs(each[0]))),
    "floor": (1, 1, _over(lambda each: Fraction(math.floor(each[0])))),
    "ceil": (1, 1, _over(lambda each: Fraction(math.ceil(each[0])))),
    "round": (1, 2, _round),
    "factorial": (1, 1, _factorial),
    "ln": (1, 1, _logarithm(0)),
    "log": (1, 1, _logarithm(10)),
    "log10": (1, 1, _logarithm(10)),
    "log2": (1, 1, _logarithm(2)),
    "exp": (1, 1, _exp),
    "sin": (1, 1, _float(math.sin)),
    "cos": (1, 1, _float(math.cos)),
    "tan": (1, 1, _float(math.tan)),
    "min": (1, _MANY, _over(min)),
    "max": (1, _MANY, _over(max)),
    "sum": (1, _MANY, _over(lambda each: _fold(add, each))),
    "product": (1, _MANY, _over(lambda each: _fold(mul, each))),
    "mean": (1, _MANY, _over(lambda each: _fold(add, each) / len(each))),
    "median": (1, _MANY, _over(statistics.median)),
    "gcd": (1, _MANY, _whole(math.gcd)),
    "lcm": (1, _MANY, _over(lambda each: _fold(_least_multiple, each))),
}
"""By name: values at least, values at most, the function."""

CONSTANTS = {
    "pi": Value(Fraction(_PI), exact=False),
    "π": Value(Fraction(_PI), exact=False),
    "tau": Value(2 * Fraction(_PI), exact=False),
    "e": Value(Fraction(_CONTEXT.exp(Decimal(1))), exact=False),
}
