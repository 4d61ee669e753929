"""What a thread is called: its own words, those first that the others have least."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from engine.threads.analysis import FoundSegment

KEYWORDS = 8
OF_SEGMENT = 5
IN_TITLE = 3

PAIR = 1.35
"""What a pair of words counts against a single one: 'recursive reasoning' says more than 'recursive'."""


ONCE = 0.2
"""What a word is worth that is said once."""


def keywords(segments: Sequence[FoundSegment], rare: Mapping[str, float], most: int = KEYWORDS) -> tuple[str, ...]:
    """The words that tell these segments from all others, best first; none says what another says already.

    Args:
        segments: of one thread.
        rare: how telling each word is among all segments.
        most: how many at most.
    """
    counts: Counter[str] = Counter()
    within: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for each in segments:
        for key, surface, count in each.terms:
            counts[key] += count
            within[key] += 1
            written.setdefault(key, Counter())[surface] += count
    n = len(segments)

    def weight(key: str) -> float:
        spread = 0.5 + 0.5 * within[key] / n
        return (ONCE + math.log(counts[key])) * max(rare[key], 0.05) * spread * (PAIR if " " in key else 1)

    found: list[tuple[str, str]] = []
    for key in sorted(counts, key=lambda each: (-weight(each), each)):
        parts = set(key.split())
        if any(parts & set(other.split()) for other, _ in found):
            continue
        found.append((key, max(written[key].items(), key=lambda each: (each[1], each[0]))[0]))
        if len(found) == most:
            break
    return tuple(surface for _, surface in found)


def title(words: Sequence[str], fallback: str) -> str:
    """The first keywords as a title, beginning with a capital; the fallback where there are none."""
    said = ", ".join(words[:IN_TITLE])
    return said[:1].upper() + said[1:] if said else fallback
