"""Whether a question needs more than its first search: one look at what the first passages cover.

A question that one passage covers is left alone. What tells is not how the question is put but how much of it the first
passage lacks, and whether another passage has just that. The weights lie in `gate.json`, with a card that says on what
they were fitted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from engine.reasoning.loop.field import Asked, shares_of
from engine.reasoning.loop.lexical import Lexicon
from engine.reasoning.weights import Logistic

FILE = "gate.json"

FEATURES = ("missing", "second", "others")
"""Rarity of all words that the first passage lacks; how much more of the question one other passage covers with it; how
much more all of them do. The chance rises with each."""

TELLING = 0.4
"""Rarity from which a word that the first passage lacks is counted, and named in the trace."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The fitted model."""

    model: Logistic
    threshold: float  # chance from which a question is followed up


@dataclass(frozen=True, slots=True)
class Look:
    """What the first passages of a search leave open."""

    features: tuple[float, ...]  # in the order of `FEATURES`
    uncovered: tuple[str, ...]  # telling words that the first passage lacks, the most telling first


@cache
def load() -> Gate:
    """The gate that ships with the product."""
    return parse(json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8")))


def parse(data: Mapping[str, Any]) -> Gate:
    """A gate as `nacre train gate` writes it.

    Raises:
        KeyError: a feature has no weight, so the file was fitted for other features.
    """
    return Gate(Logistic(data["bias"], tuple(data[name] for name in FEATURES)), data["threshold"])


def look(asked: Asked, chunks: Sequence[int], lexicon: Lexicon) -> Look:
    """What some passages have of a question.

    Args:
        asked: the question.
        chunks: of the first passages, best first, at least one.
        lexicon: of the library.
    """
    order = np.array(sorted(chunks), np.int64)
    has = shares_of(asked, order, lexicon)
    places = np.searchsorted(order, np.array(chunks, np.int64))
    cover, parts = np.sqrt(has), asked.weights / (asked.weights.sum() or 1.0)
    first = cover[:, places[0]]
    known = lexicon.tokens(asked.tokens)
    rarity = np.array([known[token].rarity for token in asked.tokens])
    lacks = first == 0
    together = parts @ np.maximum(cover[:, places], first[:, None])
    telling = [at for at in np.argsort(-rarity, kind="stable") if lacks[at] and rarity[at] >= TELLING]
    covers = float(parts @ first)
    features = (
        float(rarity[lacks].sum()),
        float(together.max(initial=covers)) - covers,
        float(parts @ cover.max(axis=1)) - covers,
    )
    return Look(features, tuple(asked.words[at] for at in telling))
