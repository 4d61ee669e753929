"""Parts of a formula as text: raised and lowered letters, and where brackets are needed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SCRIPTS = ((0xAA, 0xBA), (0x2B0, 0x2E4), (0x1D2C, 0x1DBF), (0x2070, 0x209C), (0x2C7C, 0x2C7D))
"""Where Unicode has raised and lowered letters; of two for one letter the last is used."""


@lru_cache(1)
def _raised() -> tuple[dict[str, str], dict[str, str]]:
    """What is raised and what is lowered, by the letter."""
    maps: dict[str, dict[str, str]] = {"<super>": {}, "<sub>": {}}
    for first, last in SCRIPTS:
        for code in range(first, last + 1):
            kind, _, plain = unicodedata.decomposition(chr(code)).partition(" ")
            if kind in maps and " " not in plain:
                maps[kind][chr(int(plain, 16))] = chr(code)
    for each in maps.values():
        each["-"] = each["−"]
    return maps["<super>"] | {"′": "′", "°": "°", "∘": "°", "*": "*"}, maps["<sub>"]


def script(text: str, *, raised: bool) -> str:
    """A script in raised or lowered letters where all of it has them, else behind '^' or '_'."""
    letters = _raised()[0 if raised else 1]
    close = text.replace(" ", "")
    if close and all(letter in letters for letter in close):
        return "".join(letters[letter] for letter in close)
    return ("^" if raised else "_") + (text if len(text) == 1 else f"({text})")


_INNERMOST = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\|[^|]*\|")
_FACTOR = re.compile(
    r"\d+(?:[.,]\d+)?"  # a number
    r"|√?(?:\w[\u0300-\u036f\u20d7]?|[∂∇]\w)[′⁰-ₜᵃ-ᶿ²³¹ⁱⁿᵢ-ᵪ]*(?:\(\))?"  # a letter with its scripts and brackets
    r"|[^\W\d]{3,}(?:\(\))?|\(\)|."  # a word, a bracket, a sign
)
_PARTS = re.compile(r"[\s+\-−±∓=<>≤≥≠≈,;/→∈∑∏∫]")


def _hollow(text: str) -> str:
    """Without what stands in brackets."""
    while (hollow := _INNERMOST.sub("\x00", text)) != text:
        text = hollow
    return text.replace("\x00", "()")


def product(text: str) -> bool:
    """Whether it may stand before a fraction's bar without brackets."""
    return not _PARTS.search(_hollow(text))


def single(text: str) -> bool:
    """Whether it is one factor, which may stand behind a bar or a root without brackets."""
    return _FACTOR.fullmatch(_hollow(text)) is not None


def tidy(text: str) -> str:
    """On one line, without spaces that say nothing."""
    return re.sub(r" {2,}", " ", re.sub(r"([(\[{]) +| +([)\]},])", lambda m: m[1] or m[2], text.replace("\n", " ")))
