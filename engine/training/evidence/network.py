"""The selector: a recursive network over the set of a question's candidates, with scores that begin as the prior's.

Tokens are `[HALT] [Q]` and one for each candidate, without positions, so the order of candidates means nothing. The
same in numpy is `engine.reasoning.selecting.network`; a test keeps them equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.reasoning.selecting.network import REACH
from engine.reasoning.selecting.weights import Sizes
from engine.training.evidence.batch import Batch
from engine.training.trm.layers import Linear, cut_normal, rms_norm
from engine.training.trm.network import Recursion, State
from engine.training.trm.shape import Shape, inner_width

PREFIX = 2
"""Tokens before the candidates: `[HALT]`, which halting and 'none of these' are read from, and `[Q]`."""

SHAPE = Shape(hidden=64, heads=4, blocks=2, inner_cycles=3, cycles=2, rotary=False, multiple=32)

NONE_BIAS = -2.0
HALT_BIAS = math.log(0.05 / 0.95)
"""Where halting starts: it stops early in one of 20 cases. A start near 0 traps most runs."""

PULL = 10.0
"""Where the weight of the refined query's cosines starts."""


@dataclass(frozen=True, slots=True, eq=False)
class Thought:
    """What a network says after a step; chances as log odds."""

    scores: Tensor  # (rows, k): -inf at empty places
    none: Tensor  # (rows,)
    halt: Tensor  # (rows,)
    drift: Tensor  # (rows,): cosine distance of the refined query from the question, below .2
    query: Tensor  # (rows, E)
    state: State  # without a way back for gradients


class Reading(nn.Module):
    """Candidates to tokens, each of root mean square 1.

    What passages are about is not read: a network that sees vectors learns the subjects of its questions by heart.
    How they stand to each other is, by the refined query.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.halt = nn.Parameter(cut_normal(hidden, deviation=1.0))
        self.asked = nn.Parameter(cut_normal(hidden, deviation=1.0))
        self.passage = nn.Parameter(cut_normal(hidden, deviation=1.0))
        self.from_whole = Linear(sizes.whole, hidden)
        self.from_features = Linear(sizes.features, hidden)

    def forward(self, batch: Batch) -> Tensor:
        """float (rows, PREFIX + k, hidden)."""
        halt = self.halt + self.from_whole(batch.whole)
        asked = self.asked.expand_as(halt)
        each = self.passage + self.from_features(batch.features)
        return rms_norm(torch.cat((halt[:, None], asked[:, None], each), dim=1))


class Heads(nn.Module):
    """What is read from the answer's state. Before any training: the prior, whatever the state is."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.relevance = nn.Parameter(torch.zeros(sizes.hidden))
        self.none = nn.Linear(sizes.hidden, 1)
        self.halt = nn.Linear(sizes.hidden, 1)
        self.refine = nn.Parameter(torch.zeros(sizes.hidden))
        self.pull = nn.Parameter(torch.tensor(PULL))
        for each, bias in ((self.none, NONE_BIAS), (self.halt, HALT_BIAS)):
            nn.init.zeros_(each.weight)
            nn.init.constant_(each.bias, bias)

    def forward(self, state: State, batch: Batch) -> Thought:
        answer = state.answer
        question = functional.normalize(batch.question, dim=-1)
        liked = torch.tanh(answer[:, PREFIX:] @ self.refine) * batch.mask
        query, drift = refined(question, (liked[:, :, None] * batch.passages).sum(1))
        pulled = ((query - question)[:, None] * batch.passages).sum(-1)
        scores = batch.prior + answer[:, PREFIX:] @ self.relevance + self.pull * pulled
        return Thought(
            scores=scores.masked_fill(~batch.mask, -math.inf),
            none=self.none(answer[:, 0]).squeeze(-1),
            halt=self.halt(answer[:, 0]).squeeze(-1),
            drift=drift,
            query=query,
            state=state.detached(),
        )


def refined(question: Tensor, wish: Tensor) -> tuple[Tensor, Tensor]:
    """The question moved towards a wish, and its cosine distance from where it was, which stays below .2.

    What is added is at a right angle to the question and shorter than `REACH`, so the distance is below
    1 - 1 / sqrt(1 + REACH²) whatever is wished. A question of zeros stays what it is.

    Args:
        question: float (rows, E), each of length one, or all zeros.
        wish: float (rows, E).
    """
    square = question.square().sum(-1, keepdim=True)  # 1, or 0 for a question without a vector
    added = wish * square - question * (question * wish).sum(-1, keepdim=True)
    added = added * (REACH / (1 + wish.square().sum(-1, keepdim=True)).sqrt())
    stretch = (1 + added.square().sum(-1, keepdim=True)).sqrt()
    return (question + added) / stretch, (1 - 1 / stretch).squeeze(-1)


class Selector(nn.Module):
    """The recursive evidence selector."""

    def __init__(self, dim: int, features: int, whole: int, shape: Shape = SHAPE) -> None:
        """
        Args:
            dim: E, of the encoder's vectors.
            features: F, of a passage.
            whole: G, of the question as a whole.
            shape: must mix by attention and not know positions.
        """
        super().__init__()
        self.shape, self.sizes = shape, sizes_of(dim, features, whole, shape)
        self.reading = Reading(self.sizes)
        self.recursion = Recursion(shape)
        self.heads = Heads(self.sizes)

    def first(self, batch: Batch) -> State:
        """The state that every row begins with."""
        return self.recursion.first(len(batch), PREFIX + batch.mask.shape[1])

    def forward(self, state: State, batch: Batch) -> Thought:
        """One step."""
        thought: Thought = self.heads(self.recursion(state, self.reading(batch), whole_mask(batch)), batch)
        return thought

    def thoughts(self, batch: Batch, steps: int) -> Iterator[Thought]:
        """So many steps over a batch; each is thought when it is asked for, with the weights of that moment."""
        state = self.first(batch)
        for _ in range(steps):
            thought: Thought = self(state, batch)
            yield thought
            state = thought.state


def sizes_of(dim: int, features: int, whole: int, shape: Shape) -> Sizes:
    """The sizes that the file names.

    Raises:
        ValueError: the shape knows an order, or does not mix by attention.
    """
    if shape.mixing != "attention" or shape.rotary:
        raise ValueError("candidates are a set: mix by attention, without rotary positions")
    return Sizes(
        dim=dim,
        features=features,
        whole=whole,
        hidden=shape.hidden,
        heads=shape.heads,
        blocks=shape.blocks,
        inner=inner_width(shape.hidden, shape.multiple),
        inner_cycles=shape.inner_cycles,
        cycles=shape.cycles,
    )


def whole_mask(batch: Batch) -> Tensor | None:
    """bool (rows, PREFIX + k), or None where no place is empty."""
    if bool(batch.mask.all()):
        return None
    return functional.pad(batch.mask, (PREFIX, 0), value=True)


def parameters_of(module: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(value.numel() for value in module.parameters())
