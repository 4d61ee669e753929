"""Which part of A a sentence of B belongs to, where it belongs to one.

That something in B is like a topic of A does not show that B treats it: on one subject everything is like everything.
It shows when no other part of A is more like it. So all of B is read as if someone had written it from A: each of its
sentences was written from one topic of A or from none, mostly from the same as the sentence before. What each sentence
was written from, given all of them, is worked out by the forward-backward algorithm (Rabiner, 1989).

Order in A and B is no evidence here; neighbourhood is. So is how much of B is left for a topic that others crowd out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.stretch import Ints, Stretch
from engine.retrieval.contents import Floats, unit

STAYS, CROSSES = 0.88, 0.05
"""How probable it is that a clause was written from the same topic as the one before, in and across paragraphs."""

ECHO = 2.2
"""The say of how much better than elsewhere in B a topic is met word by word, beside the likeness of whole sentences.
By topics told apart, in texts of writers left out, it matters little between 2 and 3.5; with .9 the log loss is a third
larger."""

ROUNDS, STEP, MOST = 3, 0.2, 0.2
"""How often allowances are worked out anew, how far each round goes towards fair shares, and how large one may be."""

FEW = 0.3
"""Sentences that are added to what a topic claims and to its fair share, so that none is nothing."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How readily a sentence of B is held to be written from a topic."""

    temperature: float  # how much likeness makes a topic e times as probable
    none: float  # the likeness that a topic must beat to be thought of at all


MANNERS = Manner(0.2, 0.3), Manner(0.07, 0.6)
"""One gives each topic that is somewhat alike its share, the other gives a sentence to one topic that is plainly alike
or to none."""

WORDS_ALONE = Manner(0.2, 0.15), Manner(0.1, 0.3)
"""The same for the vectors of tier 0, which are less alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What u topics claim of the m sentences of B, each on its own and with allowances for each other."""

    added: Floats  # (u,): what was added to each topic's likeness
    at_first: Floats  # (u, m): claims without that, see `claims`
    claimed: Floats  # (u, m): claims with it


def likeness(a: Stretch, b: Stretch, units: Sequence[Ints]) -> Floats:
    """float32 (u, m): how like each sentence of B is to each of u topics of A, to its sentences and to the whole.

    Args:
        a: n sentences.
        b: m sentences.
        units: the sentences of each topic.
    """
    near = a.mixed @ b.mixed.T
    means = unit(np.stack([a.vectors[rows].mean(axis=0) for rows in units]))
    whole = means @ unit(b.vectors + b.around).T
    best = np.stack([near[rows].max(axis=0) for rows in units])
    return np.asarray((best + whole) / 2, np.float32)


def with_echoes(alike: Floats, met: Floats) -> Floats:
    """float32 (u, m): likeness, raised where more of a topic is met word by word than it is in B on the whole.

    Args:
        alike: (u, m), see `likeness`.
        met: (u, m), see `Echoes.of`.
    """
    return np.asarray(alike + ECHO * (met - met.mean(axis=1, keepdims=True)), np.float32)


def on_subject(alike: Floats, b: Stretch) -> Floats:
    """float32 (u, m): likeness, lowered in texts of B that are on the whole less like A than the most alike of them.

    Without this the texts of a folder that are about something else claim by chance what the one on the subject lacks.

    Args:
        alike: (u, m), see `with_echoes`.
        b: the m sentences.
    """
    _, text = np.unique([version for version, _, _ in b.pieces], return_inverse=True)
    best = alike.max(axis=0)
    usual = np.array([np.median(best[text == each]) for each in range(int(text.max()) + 1)], np.float32)
    return np.asarray(alike - (usual.max() - usual)[text], np.float32)


def with_allowances(alike: Floats, b: Stretch, manner: Manner, sizes: Ints) -> Shared:
    """What all topics claim once they claim about as much of B as of A they are.

    A topic that is somewhat like everything takes sentences from one that is treated there, and gets more than its
    length gives reason for. So what claims too much is held back and what claims too little is helped, a little, until
    either has what fits best (the multipliers of a transport problem: Cuturi, 2013, section 4). What is missing is
    helped too, and found nowhere: how much help it got tells.

    Args:
        alike: (u, m).
        b: the m sentences.
        manner: how readily they are claimed.
        sizes: (u,), sentences of each topic.
    """
    added = np.zeros(len(alike), np.float32)
    at_first = claimed = claims(alike, b, manner)
    for _ in range(ROUNDS):
        fair = sizes / sizes.sum() * claimed.sum()
        added -= STEP * manner.temperature * np.log((claimed.sum(axis=1) + FEW) / (fair + FEW))
        added = np.clip(added, -MOST, MOST).astype(np.float32)
        claimed = claims(alike + added[:, None], b, manner)
    return Shared(added, at_first, claimed)


def claims(alike: Floats, b: Stretch, manner: Manner) -> Floats:
    """float32 (u, m): how probable it is that a sentence of B was written from a topic; columns sum to less than 1.

    Args:
        alike: (u, m), see `with_echoes` and `on_subject`.
        b: the m sentences.
        manner: how readily.
    """
    topics, m = alike.shape
    states = topics + 1
    scores = np.vstack([alike, np.full((1, m), manner.none, np.float32)]).T.astype(np.float64) / manner.temperature
    seen = np.exp(scores - scores.max(axis=1, keepdims=True))
    stays = np.where(b.paragraph[1:] == b.paragraph[:-1], STAYS, CROSSES)
    stays = np.where(b.run[1:] == b.run[:-1], stays, 0.0)
    forward = np.empty((m, states))
    backward = np.ones((m, states))
    forward[0] = seen[0] / seen[0].sum()
    for at in range(1, m):
        here = (stays[at - 1] * forward[at - 1] + (1 - stays[at - 1]) / states) * seen[at]
        forward[at] = here / here.sum()
    for at in range(m - 2, -1, -1):
        ahead = seen[at + 1] * backward[at + 1]
        here = stays[at] * ahead + (1 - stays[at]) * ahead.sum() / states
        backward[at] = here / here.sum()
    both = forward * backward
    both /= both.sum(axis=1, keepdims=True)
    return np.asarray(both[:, :topics].T, np.float32)
