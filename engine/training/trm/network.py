"""The recursion: a step thinks T cycles over the same input and hands its state on, without its gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.training.trm.layers import Core, Linear, cut_normal
from engine.training.trm.shape import Shape

HALT_BIAS = -5.0
"""Where the halting head starts: it stops early in one of 150 cases. A start near 0 traps most runs."""


@dataclass(frozen=True, slots=True)
class State:
    """What a row of a batch carries from one step to the next: float (rows, length, hidden) each."""

    answer: Tensor  # z_H
    latent: Tensor  # z_L

    def detached(self) -> State:
        """The same without a way back for gradients."""
        return State(self.answer.detach(), self.latent.detach())

    def where(self, keep: Tensor, other: State) -> State:
        """Rows of this state where `keep` (bool, (rows,)), of the other elsewhere."""
        chosen = keep[:, None, None]
        return State(torch.where(chosen, self.answer, other.answer), torch.where(chosen, self.latent, other.latent))


class Recursion(nn.Module):
    """A shared net with its fixed first state; heads and inputs are others' business."""

    def __init__(self, shape: Shape, *, full_gradient: bool = True) -> None:
        """
        Args:
            shape: sizes and counts.
            full_gradient: whether the whole last cycle has a gradient; False leaves only its last two applications,
                the one-step approximation that the paper compares with.
        """
        super().__init__()
        self.shape, self.full_gradient = shape, full_gradient
        self.core = Core(shape)
        self.register_buffer("first_answer", cut_normal(shape.hidden, deviation=1.0))
        self.register_buffer("first_latent", cut_normal(shape.hidden, deviation=1.0))

    def first(self, rows: int, length: int) -> State:
        """The state that every row begins with: fixed, not learned."""
        size = (rows, length, self.shape.hidden)
        return State(self.first_answer.expand(size), self.first_latent.expand(size))

    def forward(self, state: State, inputs: Tensor, mask: Tensor | None = None) -> State:
        """One step: T cycles, of which only the last has a gradient.

        Args:
            state: of the step before; its gradient is not followed.
            inputs: float (rows, length, hidden).
            mask: bool (rows, length), False for positions that are empty; None if none is.
        """
        answer, latent = state.detached().answer, state.detached().latent
        with torch.no_grad():
            for _ in range(self.shape.cycles - 1):
                answer, latent = self._cycle(answer, latent, inputs, mask, self.shape.inner_cycles)
        rest = self.shape.inner_cycles
        if not self.full_gradient:
            with torch.no_grad():
                for _ in range(rest - 1):
                    latent = self.core(latent, answer + inputs, mask)
            rest = 1
        answer, latent = self._cycle(answer, latent, inputs, mask, rest)
        return State(answer, latent)

    def _cycle(
        self, answer: Tensor, latent: Tensor, inputs: Tensor, mask: Tensor | None, inner: int
    ) -> tuple[Tensor, Tensor]:
        for _ in range(inner):
            latent = self.core(latent, answer + inputs, mask)
        return self.core(answer, latent, mask), latent


@dataclass(frozen=True, slots=True)
class Thought:
    """What a network says after a step."""

    logits: Tensor  # float (rows, length without prefix, classes)
    halt: Tensor  # float (rows,): log odds that the answer is right
    state: State


class Puzzler(nn.Module):
    """Tokens in, a token for each position out, and whether that is right."""

    def __init__(self, shape: Shape, tokens: int, prefix: int = 16, *, full_gradient: bool = True) -> None:
        """
        Args:
            shape: its `length` counts prefix and puzzle.
            tokens: how many kinds there are, in and out.
            prefix: positions before the puzzle that belong to no token; the halting head reads the first.
            full_gradient: as in `Recursion`.
        """
        super().__init__()
        self.prefix, self.scale = prefix, math.sqrt(shape.hidden)
        self.embedding = nn.Parameter(cut_normal(tokens, shape.hidden, deviation=1.0 / self.scale))
        self.before = nn.Parameter(torch.zeros(prefix, shape.hidden))
        self.recursion = Recursion(shape, full_gradient=full_gradient)
        self.answer_head = Linear(shape.hidden, tokens)
        self.halt_head = nn.Linear(shape.hidden, 1)
        nn.init.zeros_(self.halt_head.weight)
        nn.init.constant_(self.halt_head.bias, HALT_BIAS)

    def first(self, rows: int) -> State:
        """The state that rows begin with."""
        return self.recursion.first(rows, self.recursion.shape.length)

    def forward(self, state: State, tokens: Tensor) -> Thought:
        """One step over int64 (rows, length without prefix) tokens."""
        before = self.before.expand(len(tokens), -1, -1)
        inputs = self.scale * torch.cat((before, self.embedding[tokens]), dim=1)
        state = self.recursion(state, inputs)
        halt = self.halt_head(state.answer[:, 0]).squeeze(-1)
        return Thought(self.answer_head(state.answer[:, self.prefix :]), halt, state.detached())


def block_parameters(module: nn.Module) -> int:
    """How many numbers the shared net of a network holds."""
    return sum(
        value.numel() for name, value in module.named_parameters() if ".blocks." in f".{name}" or "blocks." in name
    )
