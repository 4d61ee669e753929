"""`nacre train gaps`: fits the probability that a topic is missing on pairs of texts with planted gaps.

Fitted on the true topics of each pair, of the pair with texts on other subjects beside side B, and of a few topics of A
alone against all of B. How sure a gap is, and what is told of how well all this does, is worked out on pairs that were
left out: all pairs of a writer at once, where it is known who wrote them, for how long paragraphs are and how far a
text strays is a writer's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import UsageError
from engine.evaluation.gaps import REPORTED, Outcome, Pair, Span, figures, read_pairs, score, taken_in
from engine.events import JobProgress, Listener, ignore
from engine.gaps.coverage import Close, judge
from engine.gaps.features import FEATURES, Compared
from engine.gaps.grouping import groups
from engine.gaps.side import Side, side
from engine.gaps.stretch import Ints, Piece, Stretch, read
from engine.gaps.weights import Weights
from engine.models.encoder import Encoder
from engine.models.minilm import MiniLM
from engine.reasoning.vectors import SentenceVectors
from engine.training.logistic import fit
from engine.training.unseeing import unseeing

BESIDES = 3
"""Texts on other subjects that stand beside B in half of what is fitted on: libraries hold more than one subject."""

SHORTER = (1, 2, 3, 4, 6)
"""Topics that are left of A, two of these for each pair in turn: a note is held against a book."""

LEAST, DOUBT, TOGETHER = (-0.4, -0.8), (-0.4, -1.0), (0.0, 7.5)
"""See `engine.gaps.weights.Bar`; by tier. Chosen on twenty-one writers left out in turn: in tier 1 so that hardly a
control has a gap, and precision and recall are as high as can be on texts whose lengths tell nothing. Words alone (tier
0) don't get there."""

FOLDS = 8
"""Parts of which one after the other is left out where there is but one writer."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What is known of one pair."""

    pair: Pair
    compared: Compared
    rows: Matrix  # of its true topics, each some times
    missing: Matrix  # 1 for those that were planted


def train(
    path: Path, target: Path, encoders: Sequence[Encoder], listen: Listener = ignore, words: Path | None = None
) -> dict[str, Any]:
    """Fit for each encoder and write `target`; what was written.

    Args:
        path: lines of {"a", "b", "gaps"}, as `nacre eval gaps` reads them, with "writer" where there are several.
        target: a `weights.json`.
        encoders: one of each tier.
        listen: told of progress.
        words: what `nacre train words` wrote for these pairs: each is read with the adapters that have not seen its
            writer. None: all are read with those that come with Nacre, which must not have seen them.

    Raises:
        UsageError: there are no pairs, or the words were not taught on them.
    """
    pairs = read_pairs(path)
    writers = {pair.writer for pair in pairs}
    apart = {each.tier: unseeing(each, words, path, pairs) for each in encoders if words and isinstance(each, MiniLM)}
    if words and not apart:
        raise UsageError(
            "words are those of MiniLM, which is not prepared here", "run 'nacre setup', or leave --words out"
        )
    tiers: dict[str, Any] = {}
    for encoder in encoders:
        taught = list(_teach(pairs, apart.get(encoder.tier) or dict.fromkeys(writers, encoder), listen))
        tiers[str(encoder.tier)] = {"encoder": encoder.id, **entry(taught, encoder.tier)}
    made = {
        "card": {
            "made": date.today().isoformat(),
            "command": "python -m tests.data.gaps.build seen OUT; nacre train gaps OUT/pairs.jsonl"
            + (" --words words.npz" if words else ""),
            "pairs": len(pairs),
            "topics": sum(len(each.missing) for each in taught),
            "data": "texts on one subject by other hands, passages of the first left out of the second; and controls",
            "writers": len(writers),
            "left_out": "all pairs of a writer at once" if len(writers) > 1 else "every eighth",
        }
    }
    target.write_text(json.dumps({**made, "tiers": tiers}, indent=1) + "\n", "utf-8")
    return made


def compared(a: Side, b: Side) -> Compared:
    """All of one side held against all of the other."""
    return Compared(read(a, _pieces([a])), read(b, _pieces([b]), apart=True), a.encoder.tier)


def labels(a: Stretch, units: Sequence[Ints], pair: Pair) -> Matrix:
    """(u,): 1 for the topics that were planted."""
    return np.array([_planted(a, int(rows[0]), pair.gaps) for rows in units], float)


def labelled(both: Compared, pair: Pair) -> tuple[Matrix, Matrix]:
    """The features of each true topic of A, and 1 for those that were planted."""
    units = true_topics(both.a, pair.gaps)
    return both.weigh(units).rows.astype(np.float64), labels(both.a, units, pair)


