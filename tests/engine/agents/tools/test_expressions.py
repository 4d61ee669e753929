"""Sums: the same as Python's fractions and decimals make of them, and bounded whatever comes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import factorial, gcd, isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.tools.expressions import NotASum, evaluate
from engine.agents.tools.functions import MOST_BITS
from engine.agents.tools.numbers import read_number, shown
from engine.agents.tools.tool import ToolError

Tree = tuple[str, Fraction]
numbers = st.one_of(
    st.integers(0, 10**9).map(lambda n: (str(n), Fraction(n))),
    st.decimals(0, 10**6, places=3, allow_nan=False).map(lambda d: (f"{d:.3f}", Fraction(d))),
)


def combined(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def join(left: Tree, sign: str, right: Tree) -> Tree:
        a, b = left[1], right[1]
        value = a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b if b else a
        text = left[0] if sign == "/" and not b else f"({left[0]}) {sign} ({right[0]})"
        return text, value

    return st.builds(join, inner, st.sampled_from("+-*/"), inner) | inner.map(lambda one: (f"-({one[0]})", -one[1]))


@given(st.recursive(numbers, combined, max_leaves=12))
def test_sum_is_what_fractions_make_of_it(tree: Tree) -> None:
    value = evaluate(tree[0])
    assert value.number == tree[1] and value.exact


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 999)), min_size=1, max_size=20), st.integers(0, 999))
def test_precedence_is_that_of_python(steps: list[tuple[str, int]], first: int) -> None:
    text = str(first) + "".join(f" {sign} {number}" for sign, number in steps)
    assert evaluate(text).number == eval(text)  # made of figures and signs right here


@given(st.decimals(-(10**9), 10**9, places=6), st.decimals(-(10**9), 10**9, places=6))
def test_decimals_are_added_without_a_binary_error(a: Decimal, b: Decimal) -> None:
    assert evaluate(f"{a:f} + {b:f}".replace("+ -", "- ")).number == Fraction(a) + Fraction(b)


@given(st.integers(2, 50), st.integers(-60, 60))
def test_whole_powers_are_exact(base: int, exponent: int) -> None:
    assert evaluate(f"{base}^{exponent}").number == Fraction(base) ** exponent


@given(st.integers(0, 10**40))
def test_root_is_exact_where_it_is_whole_and_close_where_not(number: int) -> None:
    square, root = evaluate(f"sqrt({number**2})"), evaluate(f"sqrt({number})")
    assert square.number == number and square.exact
    assert isqrt(number) <= root.number <= isqrt(number) + 1


@given(st.integers(0, 200), st.integers(1, 10**9), st.integers(1, 10**9))
def test_functions_of_whole_numbers(n: int, a: int, b: int) -> None:
    assert evaluate(f"{n}!").number == factorial(n)
    assert evaluate(f"gcd({a}; {b}) * lcm({a}; {b})").number == a * b
    assert evaluate(f"gcd({a}; {b})").number == gcd(a, b)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2^2", -4),
        ("2^-1", Fraction(1, 2)),
        ("2^3^2", 512),
        ("(-8)^(1/3) + 0", None),
        ("cbrt(-8)", -2),
        ("15% of 80", 12),
        ("15% of 80 + 5", 17),
        ("300 + 7%", 321),
        ("5% + 3%", Fraction(8, 100)),
        ("50% * 8", 4),
        ("17 % 5", 2),
        ("7 // 2", 3),
        ("2(3 + 4)", 14),
        ("3²", 9),
        ("10 mod 4", 2),
        ("4^0.5", 2),
        ("0^0", 1),
        ("log(1000)", 3),
        ("round(2.5)", 3),
        ("round(1/3, 2)", Fraction(33, 100)),
        ("max(1,2,3)", 3),
        ("mean(1; 2; 4.5)", Fraction(5, 2)),
        ("0b101 + 0xF", 20),
    ],
)
def test_values(text: str, value: Fraction | None) -> None:
    if value is None:
        with pytest.raises(ToolError, match="not a real number"):
            evaluate(text)
    else:
        assert evaluate(text).number == value


@pytest.mark.parametrize(
    "text", ["1/0", "0^-1", "5 % 0", "ln(0)", "sqrt(-1)", "(0.5)!", "gcd(1.5; 2)", "round(1, 1000)"]
)
def test_what_has_no_value_is_one_sentence(text: str) -> None:
    with pytest.raises(ToolError) as caught:
        evaluate(text)
    assert not isinstance(caught.value, NotASum) and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    ["9**9**9", "10^100000", "9!!!", "2^12000 * 2^12000", "exp(1e9)", "1e999^9", "sum(1e999; 1) ^ 99", "0.1^99999"],
)
def test_what_is_too_large_ends_at_once(text: str) -> None:
    with pytest.raises(ToolError, match="too large"):
        evaluate(text)


@pytest.mark.parametrize(
    "text",
    ["", "(", "1 +", "1 2", "+49 170 1", "hello", "1.2.3", ")", "sqrt", "max()", "a.b", "1;2", "(" * 999, "x" * 9999],
)
def test_what_is_no_sum_is_told_apart(text: str) -> None:
    with pytest.raises(NotASum):
        evaluate(text)


@given(st.text("0123456789+-*/^%!().,eπ√ sqrtlnmax", max_size=60))
def test_any_row_of_signs_ends_with_a_bounded_value_or_a_sentence(text: str) -> None:
    try:
        value = evaluate(text).number
    except ToolError as error:
        assert str(error)
    else:
        assert value.numerator.bit_length() <= MOST_BITS + 64
        assert shown(value).text


@given(st.fractions(max_denominator=10**6).filter(lambda value: abs(value) < 10**15))
def test_a_number_shown_as_exact_reads_back_as_it_was(value: Fraction) -> None:
    number = shown(value)
    read = read_number(number.text.lstrip("-"))
    assert read is not None
    if number.exact:
        assert read == abs(value)
    elif value:
        assert abs(read - abs(value)) <= abs(value) / 10**11


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("1,234.5", False, Fraction("1234.5")),
        ("1.234,5", False, Fraction("1234.5")),
        ("1,234", False, 1234),
        ("1,234", True, Fraction("1.234")),
        ("1.234", True, 1234),
        ("1.234", False, Fraction("1.234")),
        ("3,5", False, Fraction("3.5")),
        ("0,125", False, Fraction("0.125")),
        ("1,234,567", False, 1_234_567),
        ("1.234.567", False, 1_234_567),
        ("1,23,4", False, None),
        ("1.2.3", False, None),
        ("1e3", False, 1000),
        ("0x1F", False, 31),
        (".5", False, Fraction(1, 2)),
        ("x", False, None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, comma: bool, value: Fraction | None) -> None:
    assert read_number(text, decimal_comma=comma) == value
