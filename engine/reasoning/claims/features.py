"""What is measured of a claim and a quote: first of each part of the claim, then of the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.reasoning.claims.agreement import agree, rivals
from engine.reasoning.claims.direction import denials, direction, opposites
from engine.reasoning.claims.facts import Fact
from engine.reasoning.claims.reading import Part, Reading, read
from engine.reasoning.claims.roles import roles
from engine.reasoning.claims.slots import Alignment, Weigh, affinity, align, beside, share, spread, together
from engine.reasoning.features import Idf

KINDS = ("number", "date", "name", "word")

PART_FEATURES = (
    "found", "in_context", "in_passage", "nowhere",
    "number", "date", "name",
    "number_missing", "date_missing", "name_missing",
    "number_nowhere", "date_nowhere", "name_nowhere",
    "rival", "rival_number", "rival_date", "rival_name",
    "affinity", "margin", "affinity_fact", "margin_fact",
    "telling_missing", "words", "rest_missing", "cosine_missing",
    "beside",
)  # fmt: skip

CLAIM_FEATURES = (
    "share", "share_context", "share_passage", "missing", "cover", "together", "spread", "length",
    "cosine",
    "names_missing", "numbers_missing", "dates_missing", "rivals",
    "denied", "opposite",
    "roles", "affinity", "margin",
    "worst", "second", "mean", "all",
)  # fmt: skip

GROUPS: dict[str, tuple[str, ...]] = {
    "words": ("share", "share_context", "share_passage", "missing", "cover", "length"),
    "facts": ("names_missing", "numbers_missing", "dates_missing", "rivals"),
    "direction": ("denied", "opposite", "roles"),
    "place": ("together", "spread", "affinity", "margin"),
    "meaning": ("cosine",),
    "parts": ("worst", "second", "mean", "all"),
}
"""The claim's features by what they look at."""


@dataclass(frozen=True, slots=True)
class Source:
    """A quote with what stands around it."""

    quote: str
    passage: str
    context: str  # title and headings


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part of a claim."""

    part: Part
    found: float  # in the quote, 0..1
    elsewhere: float  # in the context or the passage, 0..1
    rival: Fact | None  # what the quote says in its place
    affinity: float
    margin: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim held against a quote."""

    claim: Reading
    findings: tuple[Finding, ...]
    parts: tuple[tuple[float, ...], ...]  # by part, in the order of `PART_FEATURES`
    whole: tuple[float, ...]  # in the order of `CLAIM_FEATURES` without the last four
    share: float  # of the claim's words, in quote or context
    denied: frozenset[str]
    opposed: tuple[tuple[str, str], ...]


def weigher(idf: Idf) -> Weigh:
    """How telling a word is: numbers that are written in several signs as much as can be, for no index has them."""
    return lambda token: max(0.02, idf(token.key)) if token.key[0] != "#" else max(0.5, idf(token.word))


