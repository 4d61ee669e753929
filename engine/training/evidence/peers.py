"""What the recursion is compared with: one pass of equal parameters, and as many applications that share no weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from torch import Tensor, nn

from engine.training.evidence.batch import Batch
from engine.training.evidence.network import (
    PREFIX,
    SHAPE,
    Heads,
    Reading,
    Selector,
    Thought,
    sizes_of,
    whole_mask,
)
from engine.training.trm.layers import Core
from engine.training.trm.network import Recursion, State
from engine.training.trm.shape import Shape


def one_pass(dim: int, features: int, whole: int, shape: Shape = SHAPE) -> Selector:
    """The selector with n = T = 1, which is meant to think one step: the same parameters, each core applied twice."""
    return Selector(dim, features, whole, replace(shape, inner_cycles=1, cycles=1))


def applications(shape: Shape, steps: int) -> int:
    """How often blocks are applied in so many steps."""
    return steps * shape.cycles * (shape.inner_cycles + 1) * shape.blocks


class Stack(nn.Module):
    """A step as deep as the recursion's, in which every application has weights of its own, and all have a gradient."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.cycles = nn.ModuleList(
            nn.ModuleList(Core(shape) for _ in range(shape.inner_cycles + 1)) for _ in range(shape.cycles)
        )

    def forward(self, state: State, inputs: Tensor, mask: Tensor | None) -> State:
        """As `Recursion`: the state of the step before is not followed by gradients."""
        answer, latent = state.detached().answer, state.detached().latent
        for *inner, last in self.cycles:
            for core in inner:
                latent = core(latent, answer + inputs, mask)
            answer = last(answer, latent, mask)
        return State(answer, latent)


class Unshared(nn.Module):
    """The selector without sharing: reading and heads are the same, the steps' stacks are not."""

    def __init__(self, dim: int, features: int, whole: int, steps: int, shape: Shape = SHAPE) -> None:
        """As `Selector`, for this many steps at most."""
        super().__init__()
        sizes = sizes_of(dim, features, whole, shape)
        self.reading = Reading(sizes)
        self.start = Recursion(replace(shape, blocks=0))  # only for its fixed first states
        self.stacks = nn.ModuleList(Stack(shape) for _ in range(steps))
        self.heads = Heads(sizes)

    def thoughts(self, batch: Batch, steps: int) -> Iterator[Thought]:
        """As `Selector.thoughts`.

        Raises:
            ValueError: there are not so many stacks.
        """
        if steps > len(self.stacks):
            raise ValueError(f"{steps} steps were asked for, there are weights for {len(self.stacks)}")
        state = self.start.first(len(batch), PREFIX + batch.mask.shape[1])
        for stack in self.stacks[:steps]:
            thought = self.heads(stack(state, self.reading(batch), whole_mask(batch)), batch)
            yield thought
            state = thought.state
