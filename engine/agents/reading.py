"""A text as the router reads it: its words without case and accents, from a part that is never long."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

HEAD_CHARACTERS = 2_000
TAIL_CHARACTERS = 1_000

# French elisions are words of their own (l'article); English contractions stay whole; C++ and C# keep their signs.
_WORD = re.compile(r"(?:[ldjstcnm]|qu)'(?=[^\W_]{2})|[^\W_]+(?:'[^\W_]+)*(?:\+\+|#)?")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is looked at of a text."""

    text: str  # head and tail of a long one
    words: tuple[str, ...]
    whole_length: int  # characters of the whole text


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def clip(text: str) -> str:
    """The text, or head and tail of a long one: what is wanted stands there, what is pasted stands between."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return text
    return f"{text[:HEAD_CHARACTERS]}\n{text[-TAIL_CHARACTERS:]}"


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, lower case, without accents."""
    plain = text.translate(_APOSTROPHES)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(_WORD.findall(plain.casefold()))


def read(text: str) -> Reading:
    """The reading of a text of any length and content."""
    shown = clip(text)
    return Reading(shown, words(shown), len(text))
