"""What is known of each topic of A, in numbers: what its probability of being a gap is worked out from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.claiming import claims, likeness
from engine.gaps.stretch import Ints, Stretch
from engine.gaps.words import shared
from engine.retrieval.contents import Floats

FEATURES = (
    "claim",  # the most probable claim on any sentence of B
    "claim_log",
    "claimed_log",  # sentences of B that are claimed, in all
    "claimed_rate_log",  # the same for each sentence of the topic
    "likeness",  # of the nearest sentence of B
    "likeness_above",  # that less the median of all topics
    "words",  # the share of the topic's words that some place of B has
    "words_claim",  # how much of that place no other topic has
    "length_log",  # characters
    "around",  # how much of the nearest place of B, with what stands around both, no other sentence of A has
    "longer_log",  # sentences of B for each of A: the more there are, the more is claimed by chance
)

PLACE = 0.05
"""The temperature at which topics compete for the words of a place of B."""

NEARBY = 0.04
"""The temperature at which sentences compete for a place of B by what stands around both."""


LONGEST_LOG = 2.3
"""B counts as ten times as long as A at most; beyond, nothing was measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """u topics of A held against the m sentences of B."""

    rows: Floats  # (u, len(FEATURES))
    nearest: Ints  # (u,): the sentence of B that is most like
    alike: Floats  # (u,): how like it is


def weigh(a: Stretch, b: Stretch, units: Sequence[Ints]) -> Weighed:
    """The features of each topic.

    Args:
        a: n sentences of A, m > 0 of them in B.
        b: the sentences of B.
        units: the sentences of each topic; every sentence of A is in one.
    """
    in_words = shared(a, b)
    alike = likeness(a, b, units, in_words)
    claimed = claims(alike, b)
    most, total = claimed.max(axis=1), claimed.sum(axis=1)
    top = alike.max(axis=1)
    words = np.stack([in_words[rows].mean(axis=0) for rows in units])
    around = _around(a.mixed @ b.mixed.T)
    sizes = np.array([len(rows) for rows in units], np.float32)
    lengths = np.array([sum(a.pieces[row][2] - a.pieces[row][1] for row in rows) for rows in units], np.float32)
    columns = (
        most,
        np.log(most + 0.01),
        np.log(total + 0.05),
        np.log((total + 0.05) / sizes),
        top,
        top - np.median(top),
        words.max(axis=1),
        _shares(words, PLACE).max(axis=1),
        np.log(lengths),
        np.array([around[rows].mean() for rows in units], np.float32),
        np.full(len(units), min(LONGEST_LOG, max(0.0, math.log(len(b) / len(a)))), np.float32),
    )
    return Weighed(np.stack(columns, axis=1).astype(np.float32), alike.argmax(axis=1), top)


def _shares(scores: Floats, temperature: float) -> Floats:
    """Each column's scores as shares of one: a softmax."""
    grown = np.exp((scores - scores.max(axis=0, keepdims=True)) / temperature)
    return np.asarray(grown / grown.sum(axis=0, keepdims=True), np.float32)


def _around(near: Floats) -> Floats:
    """(n,): the largest share of a place of B, by what is said there and by whether the neighbours match nearby."""
    n, m = near.shape
    if n < 2:
        return np.ones(n, np.float32)
    padded = np.pad(near, ((1, 1), (2, 2)), constant_values=-1)
    before = np.max([padded[0:n, step : step + m] for step in range(5)], axis=0)
    behind = np.max([padded[2 : n + 2, step : step + m] for step in range(5)], axis=0)
    before[0], behind[-1] = behind[0], before[-1]
    return np.asarray(_shares((near + 0.5 * before + 0.5 * behind) / 2, NEARBY).max(axis=1), np.float32)
