"""Deep supervision: a batch thinks step by step, and every step is learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.training.trm.average import Average
from engine.training.trm.loss import puzzle_loss
from engine.training.trm.network import Puzzler, State
from engine.training.trm.optimiser import AdamAtan2, warmed

Draw = Callable[[int], tuple[Tensor, Tensor]]
"""So many fresh puzzles: tokens and targets, int64 (rows, length) each."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a network is trained."""

    rows: int = 128
    most_steps: int = 16  # supervision steps of a row before a fresh one takes its place
    explore: float = 0.1  # chance that a row has to think at least a random number of steps
    rate: float = 1e-4
    warm_up: int = 2_000  # steps of the optimiser
    decay: float = 1.0
    average: float = 0.999


@dataclass(frozen=True, slots=True)
class Told:
    """What a step of training did."""

    loss: float
    right: float  # share of the rows that were right after it
    halted: int  # rows that made way for fresh ones


class Trainer:
    """A network, its optimiser and average, and the rows that think just now."""

    def __init__(self, network: Puzzler, draw: Draw, schedule: Schedule, seed: int = 0) -> None:
        self.network, self.schedule = network, schedule
        self.optimiser = AdamAtan2(network.parameters(), schedule.rate, decay=schedule.decay)
        self.average = Average(network, schedule.average)
        self.steps = 0
        self._draw = draw
        self._chance = torch.Generator().manual_seed(seed)
        self._tokens, self._targets = draw(schedule.rows)
        self._state: State = network.first(schedule.rows)
        self._thought = torch.zeros(schedule.rows, dtype=torch.int64)  # steps of each row
        self._least = self._leasts(schedule.rows)

    def step(self) -> Told:
        """One supervision step of all rows: one step of the optimiser."""
        self.network.train()
        self.steps += 1
        for group in self.optimiser.param_groups:
            group["lr"] = self.schedule.rate * warmed(self.steps, self.schedule.warm_up)
        thought = self.network(self._state, self._tokens)
        loss, right = puzzle_loss(thought.logits, thought.halt, self._targets)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.average.take(self.network)
        self._thought += 1
        halted = (thought.halt.detach().cpu() > 0) & (self._thought >= self._least)
        halted |= self._thought >= self.schedule.most_steps
        self._state = thought.state
        self._replace(halted)
        return Told(float(loss.detach()), float(right.float().mean()), int(halted.sum()))

    def kept(self) -> dict[str, Any]:
        """What a trainer of the same network and schedule needs to go on where this one is; for `torch.save`."""
        return {
            "steps": self.steps,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": {"steps": self.average.steps, "values": self.average.values},
            "chance": self._chance.get_state(),
            "puzzles": [self._tokens, self._targets],
            "state": [self._state.answer.contiguous(), self._state.latent.contiguous()],
            "thought": [self._thought, self._least],
        }

    def resume(self, kept: dict[str, Any]) -> None:
        """Go on where another trainer was.

        Raises:
            KeyError, RuntimeError, ValueError: `kept` is not of such a network.
        """
        self.network.load_state_dict(kept["network"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.average.steps = kept["average"]["steps"]
        self.average.values = {name: value.clone() for name, value in kept["average"]["values"].items()}
        self._chance.set_state(kept["chance"])
        self._tokens, self._targets = kept["puzzles"]
        self._state = State(*kept["state"])
        self._thought, self._least = kept["thought"]
        self.steps = kept["steps"]

    def _replace(self, halted: Tensor) -> None:
        """Fresh puzzles and first states where rows have halted."""
        count = int(halted.sum())
        if not count:
            return
        tokens, targets = self._draw(count)
        there = halted.to(tokens.device)
        self._tokens, self._targets = self._tokens.clone(), self._targets.clone()
        self._tokens[there], self._targets[there] = tokens, targets
        self._state = self._state.where(~there, self.network.first(len(halted)))
        self._thought[halted] = 0
        self._least[halted] = self._leasts(count)

    def _leasts(self, rows: int) -> Tensor:
        """Steps that rows have to think before they may halt: 1, or by chance some number up to the most."""
        drawn = torch.randint(2, max(3, self.schedule.most_steps + 1), (rows,), generator=self._chance)
        explores = torch.rand(rows, generator=self._chance) < self.schedule.explore
        return torch.where(explores, drawn, torch.ones_like(drawn))


@torch.no_grad()
def accuracy(
    network: Puzzler, tokens: Tensor, targets: Tensor, steps: tuple[int, ...], rows: int = 512
) -> dict[int, float]:
    """The share of puzzles that are wholly right after so many steps; every puzzle thinks them all, none halts."""
    network.eval()
    right = dict.fromkeys(steps, 0)
    for start in range(0, len(tokens), rows):
        part, wanted = tokens[start : start + rows], targets[start : start + rows]
        state = network.first(len(part))
        for step in range(1, max(steps) + 1):
            thought = network(state, part)
            state = thought.state
            if step in right:
                right[step] += int((thought.logits.argmax(-1) == wanted).all(-1).sum())
    return {step: count / len(tokens) for step, count in right.items()}
