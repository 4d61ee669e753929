"""What is known of each topic of A, in numbers: what its probability of being a gap is worked out from.

Few, for they have to hold for texts by others: whatever else was tried (how a topic's likeness stands to the median of
all, the largest cosine, shared words, B's length) helped on the writers that it was fitted on, and not on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.claiming import MANNERS, WORDS_ALONE, claims, likeness, with_echoes
from engine.gaps.echoes import Echoes, echoes
from engine.gaps.stretch import Ints, Stretch
from engine.gaps.words import shared
from engine.retrieval.contents import Floats

FEATURES = (
    "claim",  # the most probable claim on any sentence of B
    "claim_strict",  # the same where a sentence of B goes to what is plainly alike
    "claimed_log",  # sentences of B that are claimed, one more than the topic has at most
    "around",  # how much of the nearest place of B, with what stands around both, no other sentence of A has
    "length_log",  # characters, less half of what the topics of A usually have: see `USUAL`
    "opening",  # 1 for a few words at the beginning of a text, which say what it is going to be about
    "unclaimed",  # the share of B that no topic claims: the more there is, the more is claimed by chance
)

NEARBY = 0.04
"""The temperature at which sentences compete for a place of B by what stands around both."""

USUAL = 0.5
"""How much of a topic's length is taken to be its writer's manner: the share of the usual length in A (logarithms) that
is taken off. With 0 the gaps of those who write short paragraphs are passed over (recall .61 on texts of a writer left
out, in the place of .8), with 1 more is called a gap that is none; .35 to .65 do as well as .5."""

BRIEF = 300
"""Characters below which the first paragraph of a text is its opening."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """u topics of A held against the m sentences of B."""

    rows: Floats  # (u, len(FEATURES))
    nearest: Ints  # (u,): the sentence of B that is most like
    alike: Floats  # (u,): how like the one is that is most like by sentences


class Compared:
    """The sentences of two stretches held against each other once, for as many ways to divide A as one likes."""

    def __init__(self, a: Stretch, b: Stretch, tier: int) -> None:
        """Args:
        a: n > 0 sentences of A.
        b: m > 0 sentences of B.
        tier: of the encoder whose vectors they have.
        """
        self.a, self.b = a, b
        self._open, self._strict = MANNERS if tier else WORDS_ALONE
        self._words = shared(a, b)
        self._echoes: Echoes = echoes(a, b)
        self._around = _around(a.mixed @ b.mixed.T)

    def weigh(self, units: Sequence[Ints]) -> Weighed:
        """The features of each topic.

        Args:
            units: the sentences of each topic; every sentence of A is in one.
        """
        a, b = self.a, self.b
        alike = likeness(a, b, units, self._words)
        both = with_echoes(alike, self._echoes.of(units))
        claimed = claims(both, b, self._open)
        sizes = np.array([len(rows) for rows in units])
        lengths = np.array([sum(a.pieces[row][2] - a.pieces[row][1] for row in rows) for rows in units], np.float32)
        opens = np.array([a.opens[rows[0]] for rows in units])
        columns = (
            claimed.max(axis=1),
            claims(both, b, self._strict).max(axis=1),
            np.log(_largest(claimed, sizes + 1) + 0.05),
            np.array([self._around[rows].mean() for rows in units], np.float32),
            np.log(lengths) - USUAL * np.median(np.log(lengths)),
            opens & (lengths < BRIEF),
            np.full(len(units), 1 - claimed.sum(axis=0).mean()),
        )
        rows = np.stack(columns, axis=1).astype(np.float32)
        return Weighed(rows, both.argmax(axis=1), alike.max(axis=1))


def _largest(claimed: Floats, counts: Ints) -> Floats:
    """float32 (u,): the sum of each topic's largest claims, which the length of B hardly touches."""
    sums = np.cumsum(-np.sort(-claimed, axis=1), axis=1)
    return np.asarray(sums[np.arange(len(sums)), np.minimum(counts, sums.shape[1]) - 1], np.float32)


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


def _shares(scores: Floats, temperature: float) -> Floats:
    """Each column's scores as shares of one: a softmax."""
    grown = np.exp((scores - scores.max(axis=0, keepdims=True)) / temperature)
    return np.asarray(grown / grown.sum(axis=0, keepdims=True), np.float32)
