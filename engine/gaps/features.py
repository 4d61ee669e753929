"""What is known of each topic of A, in numbers: what its probability of being a gap is worked out from.

Few, for they have to hold for texts by others: whatever else was tried (how a topic's likeness stands to the median of
all, the largest cosine, shared words, B's length, what stands around a place) helped on the writers that it was fitted
on, and not on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.claiming import MANNERS, WORDS_ALONE, claims, likeness, on_subject, with_allowances, with_echoes
from engine.gaps.echoes import Echoes, echoes
from engine.gaps.stretch import Bools, Ints, Stretch
from engine.retrieval.contents import Floats

FEATURES = (
    "claim",  # the most probable claim on any sentence of B
    "claim_strict",  # the same where a sentence of B goes to what is plainly alike
    "claimed_log",  # sentences of B that are claimed, one more than the topic has at most
    "allowance",  # what was added to its likeness for it to have a fair share of B: what is missing needs help
    "length_log",  # characters, less a part of what the topics of A usually have: see `USUAL`
    "opening",  # 1 for a few words at the beginning of a text, which say what it is going to be about: see `BRIEF`
    "unclaimed",  # the share of B that no topic claims: the more there is, the more is claimed by chance
    "crowding",  # sentences of B that are claimed for each of A, where B is much longer: see `CROWDED`
)

USUAL = 0.4
"""How much of a topic's length is taken to be its writer's manner: the share of the usual length in A (logarithms) that
is taken off. With 0 the gaps of those who write short paragraphs are passed over, with 1 more is called a gap that is
none; .3 to .6 do as well as .4."""

CROWDED = 0.5
"""Clauses of B that are claimed for each sentence of A (logarithm) from which B is held to have more on the subject
than A could account for: texts of about the same length have .5, a few topics beside a whole text on their subject 1 to
2."""

BRIEF = 300
"""Characters below which the first paragraph of a text is its opening."""

SUBTITLE, GREETING = 200, 250
"""Characters below which the first paragraph is no more than a line about the text, and below which the one after it
belongs to the opening then, if no heading is between: who writes to whom, and why. Of 61 such paragraphs one was a
missing topic; with 300 in the place of the one or the other it would be 10 of 112 or 6 of 81."""


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
        self._echoes: Echoes = echoes(a, b)

    def weigh(self, units: Sequence[Ints]) -> Weighed:
        """The features of each topic.

        Args:
            units: the sentences of each topic; every sentence of A is in one.
        """
        a, b = self.a, self.b
        alike = likeness(a, b, units)
        both = on_subject(with_echoes(alike, self._echoes.of(units)), b)
        sizes = np.array([len(rows) for rows in units])
        shared = with_allowances(both, b, self._open, sizes)
        strict = claims(both + shared.added[:, None], b, self._strict)
        at_first = shared.at_first.sum()
        lengths = np.array([sum(a.pieces[row][2] - a.pieces[row][1] for row in rows) for rows in units], np.float32)
        columns = (
            shared.claimed.max(axis=1),
            strict.max(axis=1),
            np.log(_largest(shared.claimed, sizes + 1) + 0.05),
            shared.added,
            np.log(lengths) - USUAL * np.median(np.log(lengths)),
            _opening(a, units, lengths),
            np.full(len(units), 1 - at_first / len(b)),
            np.full(len(units), max(0.0, np.log(at_first / len(a) + 1e-9) - CROWDED)),
        )
        rows = np.stack(columns, axis=1).astype(np.float32)
        return Weighed(rows, both.argmax(axis=1), alike.max(axis=1))


def _opening(a: Stretch, units: Sequence[Ints], lengths: Floats) -> Bools:
    """bool (u,): whether each topic is of the opening of its text: the first, or the second after a mere line."""
    first = np.array([a.opens[rows[0]] for rows in units])
    section = np.array([a.section[rows[0]] for rows in units])  # texts have none in common
    second = np.zeros(len(units), np.bool_)
    second[1:] = first[:-1] & (lengths[:-1] < SUBTITLE) & (lengths[1:] < GREETING) & (section[1:] == section[:-1])
    return np.asarray(second | (first & (lengths < BRIEF)), np.bool_)


def _largest(claimed: Floats, counts: Ints) -> Floats:
    """float32 (u,): the sum of each topic's largest claims, which the length of B hardly touches."""
    sums = np.cumsum(-np.sort(-claimed, axis=1), axis=1)
    return np.asarray(sums[np.arange(len(sums)), np.minimum(counts, sums.shape[1]) - 1], np.float32)
