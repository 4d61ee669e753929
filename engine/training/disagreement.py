"""`nacre train disagreement`: fits how likely two sentences contradict each other on pairs of short passages.

A pair is labelled, not the candidates in it: of those that are of its kind the likeliest is taken to be meant, by the
model as it was fitted before (multiple-instance learning; Andrews, Tsochantaridis and Hofmann, 2003). To them come
sentences of real texts that are each other's nearest within one article, which hardly ever contradicts itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.evaluation.collection import load
from engine.evaluation.disagreement import Pair, figures, read_pairs
from engine.events import JobProgress, Listener, ignore
from engine.gaps.disagreeing.conflicts import Kind, conflicts
from engine.gaps.disagreeing.features import FEATURES, Case, Floats, rows
from engine.gaps.disagreeing.pairing import pairs as near_pairs
from engine.gaps.disagreeing.passages import Sentence, says
from engine.gaps.disagreeing.said import of_sentences, say
from engine.gaps.finder import Looking
from engine.models.encoder import Encoder
from engine.reasoning.vectors import SentenceVectors
from engine.sources.sentences import sentences
from engine.training.logistic import fit

RIDGE = 3.0
ROUNDS = 3
FOLDS, REPEATS = 10, 3
"""Cross-validation: pairs are left out in tenths, three times over; a pair's probability is the mean of the three."""

OF_A_KIND = 120
"""Candidates of each kind that real texts give."""

PRECISION = 0.92
"""What `least` must reach on pairs that were left out; others' pairs are harder than one's own."""

