"""Which passages of the first search give way to what a round of follow-ups found.

Most questions are answered by one passage, and a chain always leads somewhere. So a newcomer is set beside the passage
that it would displace. It has to belong to a much better chain; the more so where the first search had that passage
close to its best one, and where the newcomer was led to from its own document; the less, the more the gate doubts the
first search. The weights lie in `gate.json`, fitted on single swaps that gained or lost evidence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from engine.reasoning.loop.chains import Extension
from engine.reasoning.loop.coverage import worths
from engine.reasoning.loop.field import Field
from engine.reasoning.loop.gate import FILE
from engine.reasoning.loop.settings import Weights
from engine.reasoning.weights import Logistic

FEATURES = ("margin", "nearness", "kin", "doubt")
"""How much more the newcomer's best chain is worth; how far the other one stood from the best of the first search, at
most 0; 1 where the newcomer has the title of the passage that led to it; the log odds of the gate's chance."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The fitted model."""

    model: Logistic
    threshold: float  # chance from which a swap is made


@dataclass(frozen=True, slots=True)
class Swap:
    """A passage that a follow-up found, beside the one of the first search that it would displace."""

    newcomer: int  # chunk ids
    displaced: int
    features: tuple[float, ...]  # in the order of `FEATURES`


@dataclass(frozen=True, slots=True)
class Start:
    """The first search, as rounds see it."""

    first: tuple[int, ...]  # chunk ids of its best passages, best first
    scores: Mapping[int, float]  # its own of each of them, 0..1
    chance: float  # between 0 and 1, the gate's: that it is not enough


@cache
def load() -> Acceptance:
    """The model that ships with the product."""
    return parse(json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))["acceptance"])


def parse(data: Mapping[str, Any]) -> Acceptance:
    """A model as `nacre train gate` writes it.

    Raises:
        KeyError: a feature has no weight, so the file was fitted for other features.
    """
    return Acceptance(Logistic(data["bias"], tuple(data[name] for name in FEATURES)), data["threshold"])


def swaps(
    field: Field,
    extensions: Sequence[Extension],
    start: Start,
    chosen: Sequence[int],
    weights: Weights,
) -> list[Swap]:
    """What a chosen set would change of the first search: its strongest newcomer for the weakest that is not in it.

    Args:
        field: has all passages of both.
        extensions: every chain with what could come next.
        start: the first search.
        chosen: chunk ids.
        weights: of chains.
    """
    newcomers = [chunk for chunk in chosen if chunk not in start.first]
    leaving = [chunk for chunk in start.first if chunk not in chosen]
    if not newcomers or not leaving:
        return []
    every = worths(field, extensions, weights)
    worth = {chunk: float(every[field.at(chunk)]) for chunk in (*newcomers, *leaving)}
    best = max(start.scores.values())
    doubt = log_odds(start.chance)
    found = []
    for newcomer, displaced in zip(
        sorted(newcomers, key=lambda chunk: -worth[chunk]),
        sorted(leaving, key=lambda chunk: worth[chunk]),
        strict=False,
    ):
        margin, nearness = worth[newcomer] - worth[displaced], start.scores[displaced] - best
        kin = _led_by_kin(field, extensions, newcomer)
        found.append(Swap(newcomer, displaced, (margin, nearness, float(kin), doubt)))
    return found


def settle(chosen: Sequence[int], start: Start, possible: Sequence[Swap], acceptance: Acceptance) -> tuple[int, ...]:
    """The chosen passages, those of the first search back in the place of newcomers that have not earned it.

    The first search's own order where no newcomer has.

    Args:
        chosen: chunk ids in order.
        start: the first search.
        possible: what `swaps` found between the two.
        acceptance: the model.
    """
    refused = {
        swap.newcomer: swap.displaced
        for swap in possible
        if acceptance.model.chance(swap.features) < acceptance.threshold
    }
    settled = tuple(refused.get(chunk, chunk) for chunk in chosen)
    return start.first if set(settled) <= set(start.first) else settled


def log_odds(chance: float) -> float:
    """Of a chance between 0 and 1."""
    return math.log(chance / (1.0 - chance))


def _led_by_kin(field: Field, extensions: Sequence[Extension], chunk: int) -> bool:
    """Whether the best link to a passage comes from one of the same title."""
    place = field.at(chunk)
    others = [each for each in extensions if chunk not in each.chain.chunks]
    if not others:
        return False
    source = max(others, key=lambda each: float(each.link[place])).chain.chunks[-1]
    return bool(field.kin[field.at(source)] == field.kin[place])