def measure(claim: Reading, source: Source, idf: Idf, cosine: float) -> Measured:
    """Hold a claim against a quote and what stands around it."""
    weigh = weigher(idf)
    quote, passage, context = read(source.quote), read(source.passage), read(source.context)
    here, around, above = align(claim, quote, weigh), align(claim, passage, weigh), align(claim, context, weigh)
    findings, rows = [], []
    whole = share(here)
    total = sum(here.weights) or 1.0
    for index, part in enumerate(claim.parts):
        found, in_context = _found(part, quote, here), _found(part, context, above)
        in_passage = _found(part, passage, around)
        rest = _rest(here, above, part)
        near, rival, rival_near = _standing(claim, quote, here, index)
        margin = near - rival_near if found and rival_near else 0.0
        elsewhere = max(in_context, in_passage)
        findings.append(Finding(part, found, elsewhere, rival, near, margin))
        missing, nowhere = 1.0 - max(found, in_context), 1.0 - max(found, elsewhere)
        kind = part.fact.kind if part.fact else "word"
        counts = 0.0 if part.fact is not None and part.fact.vague else 1.0
        is_kind = [float(kind == each) for each in KINDS[:3]]
        opposed = missing * rival_near * counts
        telling = sum(here.weights[at] for at in part.tokens) / len(part.tokens)
        rows.append(
            (
                found,
                max(0.0, in_context - found),
                max(0.0, in_passage - max(found, in_context)),
                nowhere,
                *is_kind,
                *(each * missing * counts for each in is_kind),
                *(each * nowhere * counts for each in is_kind),
                opposed,
                *(each * opposed for each in is_kind),
                found * near,
                margin,
                found * near * float(kind != "word"),
                margin * float(kind != "word"),
                telling * missing,
                math.log1p(len(part.tokens)),
                rest * missing,
                cosine * missing,
                found * beside(claim, quote, here, index),
            )
        )
    against, toward = direction(claim.text), direction(source.quote)
    denied, opposed_words = denials(against, toward), tuple(opposites(against, toward))
    contexts = dict(enumerate(above.found))
    passages = {at: max(each, above.found[at]) for at, each in enumerate(around.found)}
    gone = [weight for at, weight in enumerate(here.weights) if not max(here.found[at], above.found[at])]
    facts = [each for each in findings if each.part.fact is not None and not each.part.fact.vague]
    row = (
        whole,
        share(here, contexts),
        share(here, passages),
        max(gone, default=0.0),
        sum(weigh(quote.tokens[at]) for at in here.used) / (sum(map(weigh, quote.tokens)) or 1.0),
        together(claim, quote, here),
        spread(quote, here),
        math.log1p(len(claim.tokens)),
        cosine,
        *(_missing(facts, kind) for kind in ("name", "number", "date")),
        float(sum(each.rival is not None and max(each.found, each.elsewhere) < 0.5 for each in facts)),
        float(bool(denied)),
        float(bool(opposed_words)),
        roles(claim, quote),
        min((each.affinity for each in findings if each.found), default=0.0),
        min((each.margin for each in facts), default=0.0),
    )
    return Measured(
        claim, tuple(findings), tuple(rows), row, share(here, contexts) if total else 0.0, denied, opposed_words
    )


def whole_row(measured: Measured, chances: Sequence[float]) -> list[float]:
    """The claim's features, in the order of `CLAIM_FEATURES`.

    Args:
        measured: of the claim.
        chances: of each part, that the quote supports it.
    """
    scores = sorted(math.log(max(1e-4, each) / max(1e-4, 1.0 - each)) for each in chances) or [0.0]
    return [
        *measured.whole,
        scores[0],
        scores[min(1, len(scores) - 1)],
        sum(scores) / len(scores),
        sum(math.log(max(1e-4, each)) for each in chances),
    ]


def _found(part: Part, source: Reading, alignment: Alignment) -> float:
    """How much of a part the source has, 0..1."""
    if part.fact is not None and part.fact.kind != "name":
        if any(agree(part.fact, said) for said in source.facts):
            return 1.0
        if part.fact.kind == "number":
            return 0.0
    elif part.fact is not None and any(agree(part.fact, said) for said in source.facts):
        return 1.0
    total = sum(alignment.weights[at] for at in part.tokens)
    got = sum(alignment.weights[at] * alignment.found[at] for at in part.tokens) / total if total else 0.0
    return 0.5 * got if part.fact is not None and part.fact.kind == "date" else got


def _rest(here: Alignment, above: Alignment, part: Part) -> float:
    """The weighted share of the other words that are found."""
    others = [at for at in range(len(here.weights)) if at not in part.tokens]
    total = sum(here.weights[at] for at in others)
    return sum(here.weights[at] * max(here.found[at], above.found[at]) for at in others) / total if total else 0.5


def _standing(claim: Reading, quote: Reading, here: Alignment, index: int) -> tuple[float, Fact | None, float]:
    """How near a part stands to the claim's other words in the quote; what rivals it there, and how near that is."""
    part = claim.parts[index]
    near = affinity(claim, quote, here, index, _places(part, here))
    if part.fact is None:
        return near, None, 0.0
    best: tuple[float, Fact | None] = (0.0, None)
    for said in rivals(part.fact, claim.facts, quote.facts):
        there = [at for at, token in enumerate(quote.tokens) if said.start <= token.start < said.end]
        score = affinity(claim, quote, here, index, there)
        if best[1] is None or score > best[0]:
            best = (score, said)
    return near, best[1], best[0]


def _places(part: Part, here: Alignment) -> list[int]:
    """Where a part's words stand in the quote."""
    return [at for token in part.tokens for at in here.places[token]]


def _missing(facts: Sequence[Finding], kind: str) -> float:
    gone = [1.0 - max(each.found, each.elsewhere) for each in facts if each.part.fact and each.part.fact.kind == kind]
    return sum(gone)
