"""How the selector is trained: all the numbers that a run can be made again from, beside its seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.training.evidence.network import SHAPE
from engine.training.trm.shape import Shape


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to train."""

    shape: Shape = SHAPE
    first_steps: int = 0
    """Steps that it is meant to think about what the first search found; 0 leaves its linear scores as they are."""

    steps: int = 3
    """Supervision steps of each batch, and steps that the network is meant to think."""

    epochs: int = 3
    rows: int = 64
    """Questions of a batch."""

    rate: float = 3e-4
    warm_up: int = 50
    """Steps of the optimiser until the rate is reached."""

    last_rate: float = 0.02
    """Share of the rate that it falls to, in a straight line."""

    decay: float = 0.3
    average: float = 0.999
    dropout: float = 0.1
    """Share of the candidates that are taken out of a batch by chance."""

    balance: float = 1.0
    """0: every question is drawn alike; 1: every source alike, however many questions it has."""

    ridge: float = 0.03
    """Of the linear prior."""

    used: str = "linear"
    """Whose scores count in the product unless a user says otherwise: the 'network' only where it wins."""

    halt_from: float = 0.5
    """Chance of enough evidence from which no further search is made."""


RECIPE = Recipe()
"""What ships is trained with."""

OWN = replace(RECIPE, first_steps=RECIPE.steps, epochs=6, used="network")
"""What a library's own is trained with: there are fewer questions, and it is adopted only where the network wins."""