SURE = (0.75, 0.55)
"""From which a whole text is said to disagree, by tier: judged by eye on texts of many kinds."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """n candidates of p pairs."""

    features: Floats  # (n, len(FEATURES))
    pair: Ints  # (n,): whose candidate it is
    fits: Bools  # (n,): whether it is of the kind in which its pair differs


def train(
    path: Path, texts: Path, target: Path, encoders: Sequence[Encoder], listen: Listener = ignore
) -> dict[str, Any]:
    """Fit for each encoder and write `target`; the figures of pairs that were left out, by tier.

    Args:
        path: lines of {"a", "b", "kind"}, as `nacre eval disagreement` reads them.
        texts: a collection of whole articles; those of even number, by title, are read.
        target: a `weights.json`.
        encoders: one of each tier.
        listen: told of progress.

    Raises:
        UsageError: there are no pairs, or no articles.
    """
    pairs = read_pairs(path)
    articles = _articles(texts)
    tiers: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for done, encoder in enumerate(encoders, 1):
        vectors = SentenceVectors(encoder)
        found = candidates(pairs, vectors)
        besides = background(articles, vectors)
        chances = left_out(pairs, found, besides)
        least = _least(pairs, chances)
        bias, weights = fitted(found, np.ones(len(pairs), bool), besides)
        tiers[str(encoder.tier)] = {
            "encoder": encoder.id,
            "features": {name: round(float(weights[at]), 4) for at, name in enumerate(FEATURES)},
            "bias": round(bias, 4),
            "least": least,
            "sure": SURE[min(encoder.tier, 1)],
        }
        shown[encoder.id] = {"least": least, **figures(pairs, [bool(each >= least) for each in chances])}
        listen(JobProgress("encoders", done, len(encoders)))
    made = {"card": {"made": date.today().isoformat(), "pairs": len(pairs), "by": "nacre train disagreement"}}
    target.write_text(json.dumps({**made, "tiers": tiers}, indent=1) + "\n", "utf-8")
    return shown


def candidates(pairs: Sequence[Pair], vectors: SentenceVectors) -> Candidates:
    """All that the passages of all pairs may disagree in."""
    cases: list[Case] = []
    of: list[int] = []
    for at, pair in enumerate(pairs):
        for one in say(pair.a):
            for other in say(pair.b):
                found = [Case(one, other, each) for each in conflicts(one, other)]
                cases += found
                of += [at] * len(found)
    fits = [case.conflict.kind.value == pairs[at].kind for case, at in zip(cases, of, strict=True)]
    return Candidates(rows(cases, vectors), np.array(of, np.int64), np.array(fits, bool))


def background(articles: Sequence[Sequence[str]], vectors: SentenceVectors) -> Floats:
    """float64 (n, len(FEATURES)): what the two halves of articles might disagree in, and don't.

    Args:
        articles: the paragraphs of each; every other one makes a half.
        vectors: embed the sentences.
    """
    cases: defaultdict[Kind, list[Case]] = defaultdict(list)
    for article in articles:
        halves = [_half(article[start::2], start) for start in (0, 1)]
        for mine, theirs, _ in near_pairs(halves[0], halves[1], vectors, Looking()):
            one, other = halves[0][mine].said, halves[1][theirs].said
            for each in conflicts(one, other):
                cases[each.kind].append(Case(one, other, each))
    generator = np.random.default_rng(0)
    drawn = [found[at] for found in cases.values() for at in generator.permutation(len(found))[:OF_A_KIND]]
    return rows(drawn, vectors)


def fitted(found: Candidates, pairs: Bools, besides: Floats) -> tuple[float, Floats]:
    """Bias and weights.

    Args:
        found: of all pairs.
        pairs: bool (p,), those that may be used.
        besides: rows of features of what is no conflict.
    """
    near = [FEATURES.index(name) for name in ("masked", "near")]
    scores = np.asarray(found.features[:, near].sum(axis=1), np.float64)
    bias, weights = 0.0, np.zeros(len(FEATURES))
    for _ in range(ROUNDS):
        meant = _meant(found, scores)
        used = pairs[found.pair] & (meant | ~found.fits)
        labels = np.concatenate([meant[used].astype(np.float64), np.zeros(len(besides))])
        bias, weights = fit(np.concatenate([found.features[used], besides]), labels, RIDGE)
        scores = found.features @ weights + bias
    return bias, weights


def left_out(pairs: Sequence[Pair], found: Candidates, besides: Floats) -> Floats:
    """float64 (p,): the probability that each pair disagrees, by models that were fitted without it."""
    total = np.zeros(len(pairs))
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(len(pairs))
        fold = np.empty(len(pairs), np.int64)
        fold[order] = np.arange(len(pairs)) % FOLDS
        for part in range(FOLDS):
            bias, weights = fitted(found, fold != part, besides)
            chances = 1 / (1 + np.exp(-(found.features @ weights + bias)))
            for at in np.flatnonzero(fold == part):
                total[at] += chances[found.pair == at].max(initial=0.0)
    return np.asarray(total / REPEATS, np.float64)


def _articles(texts: Path) -> list[list[str]]:
    """The paragraphs of the articles of even number, by title."""
    paragraphs: defaultdict[str, list[str]] = defaultdict(list)
    for item in load(texts).items:
        paragraphs[item.title].append(item.text)
    return [paragraphs[title] for title in sorted(paragraphs)[::2]]


def _half(paragraphs: Sequence[str], half: int) -> list[Sentence]:
    return [sentence for text in paragraphs for sentence in _sentences(text, half)]


def _sentences(text: str, half: int) -> Iterator[Sentence]:
    spans = [(start, end) for start, end in sentences(text) if says(text[start:end])]
    for (start, end), each in zip(spans, of_sentences([text[start:end] for start, end in spans]), strict=True):
        yield Sentence(half, half, start, end, each)


def _meant(found: Candidates, scores: Floats) -> Bools:
    """Of each pair that disagrees, the likeliest candidate of its kind."""
    meant = np.zeros(len(scores), bool)
    for pair in np.unique(found.pair[found.fits]):
        at = np.flatnonzero((found.pair == pair) & found.fits)
        meant[at[int(scores[at].argmax())]] = True
    return meant


def _least(pairs: Sequence[Pair], chances: Floats) -> float:
    """The smallest threshold, in steps of .01, with the precision that is wanted."""
    for least in np.arange(0.3, 0.96, 0.01):
        if figures(pairs, [bool(each >= least) for each in chances])["precision"] >= PRECISION:
            return round(float(least), 2)
    return 0.95
