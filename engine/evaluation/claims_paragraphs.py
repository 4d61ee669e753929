"""What the attribution of a model's sentences makes of true claims: with their paragraph, and with ones alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from engine.evaluation.answers import contains
from engine.evaluation.claims_cases import Case, Quote
from engine.evaluation.collection import Collection, Item, by_article
from engine.reasoning.attribution import FOUND, NAMED, Support
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import Idf
from engine.reasoning.vectors import SentenceVectors
from engine.sources.sentences import sentences

SIMILAR = 4
"""Paragraphs that hold no answer and are most like the claim."""


@dataclass(frozen=True, slots=True)
class Supported:
    """How well paragraphs support a claim, 0..1: the best sentence of each."""

    gold: float
    similar: tuple[float, ...]  # the most similar first
    wrong: float  # a false claim, by the paragraph that it was made for


def supported(cases: Sequence[Case], collection: Collection, vectors: SentenceVectors, idf: Idf) -> list[Supported]:
    """Each case's true claim held against the paragraph that supports it and against others of its article."""
    documents = by_article(collection)
    found: list[Supported] = []
    for article in dict.fromkeys(case.article for case in cases):
        items = [item for item in collection.items if item.id in documents[article]]
        found += _of_article([case for case in cases if case.article == article], items, vectors, idf)
    return found


def passing(found: Sequence[Supported]) -> dict[str, dict[str, float]]:
    """Shares of the claims that get a mark: where the model names the paragraph, and where it names none.

    `gold` are true claims by their own paragraph, `wrong` false ones by that; `similar` true ones by the most similar
    paragraph without the answer, or by any of the four most similar where none is named.
    """
    shares = {}
    for name, bar, count in (("named", NAMED, 1), ("found", FOUND, SIMILAR)):
        shares[name] = {
            "gold": fmean(each.gold >= bar for each in found),
            "similar": fmean(max(each.similar[:count], default=0.0) >= bar for each in found),
            "wrong": fmean(each.wrong >= bar for each in found),
        }
    return shares


def _of_article(cases: Sequence[Case], items: Sequence[Item], vectors: SentenceVectors, idf: Idf) -> list[Supported]:
    rows = vectors.of([item.text for item in items])
    found = []
    for case in cases:
        likeness = rows @ vectors.of([case.right])[0]
        ranked = [items[at] for at in likeness.argsort()[::-1]]
        similar = [item for item in ranked if not contains(item.text, [case.answer])][:SIMILAR]
        found.append(
            Supported(
                _best(case.right, case.question, case.gold.item, vectors, idf),
                tuple(_best(case.right, case.question, item, vectors, idf) for item in similar),
                _best(case.wrong, case.question, case.gold.item, vectors, idf),
            )
        )
    return found


def _best(claim: str, question: str, item: Item, vectors: SentenceVectors, idf: Idf) -> float:
    quotes = [Quote(item, start, end) for start, end in sentences(item.text)]
    evidence: list[Evidence] = [replace(quote.evidence(), order=order) for order, quote in enumerate(quotes)]
    support = Support(vectors, idf, evidence, [quotes[0].passage()], question) if quotes else None
    return max((each for _, each in support.likely(claim)), default=0.0) if support else 0.0
