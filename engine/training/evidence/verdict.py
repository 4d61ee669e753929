"""Whether a new network takes the place of what is in use: only where it wins on questions that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.training.evidence.arms import Scores
from engine.training.evidence.measures import NAMES, Floats, Rise, all_measured, enough, rise
from engine.training.evidence.samples import Sample

SURE = 0.05
"""Below this p a difference counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """What one side makes of the questions."""

    scores: Scores
    halt: Floats | None  # float64 (n,): chance of enough evidence; None where it does not say


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it."""

    adopted: bool
    why: str  # one clause
    questions: int
    before: dict[str, float]  # `NAMES`, means
    after: dict[str, float]
    mrr: Rise
    recall: Rise
    over_linear: Rise  # MRR@10 beside the network's own linear scores: what its thinking adds
    halting: Rise | None  # of the Brier score: above 0 is worse


def judge(samples: Sequence[Sample], before: Ranked, after: Ranked, linear: Scores) -> Verdict:
    """Compare two sides by question, over its stages alike.

    Args:
        samples: that neither was trained on; those without anything to find are left out.
        before: what is in use.
        after: what would take its place.
        linear: the scores that `after` starts from, by which alone a network that says nothing could win.

    Raises:
        ValueError: there is nothing to compare on.
    """
    figures = [_by_question(samples, all_measured(samples, side.scores)) for side in (before, after)]
    mrr, recall = (rise(figures[0][:, at], figures[1][:, at]) for at in (0, 1))
    plain = _by_question(samples, all_measured(samples, linear))
    over_linear = rise(plain[:, 0], figures[1][:, 0])
    errors = [_errors(samples, side) for side in (before, after)]
    halting = None if errors[0] is None or errors[1] is None else rise(errors[0], errors[1])
    means = [dict(zip(NAMES, each.mean(axis=0).tolist(), strict=True)) for each in figures]
    adopted, why = _decided(mrr, recall, over_linear, halting)
    return Verdict(adopted, why, len(figures[0]), means[0], means[1], mrr, recall, over_linear, halting)


def _decided(mrr: Rise, recall: Rise, over_linear: Rise, halting: Rise | None) -> tuple[bool, str]:
    if mrr.mean <= 0:
        return False, "it finds no earlier what answers"
    if mrr.p >= SURE:
        return False, "what it gains may be chance"
    if recall.mean < 0:
        return False, "it has less of the evidence among its first five"
    if over_linear.mean <= 0 or over_linear.p >= SURE:
        return False, "its thinking adds nothing sure to the linear scores that it starts from"
    if halting is not None and halting.low > 0:
        return False, "it knows less well when the evidence is enough"
    return True, "it wins on questions that it has not seen"


def _errors(samples: Sequence[Sample], side: Ranked) -> Floats | None:
    """float64 (questions,): how far a side is off in knowing that it has enough, squared; None if it does not say."""
    if side.halt is None:
        return None
    right = np.array([enough(each, mine) for each, mine in zip(samples, side.scores, strict=True)], np.float64)
    return _by_question(samples, ((side.halt - right) ** 2)[:, None])[:, 0]


def _by_question(samples: Sequence[Sample], rows: Floats) -> Floats:
    """float64 (questions, c): the mean over the stages of each question that has something to find."""
    groups: dict[str, list[int]] = {}
    for at, sample in enumerate(samples):
        if sample.wanted:
            groups.setdefault(sample.key, []).append(at)
    return np.array([rows[places].mean(axis=0) for places in groups.values()]).reshape(-1, rows.shape[1])
