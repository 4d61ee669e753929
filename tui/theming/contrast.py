"""How well one colour can be read on another (WCAG 2.2, relative luminance and contrast ratio)."""

from __future__ import annotations

from textual.color import Color

READABLE = 4.5  # for text of the usual size, success criterion 1.4.3


def luminance(colour: Color) -> float:
    """0 for black to 1 for white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: float, other: float) -> float:
    """The contrast of two luminances, from 1 to 21."""
    low, high = (one, other) if one < other else (other, one)
    return (high + 0.05) / (low + 0.05)


def contrast(one: Color, other: Color) -> float:
    """1 for the same colour to 21 for black on white."""
    return ratio(luminance(one), luminance(other))
