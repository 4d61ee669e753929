"""Where a paragraph has something that is missing beside something that is not.

How alike the sentences of a paragraph are to each other tells nothing of where its topics part (less than chance, on
50 paragraphs with two topics). What B has of them does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from engine.gaps.features import Compared
from engine.gaps.stretch import Ints
from engine.gaps.weights import Weights
from engine.retrieval.contents import Floats

LEAST = 2
"""Sentences of a part."""

MISSING, TREATED = 1.25, -2.5
"""Log-odds that one part must have at least and the other at most. With less many a detail of a topic that is treated
is called missing; with 2 in the place of 1.25 what shares a paragraph with something that is treated is passed over.
Writers differ: in the paragraphs of one nothing is hidden, in those of another a third of all that is missing."""

APART = 16
"""Topics of which one is tried at a time: what is cut competes for B with all others, so that cuts that are tried
together are seen wrongly. With as many again two are, which share little."""

ROUNDS = 2
"""How often what was cut is cut again: into four parts at most."""


def part(compared: Compared, units: Sequence[Ints], weights: Weights) -> list[Ints]:
    """Topics, cut in two where one part is plainly missing and the other plainly treated.

    Args:
        compared: the sentences of both sides.
        units: the sentences of each topic, in order.
        weights: that give the log-odds.
    """
    found = list(units)
    for _ in range(ROUNDS):
        cuts = _cuts(compared, found, weights)
        if not cuts:
            break
        found = _cut(found, cuts)
    return found


def _cuts(compared: Compared, units: Sequence[Ints], weights: Weights) -> dict[int, int]:
    """By topic, after how many sentences it is best cut."""
    best: dict[int, tuple[float, int]] = {}
    for tried in tries(units):
        odds = weights.log_odds(compared.weigh(_cut(units, tried)).rows)
        for done, (at, after) in enumerate(tried.items()):
            margin = _margin(odds[at + done : at + done + 2])
            if margin > best.get(at, (0.0, 0))[0]:
                best[at] = margin, after
    return {at: after for at, (_, after) in best.items()}


def tries(units: Sequence[Ints]) -> Iterator[dict[int, int]]:
    """Each place where a topic may be cut, once, with those tried together: by topic, after how many sentences."""
    longest = max((len(rows) for rows in units), default=0)
    steps = max(1, min(APART, len(units)))
    for after in range(LEAST, longest - LEAST + 1):
        for first in range(steps):
            tried = {at: after for at in range(first, len(units), steps) if after <= len(units[at]) - LEAST}
            if tried:
                yield tried


def _margin(both: Floats) -> float:
    """How far two parts are from being no reason for a cut; negative where they are none."""
    return float(min(both.max() - MISSING, TREATED - both.min()))


def _cut(units: Sequence[Ints], cuts: dict[int, int]) -> list[Ints]:
    found: list[Ints] = []
    for at, rows in enumerate(units):
        edges = [0, cuts[at], len(rows)] if at in cuts else [0, len(rows)]
        found += [np.asarray(rows[start:end]) for start, end in pairwise(edges)]
    return found
