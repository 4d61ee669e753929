"""The claim check: does a quote support what somebody says? Decided by what can be compared, without a language model.

Each part of the claim (a number, a date, a name, words that stand together) is looked for in the quote, in the titles
above it and in its passage; a first model says how likely the quote supports that part. A second one weighs the parts
with the words, the meaning, the order and the direction of the whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.reasoning.claims import weights
from engine.reasoning.claims.direction import direction
from engine.reasoning.claims.features import Finding, Measured, Source, measure, whole_row
from engine.reasoning.claims.reading import read
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import Idf
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.wording import spoken
from engine.records import Passage

NOT_THERE = "the quote is not in the source"
FEW = "the quote shares few of the claim's words"
LOOSE = "the quote speaks of the same thing, but may not say this of it"

ENOUGH = 0.55
"""Share of a claim's words in a quote from which the two speak of the same thing, so that they can contradict."""


class Stance(StrEnum):
    """What a quote does to a claim."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of one claim and one quote."""

    support: float  # the probability that the quote supports the claim
    stance: Stance
    reasons: tuple[str, ...]  # plain words, the weightiest first


class ClaimCheck:
    """Holds claims against quotes of one library. May be used by several threads."""

    def __init__(self, vectors: SentenceVectors, idf: Idf, model: weights.Weights | None = None) -> None:
        """`model` None stands for the weights that were fitted on these vectors."""
        self._vectors = vectors
        self._idf = idf
        self._model = weights.load(vectors.encoder.tier) if model is None else model

    def of(self, claim: str, evidence: Evidence, passage: Passage) -> Verdict:
        """Whether a quote supports a claim.

        Args:
            claim: one sentence.
            evidence: the quote.
            passage: where it stands.
        """
        rows = self._vectors.of([claim, spoken(evidence)])
        return self.with_cosine(claim, evidence, passage, float(rows[0] @ rows[1]))

    def with_cosine(self, claim: str, evidence: Evidence, passage: Passage, cosine: float) -> Verdict:
        """The same where the likeness in meaning is known already."""
        if not stands(evidence, passage):
            return Verdict(0.0, Stance.UNSURE, (NOT_THERE,))
        model, measured = self._model, hold(claim, evidence, passage, self._idf, cosine)
        if not measured.findings:
            return Verdict(0.0, Stance.UNSURE, (FEW,))
        chances = [model.part.chance(row) for row in measured.parts]
        support = model.claim.chance(whole_row(measured, chances))
        against = _against(measured, chances)
        doubt = LOOSE if measured.share >= ENOUGH else FEW
        if support >= model.agrees:
            return Verdict(support, Stance.AGREES, _for(measured))
        if against and support <= model.contradicts and measured.share >= ENOUGH:
            return Verdict(support, Stance.CONTRADICTS, against)
        return Verdict(support, Stance.UNSURE, (*against, *_gone(measured.findings)) or (doubt,))


def hold(claim: str, evidence: Evidence, passage: Passage, idf: Idf, cosine: float) -> Measured:
    """What is measured of a claim and a quote, before anything is concluded."""
    context = " · ".join((passage.place.title, *passage.place.headings))
    return measure(read(claim), Source(spoken(evidence), passage.text, context), idf, cosine)


def stands(evidence: Evidence, passage: Passage) -> bool:
    """Whether a quote stands in its passage, letter for letter, where it says; one that reaches out of it may go on."""
    start, end = evidence.start - passage.place.char_start, evidence.end - passage.place.char_start
    return passage.text[max(0, start) : end] == evidence.quote[max(0, -start) : max(0, len(passage.text) - start)]


def _for(measured: Measured) -> tuple[str, ...]:
    facts = [each.part.fact.text for each in measured.findings if each.part.fact is not None and each.found >= 1.0]
    if facts:
        return (f"the source says {_listed(facts)}",)
    return (f"{math.floor(100 * measured.share)}% of the claim's telling words stand in the source",)


def _against(measured: Measured, chances: Sequence[float]) -> tuple[str, ...]:
    """What the quote says instead, the least likely part of the claim first."""
    said = [
        f"the source says {each.rival.text}, not {each.part.fact.text}"
        for _, each in sorted(zip(chances, measured.findings, strict=True), key=lambda pair: pair[0])
        if each.rival is not None and each.part.fact is not None and not each.part.fact.vague
        if max(each.found, each.elsewhere) < 0.5
    ]
    said += [f"the source says ‘{theirs}’, not ‘{mine}’" for mine, theirs in measured.opposed]
    if measured.denied:
        words = direction(measured.claim.text).words
        said.append(
            f"only one of the two denies ‘{' '.join(words[each] for each in words if each in measured.denied)}’"
        )
    return tuple(said)


def _gone(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Facts without a rival that the quote lacks."""
    said = []
    for each in findings:
        fact = each.part.fact
        if fact is None or fact.vague or each.found >= 0.5 or (each.rival is not None and each.elsewhere < 0.5):
            continue
        place = "stands near the quote, not in it" if each.elsewhere >= 0.5 else "is not in the source"
        said.append(f"{fact.text} {place}")
    return tuple(said)


def _listed(texts: Sequence[str]) -> str:
    first = list(dict.fromkeys(texts))[:3]
    return first[0] if len(first) == 1 else f"{', '.join(first[:-1])} and {first[-1]}"
