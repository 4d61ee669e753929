"""Numbers as people write them, read exactly and written shortly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

MOST_DIGITS = 60
"""Digits of a whole number that are shown; of a longer one, the first few and how many there are."""

EXACT_DIGITS = 12
"""Decimals up to which a fraction that ends is written out."""

_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_HUGE = Context(prec=8)


def read_number(text: str, *, decimal_comma: bool = False) -> Fraction | None:
    """'1,234.5', '1.234,5', '0x1F', '1e3' as an exact number; None where it is none ('1.2.3').

    A mark before exactly three digits separates thousands if it is the one that does so in the user's language.

    Args:
        decimal_comma: the sentence is in a language that writes '1.234,5'.
    """
    text = text.replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"0[xXbBoO][0-9a-fA-F]+", text):
        try:
            return Fraction(int(text, 0))
        except ValueError:
            return None
    power = re.fullmatch(r"(?P<digits>.+?)[eE](?P<power>[+-]?\d{1,3})", text)
    if power:
        digits = read_number(power["digits"], decimal_comma=decimal_comma)
        return None if digits is None else digits * Fraction(10) ** int(power["power"])
    plain = _without_groups(text, "." if decimal_comma else ",")
    return Fraction(plain) if re.fullmatch(r"\d+\.?\d*|\.\d+", plain) else None


def _without_groups(text: str, grouping: str) -> str:
    """The number with nothing but digits and a decimal point; what is no number stays none."""
    marks = re.sub(r"\d", "", text)
    if len(set(marks)) == 2:
        thousands, decimal = marks[0], marks[-1]
        left, _, right = text.rpartition(decimal)
        if marks.count(decimal) > 1 or not _GROUPED.fullmatch(left):
            return ""
        return f"{left.replace(thousands, '')}.{right}"
    if len(marks) > 1 or (marks == grouping and not text.startswith("0")):
        if _GROUPED.fullmatch(text):
            return text.replace(marks[0], "")
        if len(marks) > 1:
            return ""
    return text.replace(",", ".")


@dataclass(frozen=True, slots=True)
class Shown:
    """A number for people."""

    text: str  # '1,234.5'
    plain: str  # '1234.5', for tables and machines
    exact: bool  # whether all of it is there

    @property
    def sign(self) -> str:
        return "=" if self.exact else "≈"


def shown(value: Fraction, *, exact: bool = True, digits: int = 12, longest: int = MOST_DIGITS) -> Shown:
    """A number as it is shown.

    Args:
        exact: whether `value` itself is exact.
        digits: significant ones of a number that is not written out.
        longest: digits of a fraction that is; whole numbers may have `MOST_DIGITS`.
    """
    if value.denominator == 1 and len(str(abs(value.numerator))) <= MOST_DIGITS and exact:
        return Shown(f"{value.numerator:,}", str(value.numerator), True)
    ends = _ending(value) if exact else None
    if ends is not None and len(ends) <= longest + 1:
        return Shown(_grouped(ends), ends, True)
    context = Context(prec=digits)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    if rounded and not -7 <= rounded.adjusted() < 21:
        mantissa, _, power = f"{rounded.normalize(_HUGE):e}".partition("e")
        count = f" ({len(str(abs(value.numerator))):,} digits)" if value.denominator == 1 else ""
        return Shown(f"{mantissa} × 10^{int(power)}{count}", f"{mantissa}e{int(power)}", False)
    plain = f"{rounded.normalize(context):f}"
    return Shown(_grouped(plain), plain, False)


def _ending(value: Fraction) -> str | None:
    """All digits of a fraction that has at most `EXACT_DIGITS` decimals."""
    scaled = value * 10**EXACT_DIGITS
    if scaled.denominator != 1:
        return None
    digits = str(abs(scaled.numerator)).rjust(EXACT_DIGITS + 1, "0")
    decimals = digits[-EXACT_DIGITS:].rstrip("0")
    return f"{'-' if value < 0 else ''}{digits[:-EXACT_DIGITS]}{'.' if decimals else ''}{decimals}"


def _grouped(plain: str) -> str:
    whole, point, decimals = plain.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(whole):,}{point}{decimals}"


def counted(count: int, one: str, many: str = "") -> str:
    """'1 day', '1,200 days'."""
    return f"{count:,} {one if abs(count) == 1 else many or one + 's'}"
