"""How the words are taught: all the numbers that a run can be made again from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to train."""

    rank: int = 8
    """Dimensions that an adapter leads through."""

    epochs: int = 2
    pairs: int = 4
    """Pairs of texts of a step."""

    rate: float = 1e-3
    last_rate: float = 0.05
    """Share of the rate that it falls to, in a straight line."""

    warm_up: int = 20
    """Steps until the rate is reached."""

    decay: float = 0.1
    hidden: float = 0.25
    """Share of the words that are passed over in a step, so that it doesn't hang on single ones."""

    few: float = 0.5
    """How often some topics of a text are judged alone beside all of them."""

    few_counts: float = 0.3
    """How much that counts."""

    head_rate: float = 0.01
    """The rate of the logistic model behind the features."""

    seed: int = 0
