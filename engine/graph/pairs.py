"""Concepts that stand together in sentences again and again: candidates for 'related'.

What is chance in one text is none in ten: the library's counts decide later whether a pair stands together more often
than chance would have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from engine.graph.prose import Sentence
from engine.graph.records import Mention, MentionKind, Relation, Triple
from engine.graph.weights import confidence

IN_SENTENCE = 6  # concepts of a sentence that are paired; a list of twenty names relates none of them
MOST = 40  # pairs of one text
_STRONG = frozenset(MentionKind) - {MentionKind.CODE, MentionKind.TAG}


def together(all_sentences: Sequence[Sentence], placed: Sequence[Mention]) -> list[Triple]:
    """The pairs of one text that stand together most often, each with the first sentence that has both.

    Args:
        placed: mentions with spans, in order.
    """
    seen: dict[tuple[str, str], tuple[int, int, int]] = {}  # how often, and the first sentence
    at = 0
    for each in all_sentences:
        while at < len(placed) and placed[at].end <= each.start:
            at += 1
        keys: dict[str, None] = {}
        here = at
        while here < len(placed) and placed[here].start < each.end:
            if placed[here].kind in _STRONG and placed[here].end <= each.end:
                keys.setdefault(placed[here].key)
            here += 1
        if 2 <= len(keys) <= IN_SENTENCE:
            for one, other in combinations(sorted(keys), 2):
                count, start, end = seen.get((one, other), (0, each.start, each.end))
                seen[one, other] = (count + 1, start, end)
    best = sorted(seen.items(), key=lambda item: (-item[1][0], item[1][1], item[0]))[:MOST]
    return [
        Triple(one, Relation.RELATED, other, start, end, f"together:{min(count, 5)}", confidence("together"))
        for (one, other), (count, start, end) in best
    ]
