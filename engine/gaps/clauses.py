"""The clauses of a sentence, as far as its punctuation shows them.

Who is brief says two things in one sentence: 'So it was jab, splint and the red bag, and for the gully two lines on
him.' A sentence is held to be written from one topic, so the other one would seem to be missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from engine.retrieval.query import WORD

LEAST = 7
"""Words of a clause. On texts of writers left out the log loss of topics was .169 with whole sentences, .151 with
clauses of 7 words, .155 with 4: what is shorter says too little by itself."""

CUT = re.compile(r"(?:[;:,]|\s[—–-])\s+")


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the clauses of the sentence `text[start:end]`, one behind the other; they leave nothing out."""
    words = [word.start() for word in WORD.finditer(text, start, end)]
    found = []
    low, before = start, 0
    for cut in CUT.finditer(text, start, end):
        upto = bisect_left(words, cut.end())
        if min(upto - before, len(words) - upto) >= LEAST:
            found.append((low, cut.end()))
            low, before = cut.end(), upto
    return [*found, (low, end)]
