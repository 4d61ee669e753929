"""Which part of A a sentence of B belongs to, where it belongs to one.

That something in B is like a topic of A does not show that B treats it: on one subject everything is like everything.
It shows when no other part of A is more like it. So all of B is read as if someone had written it from A: each of its
sentences was written from one topic of A or from none, mostly from the same as the sentence before. What each sentence
was written from, given all of them, is worked out by the forward-backward algorithm (Rabiner, 1989).

Order in A and B is no evidence here; neighbourhood is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.gaps.stretch import Ints, Stretch
from engine.retrieval.contents import Floats, unit

TEMPERATURE = 0.05
"""How much likeness makes a topic e times as probable. Of .03, .05 and .08, .05 ranks topics best by a little."""

NONE = 0.38
"""The likeness that a topic must beat to be thought of at all. With .3 as many gaps are found where both sides are of
one length, and far fewer where B has much besides."""

STAYS, CROSSES = 0.5, 0.3
"""How probable it is that a sentence was written from the same topic as the one before, within and across paragraphs.
Without it the area under the curve of topics told apart falls from .950 to .942; with .8 and .5 it is .945."""

WORDS = 0.2
"""The say of shared words beside likeness."""


def likeness(a: Stretch, b: Stretch, units: Sequence[Ints], shared: Floats) -> Floats:
    """float32 (u, m): how like each sentence of B is to each of u topics of A.

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


def claims(alike: Floats, b: Stretch) -> Floats:
    """float32 (u, m): how probable it is that a sentence of B was written from a topic; columns sum to less than 1.

    Args:
        alike: (u, m), see `likeness`.
        b: the m sentences.
    """
    topics, m = alike.shape
    states = topics + 1
    scores = np.vstack([alike, np.full((1, m), NONE, np.float32)]).T.astype(np.float64) / TEMPERATURE
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
