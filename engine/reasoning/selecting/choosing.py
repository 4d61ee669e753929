"""Which selector weighs a question's candidates, and the order that it puts them in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from engine.reasoning.selecting.candidates import Candidates, Thought, Vectors
from engine.reasoning.selecting.gathering import FEATURES, WHOLE
from engine.reasoning.selecting.network import Network, NotThinkable
from engine.reasoning.selecting.weights import SelectorUnfit, read

FILE = "selector.npz"
"""The weights' name, in this package for those that ship, in a library's folder for those that it was trained to."""

KEPT, EARNED = FEATURES.index("kept"), 3.0
"""What the rounds' own evidence is ahead of other passages: one takes its place only where it is e³ times as probable.
With 0 questions that one passage answers lose evidence; with 2 two-hop questions do, of collections that the scores
were not fitted on; with 3 neither, and most of what chains gain stays."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Candidates in a new order. k passages."""

    chunks: tuple[int, ...]  # best first
    before: tuple[int, ...]  # the place, from 1, that each had before
    baseline: Vectors  # float32 (k,): the linear scores of each
    scores: tuple[Vectors, ...]  # float32 (k,) of each, by step
    thoughts: tuple[Thought, ...]  # one a step; none where only the linear scores count
    elapsed_ms: float

    @property
    def enough(self) -> float | None:
        """0..1: the chance that the first passages are all that is needed; None where nothing was thought."""
        return self.thoughts[-1].halt if self.thoughts else None


@dataclass(frozen=True, slots=True, eq=False)
class Chooser:
    """A selector, and how many of its steps order the passages: before the rounds of a question, and after them."""

    network: Network
    first_steps: int  # 0: the linear scores do
    steps: int  # thought in any case; 0: the linear scores alone

    @property
    def enough_from(self) -> float:
        """The chance of enough evidence from which no further search is made."""
        return self.network.weights.enough_from

    def first(self, candidates: Candidates) -> Weighed | None:
        """The order of what the first search found; None where the selector can't think about it."""
        return self._weigh(candidates, self.network.priors.first.scores(candidates.features), self.first_steps)

    def after(self, candidates: Candidates) -> Weighed | None:
        """The order of what the rounds ended with; None where the selector can't think about it."""
        features = candidates.features
        return self._weigh(
            candidates, self.network.priors.after.scores(features) + ahead(features[:, KEPT]), self.steps
        )

    def _weigh(self, candidates: Candidates, baseline: Vectors, ordering: int) -> Weighed | None:
        if not len(candidates.chunks):
            return None
        started = perf_counter()
        if not np.isfinite(baseline).all():
            log.warning("the evidence selector is left out: its features are not finite")
            return None
        try:
            thoughts = self.network.think(candidates, baseline, self.steps) if self.steps else ()
        except NotThinkable as error:
            log.warning("the evidence selector is left out: %s", error)
            return None
        order = np.argsort(-(thoughts[ordering - 1].scores if ordering else baseline), kind="stable")
        return Weighed(
            chunks=tuple(candidates.chunks[order].tolist()),
            before=tuple((order + 1).tolist()),
            baseline=baseline[order],
            scores=tuple(each.scores[order] for each in thoughts),
            thoughts=thoughts,
            elapsed_ms=(perf_counter() - started) * 1000,
        )


def ahead(kept: Vectors) -> Vectors:
    """float32 (k,): `EARNED` for the rounds' own evidence, 0 for the rest.

    Args:
        kept: float32 (k,), the feature of that name: above 0 for that evidence.
    """
    return np.where(kept > 0, np.float32(EARNED), np.float32(0))


def chooser(folder: Path, encoder: str, mode: str) -> Chooser | None:
    """The selector of a library; None where nothing fits its encoder, or none is wanted.

    Weights that lie in the library's folder go before those that ship. Ones that can't be used are named in the log.

    Args:
        folder: of the library.
        encoder: id of the encoder whose codes are searched.
        mode: 'auto' for what the weights' file says, 'network', 'linear' for the linear scores alone, or 'off'.
    """
    if mode == "off":
        return None
    own = _own(folder / FILE)
    network = next((each for each in (own, _shipped()) if each is not None and fits(each, encoder)), None)
    if network is None:
        return None
    if (network.weights.used if mode == "auto" else mode) == "linear":
        return Chooser(network, 0, 0)
    return Chooser(network, network.weights.first_steps, network.weights.steps)


def shipped_card() -> Mapping[str, Any]:
    """What the weights that ship say of themselves: data, licence, command, seed, figures; empty where none do."""
    network = _shipped()
    return {} if network is None else network.weights.card


def fits(network: Network, encoder: str) -> bool:
    """Whether a network sees what is measured here, by this encoder's vectors."""
    weights = network.weights
    return (weights.features, weights.whole, weights.encoder) == (FEATURES, WHOLE, encoder)


def _own(path: Path) -> Network | None:
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _load(path, changed)


@lru_cache(maxsize=1)
def _shipped() -> Network | None:
    with resources.as_file(resources.files(__package__) / FILE) as path:
        return _load(path, 0) if path.is_file() else None


@lru_cache(maxsize=4)
def _load(path: Path, changed: int) -> Network | None:
    try:
        return Network(read(path))
    except SelectorUnfit as error:
        log.warning("the evidence selector is left out: %s", error)
        return None
