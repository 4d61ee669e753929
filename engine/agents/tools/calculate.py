"""The tool `calculate`: sums, percentages, roots, powers, means; exact where a result is."""

from __future__ import annotations

import re

from engine.agents.tools.expressions import evaluate
from engine.agents.tools.numbers import shown
from engine.agents.tools.sums_in_words import read_sum
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, one_of, words

NAME = "calculate"
BASES = {"binary": ("0b", "b"), "octal": ("0o", "o"), "hexadecimal": ("0x", "X")}


def run(door: Door, arguments: Arguments) -> ToolResult:
    """The value of a sum in signs or words.

    Raises:
        ToolError: it is no sum, divides by zero, or is too large.
    """
    asked = read_sum(arguments["expression"])
    value = evaluate(asked.text, decimal_comma=asked.decimal_comma)
    base = arguments.get("base", "decimal")
    if base != "decimal":
        if value.number.denominator != 1:
            raise ToolError(f"only a whole number is written in {base} here")
        prefix, form = BASES[base]
        digits = f"{'-' if value.number < 0 else ''}{prefix}{format(abs(int(value.number)), form)}"
        if len(digits) > 200:
            raise ToolError(f"the number is too long to be written in {base}")
        return _result(asked.text, "=", digits, digits)
    number = shown(value.number, exact=value.exact)
    return _result(asked.text, number.sign, number.text, number.plain)


def _result(expression: str, sign: str, text: str, plain: str) -> ToolResult:
    said = expression if len(expression) <= 200 else f"{expression[:199]}…"
    said = re.sub(r"\s+([!,;)°²³]|%(?!\s*[\d(]))", r"\1", said)
    return ToolResult(NAME, f"{_literal(said)} {sign} **{text}**", ("expression", "result"), ((expression, plain),))


def _literal(text: str) -> str:
    """Stars and the like as they are, not as Markdown."""
    return re.sub(r"([*_`\\\[\]<])", r"\\\1", text)


TOOL = Tool(
    NAME,
    "Calculates: sums, percentages, powers, roots, factorials, means.",
    fields(
        {
            "expression": words("what to calculate, e.g. '15% of 80', '12 * (3 + 4)', 'sqrt(2)'", 2_000),
            "base": one_of("how the result is written", "decimal", *BASES),
        },
        "expression",
    ),
    run,
)
