"""Which sentences of two drafts say the same, and so what a new draft has mended, broken and left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.reasoning.attribution import Claim
from engine.reasoning.features import Idf, stems
from engine.reasoning.vectors import SentenceVectors

SHARED = 0.6
"""Share of all telling words of two sentences, by rarity, that both have, from which they are one claim."""

WITHIN = 0.85
"""Share of the shorter one's words that the longer one has, from which the one is part of the other."""

LEAST_WITHIN = 3
"""Telling words of the shorter one for that; fewer are in many a sentence."""

ALIKE = 0.85
"""Cosine from which two sentences mean the same, whatever their words."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the claims of a draft in the next one."""

    fixed: int  # hold now and did not, or were not there
    broken: int  # held and do not now, or are gone
    unchanged: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Compares sentences by their words, and by their meaning where vectors are at hand."""

    idf: Idf
    vectors: SentenceVectors | None = None

    def same(self, first: Sequence[str], second: Sequence[str]) -> list[list[bool]]:
        """Whether each sentence of the first says what each of the second does; len(first) rows."""
        if not first or not second:
            return [[False] * len(second) for _ in first]
        mine, theirs = [frozenset(stems(text)) for text in first], [frozenset(stems(text)) for text in second]
        same = [[self._share_words(one, other) for other in theirs] for one in mine]
        if self.vectors is None:
            return same
        cosines = self.vectors.of(first) @ self.vectors.of(second).T
        return (np.array(same) | (cosines >= ALIKE)).tolist()  # type: ignore[no-any-return]  # numpy's tolist is Any

    def distinct(self, sentences: Sequence[str]) -> list[str]:
        """The sentences without those that say what an earlier one says."""
        same = self.same(sentences, sentences)
        kept: list[int] = []
        for at in range(len(sentences)):
            if not any(same[at][earlier] for earlier in kept):
                kept.append(at)
        return [sentences[at] for at in kept]

    def change(self, before: Sequence[Claim], after: Sequence[Claim]) -> Change:
        """What became of the claims of a draft.

        A claim that was split or joined with another counts as held where any of its counterparts does.
        """
        same = self.same([claim.text for claim in before], [claim.text for claim in after])
        now = [any(each.held for each, match in zip(after, row, strict=True) if match) for row in same]
        new = [
            claim.held and not any(each.held for each, row in zip(before, same, strict=True) if row[at])
            for at, claim in enumerate(after)
        ]
        return Change(
            fixed=sum(new),
            broken=sum(claim.held and not held for claim, held in zip(before, now, strict=True)),
            unchanged=sum(claim.held == held for claim, held in zip(before, now, strict=True)),
        )

    def _share_words(self, one: frozenset[str], other: frozenset[str]) -> bool:
        both = self._weight(one & other)
        if not both:
            return False
        if both >= SHARED * self._weight(one | other):
            return True
        shorter = min(one, other, key=len)
        return len(shorter) >= LEAST_WITHIN and both >= WITHIN * self._weight(shorter)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(max(0.02, self.idf(each)) for each in words)
