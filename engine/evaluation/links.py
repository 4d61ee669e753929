"""`nacre eval graph` on a folder of linked notes: links are taken out, and looked for again.

Markup and words of the links are cut from the notes before anything is computed. What is reported first is of pairs of
notes that both have odd numbers, in the order of their paths: the weights were fitted on those of even number. Beside
it, in the same runs, stand what others would try: personalised PageRank and other measures of the links alone, and the
texts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.evaluation.held_links import Folder, Pair, at_random, drawn, folder, matched
from engine.evaluation.metrics import auroc
from engine.events import JobProgress, Listener, ignore
from engine.gaps.finder import Looking
from engine.gaps.links.candidates import candidates
from engine.gaps.links.features import PAIR, TEXT, pair_rows
from engine.gaps.links.known import Known
from engine.gaps.links.network import RESTART, Sparse, common
from engine.gaps.links.proposing import propose
from engine.gaps.links.weights import Case, load
from engine.gaps.stretch import Ints
from engine.models.encoder import Encoder

RUNS = 20

FIRST = 50
"""Proposals that precision is of."""

TIMES = 5
"""Pairs that are not linked for each link that was taken out."""

ITERATIONS = 60
"""Of PageRank: what is left over then is .85 to the power of 60."""

STUDENT = 2.093
"""Of Student's distribution with 19 degrees of freedom: .95 of a mean over 20 runs lies within so many errors."""

ARMS = ("text_and_links", "pagerank", "common_neighbours", "adamic_adar", "text")

Scores = dict[str, npt.NDArray[np.float64]]
Figures = dict[str, list[float]]


def evaluate(path: Path, encoder: Encoder, listen: Listener = ignore, runs: int = RUNS) -> dict[str, Any]:
    """`{"links": {"auc", "precision@50", ...}, "baselines": {...}, "above_pagerank": {...}, ...}`.

    Args:
        path: a folder of linked Markdown notes.
        encoder: whose vectors are compared.
        listen: told of progress.
        runs: draws of links.

    Raises:
        UsageError: hardly any notes in the folder link to each other.
    """
    other_half: dict[str, Figures] = {arm: {} for arm in ARMS}
    whole: dict[str, Figures] = {arm: {} for arm in ARMS}
    weighed: dict[str, Figures] = {"other_half": {}, "whole_folder": {}}
    named: Figures = {}
    with folder(path, encoder, listen) as notes:
        for run in range(runs):
            listen(JobProgress("links", run, runs))
            held = drawn(notes.pairs, np.random.default_rng(run))
            with notes.without(held) as known:
                odd = np.arange(1, len(notes.pages), 2)
                _note(weighed["other_half"], _run(known, notes, held, odd, other_half, run))
                every = np.arange(len(notes.pages))
                _note(weighed["whole_folder"], _run(known, notes, held, every, whole, run))
            with notes.without(held, words_stay=True) as known:
                _note(named, _named(known, held))
        counts = {"notes": len(notes.pages), "pairs": len(notes.pairs)}
    ours, alone = other_half["text_and_links"]["auc"], other_half["pagerank"]["auc"]
    return {
        "collection": f"{path.name}, notes of odd number",
        "tier": encoder.tier,
        "runs": runs,
        **counts,
        "links": {**_summary(other_half["text_and_links"]), **_interval("auc", ours)},
        "baselines": {arm: _summary(other_half[arm]) for arm in ARMS[1:]},
        "above_pagerank": _interval("auc", np.subtract(ours, alone).tolist()),
        "whole_folder": {arm: _summary(whole[arm]) for arm in ARMS},
        "candidates": {part: _summary(figures) for part, figures in weighed.items()},
        "words_left_standing": _summary(named),
    }


