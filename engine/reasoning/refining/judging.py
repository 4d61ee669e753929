"""How well a draft is supported, what of it fails, and what of the question it leaves open. No language model judges.

Support is coverage times trust, both 0 to 1:

- Coverage: each telling word of the question counts by its rarity and by the support of the best claim that has it;
  where the question has several parts, each part counts the same. Only claims that a quote holds have words, their own
  and those of the quote and of the titles above it. A word counts once: saying it again, or saying more that is not
  asked for, adds nothing, and a draft that says less covers less.
- Trust: 3 / (3 + n), where n is the number of different claims that no quote holds. It is the share of claims that
  hold in an answer of three that do. The three stand for however many there are, so that more sentences can't make
  those that fail look fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.reasoning.attribution import Claim
from engine.reasoning.features import Idf, stems
from engine.reasoning.refining.aligning import Alignment
from engine.reasoning.refining.saying import states
from engine.reasoning.wording import MARK
from engine.reasoning.writing import Held
from engine.records import Citation

DOUBTLESS = 3
"""Claims that hold in the answer which trust is measured by."""

COVERED = 0.5
"""Share of a part's telling words, by rarity, that claims which hold have between them where it counts as answered."""

WHOLE = ("stop", "cancelled")
"""How a draft ends whose last sentence is whole."""

ENDS = (".", "!", "?", "…", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the check says of a draft."""

    support: float  # 0..1
    failed: tuple[str, ...]  # claims that no quote holds, each once, in their order
    uncovered: tuple[str, ...]  # parts of the question that no claim which holds covers
    quoted: tuple[Citation | None, ...]  # by claim: what holds it

    @property
    def stands(self) -> bool:
        """Whether nothing is to be mended."""
        return not self.failed and not self.uncovered


class Judge:
    """Judges the drafts of one answer."""

    def __init__(self, question: str, parts: Sequence[str], idf: Idf, alignment: Alignment) -> None:
        """
        Args:
            question: what was asked, as it was looked for.
            parts: its parts where it has several.
            idf: how telling a stem is.
            alignment: tells claims that say the same.
        """
        self._question = question
        self._idf = idf
        self._alignment = alignment
        asked = {part: self._weights(part) for part in parts or (question,)}
        self._parts = {part: weights for part, weights in asked.items() if weights}

    def judge(self, held: Held) -> Judged:
        """What holds in a draft, what fails, and what is missing."""
        quoted = quotes(held)
        best: dict[str, float] = {}
        for claim, citation in zip(held.claims, quoted, strict=True):
            if citation is not None:
                for word in _words(claim, citation):
                    best[word] = max(best.get(word, 0.0), claim.support)
        failed = tuple(self._alignment.distinct([claim.text for claim in self._failing(held)]))
        trust = DOUBTLESS / (DOUBTLESS + len(failed))
        return Judged(self._coverage(best) * trust, failed, self._uncovered(best), quoted)

    def _failing(self, held: Held) -> list[Claim]:
        claims = list(held.claims)
        if claims and held.finish not in WHOLE and not claims[-1].text.rstrip("*_`\"'”’) ").endswith(ENDS):
            claims.pop()  # cut within a sentence: nobody knows what it would have said
        return [claim for claim in claims if not claim.held and states(claim.text, self._question, self._idf)]

    def _coverage(self, best: Mapping[str, float]) -> float:
        if not self._parts:  # a question of stop words: all that can be asked is whether anything holds
            return max(best.values(), default=0.0)
        shares = [_share(weights, best) for weights in self._parts.values()]
        return min(1.0, sum(shares) / len(shares))

    def _uncovered(self, best: Mapping[str, float]) -> tuple[str, ...]:
        said = dict.fromkeys(best, 1.0)
        return tuple(part for part, weights in self._parts.items() if _share(weights, said) < COVERED)

    def _weights(self, text: str) -> dict[str, float]:
        return {word: max(0.02, self._idf(word)) for word in stems(text)}


def quotes(held: Held) -> tuple[Citation | None, ...]:
    """By claim, the citation whose mark stands behind it; None where it has none."""
    known = {citation.n: citation for citation in held.citations}
    found: list[Citation | None] = []
    at = 0
    for claim in held.claims:
        start = held.text.find(claim.text, at)
        at = max(at, start + len(claim.text)) if start >= 0 else at
        mark = MARK.match(held.text, at + 1) if claim.held and start >= 0 else None  # behind one space
        found.append(known.get(int(mark[1])) if mark else None)
    return tuple(found)


def _words(claim: Claim, citation: Citation) -> set[str]:
    place = citation.place
    return set(stems(" ".join((claim.text, citation.quote, place.title, *place.headings))))


def _share(weights: Mapping[str, float], best: Mapping[str, float]) -> float:
    return sum(weight * best.get(word, 0.0) for word, weight in weights.items()) / sum(weights.values())
