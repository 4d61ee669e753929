"""Signs of a facet: words, beginnings of words, phrases and symbols, found in a sentence in any case.

'measur*' stands for every word that begins so, '#' for a number in digits that is no year, and what has no letter or
digit stands for itself. 'first' is not found in 'first-party'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NUMBER = r"(?!(?:1\d{3}|20\d\d)s?(?!\w|[.,]\d))\d+(?:[.,]\d+)*"
PART = re.compile(r"[*#]|\s+|[^*#\s]+")


def found(signs: Sequence[str], text: str) -> frozenset[str]:
    """What stands in a text of some signs, in lower case, each once; two signs for one word are one."""
    hits = (_pattern(sign).search(text) for sign in signs)
    return frozenset(hit.group().casefold() for hit in hits if hit)


@lru_cache(maxsize=4_096)
def _pattern(sign: str) -> re.Pattern[str]:
    known = {"*": r"\w*", "#": NUMBER}
    parts = [known.get(part, r"\s+" if part.isspace() else re.escape(part)) for part in PART.findall(sign)]
    before = r"(?<![\w-])" if sign[0].isalnum() or sign[0] == "#" else ""
    after = r"(?![\w-])" if sign[-1].isalnum() or sign[-1] == "*" else ""
    return re.compile(before + "".join(parts) + after, re.IGNORECASE)
