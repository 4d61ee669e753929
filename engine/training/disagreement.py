"""`nacre train disagreement`: fits how likely two sentences contradict each other on pairs of short passages.

A pair is labelled, not the candidates in it: of those that are of its kind the likeliest is taken to be meant, by the
model as it was fitted before (multiple-instance learning; Andrews, Tsochantaridis and Hofmann, 2003). For whole texts
come sentences of real ones to them that are each other's nearest within an article, which hardly contradicts itself.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from engine.gaps.disagreeing.judging import Matter
from engine.gaps.disagreeing.pairing import pairs as near_pairs
from engine.gaps.disagreeing.passages import Sentence, says
from engine.gaps.disagreeing.said import of_sentences, say
from engine.gaps.disagreeing.subject import FEW
from engine.gaps.finder import Looking
from engine.models.encoder import Encoder
from engine.reasoning.vectors import SentenceVectors
from engine.sources.sentences import sentences
from engine.training.logistic import fit

RIDGE = 3.0
ROUNDS = 3
FOLDS = 10
"""Parts in which pairs are left out where `least` is chosen, and where there is one writer only."""

OF_A_KIND = 120
"""Candidates of each kind that real texts give."""

PRECISION = 0.815
"""What `least` must reach on pairs that were left out, on average over their writers."""

WINDOWS = ("near", "number_near", "turn_near")
"""Features that are left out: of pairs in other words they would learn that what is worded alike agrees."""

ALIKE = ("cosine_enough", "masked_enough")
"""Features that only passages need: of whole texts the more alike sentences are, the likelier they are of one thing."""

STYLE = ("cosine", "masked", "shared", "shared_log", "lone", "turn_shared", "turn_lone")
"""Features that of passages would only learn a writer's habit: how often he says a thing in the same words."""

SURE = (0.75, 0.55)
"""From which a whole text is said to disagree, by tier: judged by eye on texts of many kinds."""

NOTHING: Floats = np.zeros((0, len(FEATURES)))

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
    """Fit for each encoder and write `target`; the figures of pairs by tier, those of each writer left out in turn.

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
        found = without(candidates(pairs, vectors), WINDOWS)
        passages, found = without(found, STYLE), without(found, ALIKE)
        writers = np.array([pair.writer for pair in pairs])
        tenths = np.random.default_rng(0).permutation(len(pairs)) % FOLDS
        least = _least(pairs, left_out(pairs, passages, tenths))
        chances = left_out(pairs, passages, writers if len(set(writers)) > 1 else tenths)
        everything = np.ones(len(pairs), bool)
        besides = background(articles, vectors)
        besides[:, [FEATURES.index(name) for name in (*WINDOWS, *ALIKE)]] = 0.0
        tiers[str(encoder.tier)] = {
            "encoder": encoder.id,
            Matter.PASSAGES.value: _written(*fitted(passages, everything, turns=turns_of(pairs)), least),
            Matter.TEXTS.value: _written(*fitted(found, near_in_words(pairs), besides), SURE[min(encoder.tier, 1)]),
        }
        shown[encoder.id] = {"least": least, "left_out": by_writer(pairs, chances, least)}
        listen(JobProgress("encoders", done, len(encoders)))
    made = {"card": {"made": date.today().isoformat(), "pairs": len(pairs), "by": "nacre train disagreement"}}
    target.write_text(json.dumps({**made, "tiers": tiers}, indent=1) + "\n", "utf-8")
    return shown


def _written(bias: float, weights: Floats, least: float) -> dict[str, Any]:
    named = {name: round(float(weights[at]), 4) for at, name in enumerate(FEATURES)}
    return {"features": named, "bias": round(bias, 4), "least": least}


def without(found: Candidates, names: Sequence[str]) -> Candidates:
    """The candidates without some features."""
    features = found.features.copy()
    features[:, [FEATURES.index(name) for name in names]] = 0.0
    return replace(found, features=features)


def near_in_words(pairs: Sequence[Pair]) -> Bools:
    """bool (p,): whether the passages of a pair share the words without which no sentences of whole texts are said to
    be of one thing."""
    return np.array(
        [any(len(one.keys & other.keys) >= FEW for one in say(pair.a) for other in say(pair.b)) for pair in pairs]
    )


def turns_of(pairs: Sequence[Pair]) -> Ints:
    """int64 (p,): how often each pair counts, so that every writer has about the same say."""
    counts = Counter(pair.writer for pair in pairs)
    return np.array([round(max(counts.values()) / counts[pair.writer]) for pair in pairs], np.int64)


def left_out(pairs: Sequence[Pair], found: Candidates, parts: Ints) -> Floats:
    """float64 (p,): the probability that each pair disagrees, by a model that was fitted on the other parts.

    Args:
        pairs: all of them.
        found: their candidates.
        parts: int64 (p,), the part that each pair is left out with.
    """
    turns = turns_of(pairs)
    total = np.zeros(len(pairs))
    for part in np.unique(parts):
        bias, weights = fitted(found, parts != part, turns=turns)
        total += np.where(parts == part, _chances(pairs, found, bias, weights), 0.0)
    return total


def by_writer(pairs: Sequence[Pair], chances: Floats, least: float) -> dict[str, Any]:
    """The figures on the pairs of each writer."""
    told: dict[str, Any] = {}
    for writer in sorted({pair.writer for pair in pairs}):
        mine = [at for at, pair in enumerate(pairs) if pair.writer == writer]
        told[str(writer)] = figures([pairs[at] for at in mine], [bool(chances[at] >= least) for at in mine])
    return told


def _chances(pairs: Sequence[Pair], found: Candidates, bias: float, weights: Floats) -> Floats:
    """float64 (p,): the probability of each pair's likeliest candidate, 0 for a pair that has none."""
    chances = np.zeros(len(pairs))
    np.maximum.at(chances, found.pair, 1 / (1 + np.exp(-(found.features @ weights + bias))))
    return chances


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


def fitted(
    found: Candidates, pairs: Bools, besides: Floats = NOTHING, turns: Ints | None = None
) -> tuple[float, Floats]:
    """Bias and weights.

    Args:
        found: of all pairs.
        pairs: bool (p,), those that may be used.
        besides: rows of features of what is no conflict.
        turns: int64 (p,), how often each pair counts; None for once each.
    """
    scores = found.features[:, [FEATURES.index(name) for name in ("masked", "masked_enough")]].sum(axis=1)
    bias, weights = 0.0, np.zeros(len(FEATURES))
    for _ in range(ROUNDS):
        meant = _meant(found, scores)
        used = np.flatnonzero(pairs[found.pair] & (meant | ~found.fits))
        used = np.repeat(used, turns[found.pair[used]]) if turns is not None else used
        labels = np.concatenate([meant[used].astype(np.float64), np.zeros(len(besides))])
        bias, weights = fit(np.concatenate([found.features[used], besides]), labels, RIDGE)
        scores = found.features @ weights + bias
    return bias, weights


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
    """The smallest threshold, in steps of .01, with the precision that is wanted, each writer's counted alike."""
    for least in np.arange(0.3, 0.96, 0.01):
        told = by_writer(pairs, chances, float(least)).values()
        if sum(each["precision"] for each in told) >= PRECISION * len(told):
            return round(float(least), 2)
    return 0.95