def entry(taught: Sequence[Taught], tier: int) -> dict[str, Any]:
    """One tier's part of the file."""
    weights = fitted(taught, tier)
    left = parts(taught)
    judged: list[tuple[Taught, Close]] = []
    for part in left:
        others = fitted([each for other in left if other is not part for each in other], tier)
        judged += [(each, judge(each.compared, others)) for each in part]
    shift, slope = _calibrated(judged)
    outcomes = [(each.pair.writer, _outcome(each, close, weights)) for each, close in judged]
    writers = sorted({writer for writer, _ in outcomes if writer})
    return {
        "features": {name: round(float(weights.weights[at]), 5) for at, name in enumerate(FEATURES)},
        "bias": round(weights.bias, 5),
        "least": weights.least,
        "doubt": weights.doubt,
        "together": weights.together,
        "calibration": [round(slope, 3), round(shift, 3)],
        "left_out": _rounded(figures([outcome for _, outcome in outcomes])),
        "left_out_by_writer": {
            each: _rounded(figures([outcome for writer, outcome in outcomes if writer == each])) for each in writers
        },
    }


def fitted(taught: Sequence[Taught], tier: int) -> Weights:
    """A logistic model of some pairs."""
    rows, missing = (np.concatenate(each) for each in zip(*((each.rows, each.missing) for each in taught), strict=True))
    bias, weights = fit(rows, missing)
    known = min(tier, 1)
    return Weights(weights.astype(np.float32), bias, LEAST[known], DOUBT[known], TOGETHER[known], 1.0, 0.0)


def _teach(pairs: Sequence[Pair], readers: Mapping[str, Encoder], listen: Listener) -> Iterator[Taught]:
    with taken_in(pairs, next(iter(readers.values())), listen) as library:
        vectors = {encoder: SentenceVectors(encoder) for encoder in set(readers.values())}
        for done, pair in enumerate(pairs, 1):
            a, b, *besides = (
                side(library, vectors[readers[pair.writer]], str(each.absolute()))
                for each in (pair.a, pair.b, *(pairs[(done + step) % len(pairs)].b for step in range(BESIDES)))
            )
            alone, tier = compared(a, b), a.encoder.tier
            among = Compared(alone.a, read(b, _pieces([b, *besides]), apart=True), tier)
            few = [Compared(_few(a, alone.a, pair, done + step), alone.b, tier) for step in (0, 2)]
            known = [labelled(each, pair) for each in (alone, among, *few)]
            rows, missing = (np.concatenate(each) for each in zip(*known, strict=True))
            yield Taught(pair, alone, rows, missing)
            listen(JobProgress("pairs", done, len(pairs)))


def parts(taught: Sequence[Taught]) -> list[list[Taught]]:
    """What is left out at once, one after the other: what one writer wrote, or every eighth pair."""
    by_writer: dict[str, list[Taught]] = {}
    for each in taught:
        by_writer.setdefault(each.pair.writer, []).append(each)
    if len(by_writer) > 1:
        return list(by_writer.values())
    return [list(taught[fold::FOLDS]) for fold in range(min(FOLDS, len(taught)))]


def _calibrated(judged: Sequence[tuple[Taught, Close]]) -> tuple[float, float]:
    """Shift and slope of the log-odds by which they hold for what was found in pairs left out (Platt, 1999)."""
    odds: list[float] = []
    right: list[bool] = []
    for each, close in judged:
        for unit, given in zip(close.units, close.log_odds.tolist(), strict=True):
            if np.isfinite(given):
                odds.append(given)
                right.append(score([_span(close.a, [unit])], each.pair.gaps).right > 0)
    if all(right) or not any(right):
        return 0.0, 1.0
    shift, slope = fit(np.array(odds)[:, None], np.array(right, float))
    return shift, float(slope[0])


def _outcome(each: Taught, close: Close, rule: Weights) -> Outcome:
    found = groups(close.a, close.units, close.bar(rule).missing(close.log_odds))
    spans = [_span(close.a, [close.units[unit] for unit in group]) for group in found]
    return score(spans[:REPORTED], each.pair.gaps)


def _span(text: Stretch, units: Sequence[Ints]) -> Span:
    return text.pieces[int(units[0][0])][1], text.pieces[int(units[-1][-1])][2]


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}


def _few(a: Side, text: Stretch, pair: Pair, number: int) -> Stretch:
    """Some topics of A, as if it had no others."""
    units = true_topics(text, pair.gaps)
    kept = min(SHORTER[number % len(SHORTER)], len(units))
    chosen = np.random.default_rng(number).choice(len(units), kept, replace=False)
    spans = [(*text.pieces[int(units[at][0])][:2], text.pieces[int(units[at][-1])][2]) for at in sorted(chosen)]
    return read(a, spans)


def _pieces(sides: Sequence[Side]) -> list[Piece]:
    return [(held.version, *span) for each in sides for held in each.contents() for span in held.spans]


def true_topics(text: Stretch, planted: Sequence[Span]) -> list[Ints]:
    """Paragraphs, cut where a planted passage begins or ends."""
    inside = np.array([_planted(text, row, planted) for row in range(len(text))])
    edges = np.flatnonzero((np.diff(text.paragraph) != 0) | (np.diff(inside.astype(int)) != 0)) + 1
    return list(np.split(np.arange(len(text)), edges))


def _planted(text: Stretch, row: int, planted: Sequence[Span]) -> bool:
    _, start, end = text.pieces[row]
    return any(2 * (min(end, high) - max(start, low)) > end - start for low, high in planted)