def _run(
    known: Known, notes: Folder, held: Sequence[Pair], fit: Ints, into: Mapping[str, Figures], run: int
) -> dict[str, float]:
    """Adds the figures of one run over the pairs among some notes; what there was to find, and how much of it the
    finder would have weighed."""
    generator = np.random.default_rng((run, len(fit)))
    among = set(fit.tolist())
    taken_out, linked = set(held), set(notes.pairs)
    right = [pair for pair in held if among >= set(pair)]
    if not right:
        return {"taken_out": 0.0}
    degree = known.network.degree[: len(notes.pages)]
    equal = [pair for _ in range(TIMES) for pair in matched(right, degree, fit, linked, generator)]
    drawn_at_random = at_random(TIMES * len(right), fit, linked, generator)
    u, v = candidates(known, Looking())
    proposed = [pair for pair in zip(u.tolist(), v.tolist(), strict=True) if among >= set(pair)]
    pairs = [*right, *equal, *drawn_at_random, *proposed]
    cuts = np.cumsum([len(right), len(equal), len(drawn_at_random)])
    for arm, scores in _scores(known, pairs).items():
        positive, negative, negative_at_random, ranked = np.split(scores, cuts)
        first = np.argsort(-ranked, kind="stable")[:FIRST]
        figures = {
            "auc": auroc(positive.tolist(), negative.tolist()),
            "auc_random": auroc(positive.tolist(), negative_at_random.tolist()),
            f"precision@{FIRST}": float(np.mean([proposed[at] in taken_out for at in first])) if len(first) else 0.0,
        }
        _note(into[arm], figures)
    return {
        "taken_out": float(len(right)),
        "weighed": float(len(proposed)),
        "recall": len(set(right) & set(proposed)) / max(1, len(right)),
    }


def _scores(known: Known, pairs: Sequence[Pair]) -> Scores:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    u, v = ends[:, 0], ends[:, 1]
    rows = pair_rows(known, u, v, lambda: None)
    tier = known.side.encoder.tier
    shared, adamic_adar = common(known.network, u, v)
    found = {
        "text_and_links": load(tier, Case.LINKED).log_odds(rows),
        "pagerank": pagerank(known, u, v),
        "common_neighbours": shared,
        "adamic_adar": adamic_adar,
        "text": load(tier, Case.PLAIN).log_odds(rows[:, : len(TEXT)]),
    }
    assert rows.shape[1] == len(PAIR)
    return {arm: np.asarray(scores, np.float64) for arm, scores in found.items()}


def pagerank(known: Known, u: Ints, v: Ints) -> npt.NDArray[np.float64]:
    """Personalised PageRank from each of k pairs' ends to the other, added: of the links between the notes alone."""
    n = known.network.n
    links: Sparse = known.network.links[:n, :n].astype(np.float64)
    back = (links / np.maximum(links.sum(axis=1), 1)[:, None]).T.tocsr()
    sources = np.unique(np.concatenate([u, v]))
    start = np.zeros((n, len(sources)))
    start[sources, np.arange(len(sources))] = 1
    ranks = start.copy()
    for _ in range(ITERATIONS):
        ranks = RESTART * start + (1 - RESTART) * (back @ ranks)
    return np.asarray(ranks[v, np.searchsorted(sources, u)] + ranks[u, np.searchsorted(sources, v)])


def _named(known: Known, held: Sequence[Pair]) -> dict[str, float]:
    """What the finder proposes where the words of the links were left: how many of the first are links that were."""
    taken_out = set(held)
    proposed = list(propose(known, Looking()))
    first = proposed[:FIRST]
    right = [(min(each.source, each.target), max(each.source, each.target)) in taken_out for each in first]
    return {
        f"precision@{FIRST}": sum(right) / max(1, len(right)),
        "confidence": sum(each.confidence for each in first) / max(1, len(first)),
        "proposed": float(len(proposed)),
    }


def _note(into: Figures, figures: Mapping[str, float]) -> None:
    for name, value in figures.items():
        into.setdefault(name, []).append(value)


def _summary(figures: Figures) -> dict[str, float]:
    return {name: round(float(np.mean(values)), 4) for name, values in figures.items()}


def _interval(name: str, values: Sequence[float]) -> dict[str, float]:
    """The mean, and between what it lies: 95 % over the draws."""
    mean = float(np.mean(values))
    error = STUDENT * float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return {name: round(mean, 4), f"{name}_from": round(mean - error, 4), f"{name}_to": round(mean + error, 4)}
