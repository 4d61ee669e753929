"""Passages chosen as a set: each next one by its chains, and by what the set still lacks of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.reasoning.loop.chains import NEVER, Extension, bare_worth
from engine.reasoning.loop.field import Field, Floats
from engine.reasoning.loop.settings import Weights


def choose(field: Field, extensions: Sequence[Extension], first: int, count: int, weights: Weights) -> list[int]:
    """Places of the field: `first`, then by each step's best chain.

    A passage is worth the best chain that it is part of, and a chain more where it brings words of the question that
    no passage chosen so far has.

    Args:
        field: the passages.
        extensions: every chain with what could come next.
        first: the place that is chosen anyhow.
        count: places at most.
        weights: `coverage` 0 leaves the question's words out.
    """
    members = [[field.at(chunk) for chunk in each.chain.chunks] for each in extensions]
    bare = [bare_worth(each, field, weights) for each in extensions]
    chosen = [first]
    while len(chosen) < min(count, field.chunks.size):
        worth = _worth(field, members, bare, field.cover[:, chosen].max(axis=1), weights.coverage)
        for place in chosen:
            worth[field.kin == field.kin[place]] -= weights.kin
        worth[chosen] = 2 * NEVER
        chosen.append(int(np.lexsort((-field.worth, -worth))[0]))
    return chosen


def _worth(
    field: Field, members: Sequence[Sequence[int]], bare: Sequence[Floats], has: Floats, weight: float
) -> Floats:
    """(n,): the best chain that each passage is part of, given what is covered already."""
    found = np.full(field.chunks.size, NEVER)
    for places, worth in zip(members, bare, strict=True):
        covered = np.maximum(has, field.cover[:, places].max(axis=1))
        whole = worth + weight * (field.weights @ np.maximum(field.cover, covered[:, None])) if weight else worth
        found = np.maximum(found, whole)
        found[places] = np.maximum(found[places], whole.max())
    return found


def worths(field: Field, extensions: Sequence[Extension], weights: Weights) -> Floats:
    """(n,): the best chain that each passage is part of, what it covers of the question counted."""
    members = [[field.at(chunk) for chunk in each.chain.chunks] for each in extensions]
    bare = [bare_worth(each, field, weights) for each in extensions]
    return _worth(field, members, bare, np.zeros(field.weights.size), weights.coverage)


def support(field: Field, extensions: Sequence[Extension], places: Sequence[int], weights: Weights) -> float:
    """0..1: how well some passages hang together and cover the question.

    The mean of the best chain that each is part of, and what they cover together, as a part of the most that a chain
    can be worth.
    """
    if not places:
        return 0.0
    worth = worths(field, extensions, replace(weights, coverage=0.0))[list(places)]
    most = (
        (1.0 + weights.later) * (weights.words + weights.codes + weights.share + weights.title)
        + (1.0 + weights.follow_words + weights.has_name)
        + weights.coverage
    )
    held = float(np.maximum(worth, 0.0).mean()) + weights.coverage * field.covered(places)
    return min(1.0, max(0.0, held / most))
