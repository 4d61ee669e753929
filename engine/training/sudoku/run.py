"""`nacre train sudoku`: trains the network on puzzles and measures it on kinds that it has never seen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.errors import UsageError
from engine.events import JobProgress, Listener, ignore
from engine.training.sudoku.board import Board
from engine.training.sudoku.puzzles import Puzzles, split
from engine.training.trm.network import Puzzler, block_parameters
from engine.training.trm.shape import Shape
from engine.training.trm.trainer import Schedule, Trainer, accuracy

STEPS = (1, 2, 4, 8, 16)
PREFIX = 1
PUZZLES = {4: (1_800, 400), 6: (8_000, 1_000), 9: (20_000, 1_000)}
"""For each side: puzzles to learn from, before symmetries, and to be tested on."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to train; `full` and two that leave out what the recursion is made of."""

    name: str
    inner_cycles: int
    cycles: int
    full_gradient: bool = True


VARIANTS = {
    each.name: each
    for each in (
        Variant("full", 4, 2),
        Variant("no-recursion", 1, 1),
        Variant("one-step-gradient", 4, 2, full_gradient=False),
    )
}


def shape(side: int, variant: Variant) -> Shape:
    """The network for a board: MLPs across positions for small ones, as in the paper."""
    hidden = {4: 128, 6: 128, 9: 256}[side]
    return Shape(
        hidden=hidden,
        heads=hidden // 32,
        inner_cycles=variant.inner_cycles,
        cycles=variant.cycles,
        mixing="mlp",
        length=PREFIX + side * side,
        multiple=32,
    )


def train(
    side: int,
    minutes: float,
    seeds: Sequence[int],
    variants: Sequence[str] = ("full",),
    most_steps: int = 0,
    device: str = "cpu",
    listen: Listener = ignore,
) -> dict[str, Any]:
    """Train and measure each variant with each seed.

    Args:
        side: 4, 6 or 9.
        minutes: for each training; it ends after `most_steps` too, where that is not 0.
        seeds: of weights and order; the puzzles are the same for all.
        variants: keys of `VARIANTS`.
        most_steps: of the optimiser.
        device: as PyTorch names it.
        listen: told of progress.

    Raises:
        UsageError: there is no board of this side.
    """
    if side not in PUZZLES:
        raise UsageError(f"there is no sudoku of side {side}", "name 4, 6 or 9")
    board = Board(side)
    training, test = split(
        board, *PUZZLES[side], seed=0, tell=lambda done, of: listen(JobProgress("puzzles", done, of))
    )
    runs = [
        _run(board, VARIANTS[name], training, test, seed, minutes, most_steps, device, listen)
        for seed in seeds
        for name in variants
    ]
    return {"side": side, "training": len(training), "test": len(test), "steps": list(STEPS), "runs": runs}


def _run(
    board: Board,
    variant: Variant,
    training: Puzzles,
    test: Puzzles,
    seed: int,
    minutes: float,
    most_steps: int,
    device: str,
    listen: Listener,
) -> dict[str, Any]:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = Puzzler(shape(board.side, variant), board.side + 1, PREFIX, full_gradient=variant.full_gradient).to(
        device
    )

    def draw(rows: int) -> tuple[Tensor, Tensor]:
        chosen = random.integers(len(training), size=rows)
        both = np.concatenate([training.clues[chosen], training.solutions[chosen]])
        turned = board.turned(random, both)
        return _tensor(turned[:rows], device), _tensor(turned[rows:], device)

    schedule = replace(Schedule(), rows=256, rate=1e-3, warm_up=200, decay=0.1, average=0.999)
    trainer = Trainer(network, draw, schedule, seed)
    started = time.monotonic()
    share = 0.0
    while share < 1.0:
        told = trainer.step()
        share = (time.monotonic() - started) / (60 * minutes)
        if most_steps:
            share = max(share, trainer.steps / most_steps)
        if trainer.steps % 50 == 0:
            listen(JobProgress(f"sudoku {variant.name}, loss {told.loss:.3f}", min(1_000, int(1_000 * share)), 1_000))
    seconds = time.monotonic() - started
    trainer.average.load_into(network)
    reached = accuracy(network, _tensor(test.clues, device), _tensor(test.solutions, device), STEPS)
    return {
        "variant": asdict(variant),
        "seed": seed,
        "parameters": sum(value.numel() for value in network.parameters()),
        "block_parameters": block_parameters(network),
        "optimiser_steps": trainer.steps,
        "seconds": round(seconds, 1),
        "accuracy": {str(step): round(share, 4) for step, share in reached.items()},
    }


def _tensor(boards: np.ndarray, device: str) -> Tensor:
    return torch.from_numpy(boards.astype(np.int64)).to(device)
