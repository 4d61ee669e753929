"""Which part of A a sentence of B belongs to, where it belongs to one.

That something in B is like a topic of A does not show that B treats it: on one subject everything is like everything.
It shows when no other part of A is more like it. So all of B is read as if someone had written it from A: each of its
sentences was written from one topic of A or from none, mostly from the same as the sentence before. What each sentence
was written from, given all of them, is worked out by the forward-backward algorithm (Rabiner, 1989).

Order in A and B is no evidence here; neighbourhood is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.stretch import Ints, Stretch
from engine.retrieval.contents import Floats, unit

STAYS, CROSSES = 0.8, 0.1
"""How probable it is that a sentence was written from the same topic as the one before, in and across paragraphs."""

WORDS = 0.1
"""The say of shared words beside likeness."""

ECHO = 0.9
"""The say of how much better than elsewhere in B a topic is met word by word. With 0 the log loss of topics told apart,
by weights fitted on texts of other writers, grows by a quarter; .7 to 1.2 do as well."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How readily a sentence of B is held to be written from a topic."""

    temperature: float  # how much likeness makes a topic e times as probable
    none: float  # the likeness that a topic must beat to be thought of at all


MANNERS = Manner(0.12, 0.27), Manner(0.05, 0.42)
"""One gives each topic that is somewhat alike its share, the other gives a sentence to one topic that is plainly alike
or to none. At .05 in the place of .12 the log loss of topics told apart is a third larger; .1 to .15 do as well."""

WORDS_ALONE = Manner(0.1, 0.15), Manner(0.05, 0.25)
"""The same for the vectors of tier 0, which are less alike."""


def likeness(a: Stretch, b: Stretch, units: Sequence[Ints], shared: Floats) -> Floats:
    """float32 (u, m): how like each sentence of B is to each of u topics of A, by sentences and by common words.

    Args:
        a: n sentences.
        b: m sentences.
        units: the sentences of each topic.
        shared: (n, m), the share of A's words that B has there, see `words.shared`.
    """
    near = a.mixed @ b.mixed.T
    means = unit(np.stack([a.vectors[rows].mean(axis=0) for rows in units]))
    whole = means @ unit(b.vectors + b.around).T
    best = np.stack([near[rows].max(axis=0) for rows in units])
    words = np.stack([shared[rows].max(axis=0) for rows in units])
    return np.asarray((best + whole) / 2 + WORDS * words, np.float32)


def with_echoes(alike: Floats, met: Floats) -> Floats:
    """float32 (u, m): likeness, raised where more of a topic is met word by word than it is in B on the whole.

    Args:
        alike: (u, m), see `likeness`.
        met: (u, m), see `Echoes.of`.
    """
    return np.asarray(alike + ECHO * (met - met.mean(axis=1, keepdims=True)), np.float32)


def claims(alike: Floats, b: Stretch, manner: Manner) -> Floats:
    """float32 (u, m): how probable it is that a sentence of B was written from a topic; columns sum to less than 1.

    Args:
        alike: (u, m), see `likeness` and `with_echoes`.
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
