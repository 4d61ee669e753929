"""How boards of each size are learned, and the variants that leave out what the recursion is made of."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import UsageError
from engine.training.trm.shape import Shape
from engine.training.trm.trainer import Schedule

STEPS = (1, 2, 4, 8, 16)
"""Supervision steps after which a network is measured."""

PREFIX = 1
"""Positions before the board; the halting head reads the first."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to think in a step: n and T of the paper, and how far the gradient reaches."""

    name: str
    inner_cycles: int
    cycles: int
    full_gradient: bool = True
    most_steps: int = 16  # supervision steps of a puzzle; 1: nothing is carried, it is looked at once


VARIANTS = {
    each.name: each
    for each in (
        Variant("full", 4, 2),
        Variant("no-recursion", 1, 1),
        Variant("one-step-gradient", 4, 2, full_gradient=False),
        Variant("one-pass", 1, 1, most_steps=1),
    )
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Network, schedule and puzzles for a board."""

    hidden: int
    rows: int  # puzzles that are thought about at a time
    training: int  # kinds of puzzles to learn from, before symmetries
    held_out: int  # kinds to be measured on
    symmetries: int = 1  # of each held-out kind
    rate: float = 1e-3
    warm_up: int = 200
    decay: float = 0.1

    def shape(self, side: int, variant: Variant) -> Shape:
        """The network: MLPs across positions, as the paper has them for small boards."""
        return Shape(
            hidden=self.hidden,
            heads=self.hidden // 32,
            inner_cycles=variant.inner_cycles,
            cycles=variant.cycles,
            mixing="mlp",
            length=PREFIX + side * side,
            multiple=16,
        )

    def schedule(self, variant: Variant) -> Schedule:
        """Short warm-up and a larger rate than the paper's: the network is small, and so is the time."""
        return Schedule(
            rows=self.rows,
            most_steps=variant.most_steps,
            rate=self.rate,
            warm_up=self.warm_up,
            decay=self.decay,
        )


RECIPES = {
    4: Recipe(hidden=64, rows=64, training=353, held_out=132, symmetries=2),
    6: Recipe(hidden=64, rows=64, training=4_000, held_out=500),
    9: Recipe(hidden=256, rows=256, training=10_000, held_out=500),
}


def recipe_for(side: int) -> Recipe:
    """The recipe for boards of a side.

    Raises:
        UsageError: there is no such board.
    """
    if side not in RECIPES:
        raise UsageError(f"there is no sudoku of side {side}", "name 4, 6 or 9")
    return RECIPES[side]
