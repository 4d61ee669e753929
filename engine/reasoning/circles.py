"""Cuts what a chat model says over and over at the end of a text: said once it is enough."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"\S+")

LONGEST_ROUND = 120
"""Words of what is said again."""

ROUNDS = 4
"""So often it stands there, one behind the other, at least; a refrain may come three times."""

LEAST = 24
"""Words of all rounds together, at least; fewer may be a row of a table."""


def said_once(text: str) -> str:
    """The text up to the end of the first round of what its end repeats; the text itself where there is none."""
    words = list(WORD.finditer(text))
    said = [match.group() for match in words]
    for length in range(1, min(LONGEST_ROUND, len(said) // ROUNDS) + 1):
        start = _start(said, length)
        if len(said) - start >= max(LEAST, ROUNDS * length):
            return text[: words[start + length - 1].end()]
    return text


def _start(words: Sequence[str], length: int) -> int:
    """The first word from which on each is the same as the one `length` further on."""
    at = len(words) - length
    while at > 0 and words[at - 1] == words[at - 1 + length]:
        at -= 1
    return at
