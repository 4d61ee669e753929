"""Chains of passages, and what each follow-up search adds to the end of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt

from engine.reasoning.loop.field import Field, Floats
from engine.reasoning.loop.followups import FollowUp
from engine.reasoning.loop.settings import Weights

NEVER = -9.0
"""Below every score that a chain can have."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Passages that lead to each other."""

    chunks: tuple[int, ...]  # chunk ids, the first one found by the question itself
    links: tuple[float, ...]  # how well each follows from the one before; one fewer than chunks
    steps: tuple[FollowUp, ...]  # what led to each
    worth: float = 0.0  # coverage included


@dataclass(frozen=True, slots=True, eq=False)
class Extension:
    """One chain with every passage that could come next. n passages of the field."""

    chain: Chain
    follow_ups: tuple[FollowUp, ...]
    link: Floats  # (n,): by the best of the follow-ups
    by: npt.NDArray[np.int64]  # (n,): which of them

    def longer(self, chunk: int, place: int, worth: float) -> Chain:
        """The chain with one more passage."""
        return Chain(
            (*self.chain.chunks, chunk),
            (*self.chain.links, float(self.link[place])),
            (*self.chain.steps, self.follow_ups[int(self.by[place])]),
            worth,
        )


def bare_worth(extension: Extension, field: Field, weights: Weights) -> Floats:
    """(n,): what the longer chain is worth before coverage, `NEVER` for passages that are in it already."""
    places = [field.at(chunk) for chunk in extension.chain.chunks]
    links = extension.chain.links
    mean_link = (sum(links) + extension.link) / (len(links) + 1)
    later = (field.worth[places[1:]].sum() + field.worth) / len(places)
    factor = weights.chain ** (len(places) - 1)
    found: Floats = factor * mean_link + field.worth[places[0]] + weights.later * later
    found[places] = NEVER
    return found


def best_chains(
    extensions: Sequence[Extension], field: Field, weights: Weights, count: int, each: int = 6
) -> list[Chain]:
    """The best longer chains, coverage counted, best first.

    Args:
        count: chains at most.
        each: of one extension at most.
    """
    found: list[Chain] = []
    for extension in extensions:
        places = [field.at(chunk) for chunk in extension.chain.chunks]
        has = field.cover[:, places].max(axis=1, keepdims=True) if places else 0.0
        worth = bare_worth(extension, field, weights) + weights.coverage * (
            field.weights @ np.maximum(field.cover, has)
        )
        order = np.argsort(-worth, kind="stable")[:each]
        found += [extension.longer(int(field.chunks[at]), int(at), float(worth[at])) for at in order]
    return sorted((chain for chain in found if chain.worth > NEVER / 2), key=lambda chain: -chain.worth)[:count]


def mean_link(chain: Chain) -> float:
    """How well the chain holds together, 0 for one passage."""
    return fmean(chain.links) if chain.links else 0.0
