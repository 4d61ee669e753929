"""The layers of the shared net: no biases, norms without gain behind each part."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.training.trm.shape import Shape, inner_width

EPSILON = 1e-5
ROTARY_BASE = 10_000.0


def rms_norm(values: Tensor) -> Tensor:
    """Root mean square 1 along the last axis, computed in float32 at least; no gain."""
    wide = values.to(torch.promote_types(values.dtype, torch.float32))
    return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + EPSILON)).to(values.dtype)


class Linear(nn.Module):
    """A matrix without bias, drawn from a normal distribution of variance 1 / inputs, cut off at two deviations."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(cut_normal(outputs, inputs, deviation=1.0 / math.sqrt(inputs)))

    def forward(self, values: Tensor) -> Tensor:
        return functional.linear(values, self.weight)


def cut_normal(*sizes: int, deviation: float) -> Tensor:
    """Normal numbers cut off at two deviations, scaled so that the deviation is met after the cut."""
    kept = 0.8796256610342398  # deviation of a standard normal cut off at -2 and 2
    return nn.init.trunc_normal_(torch.empty(*sizes), std=1.0, a=-2.0, b=2.0) * (deviation / kept)


class SwiGlu(nn.Module):
    """Gated feed-forward (Shazeer 2020): down(silu(gate) * up)."""

    def __init__(self, width: int, multiple: int) -> None:
        super().__init__()
        inner = inner_width(width, multiple)
        self.gate_up = Linear(width, 2 * inner)
        self.down = Linear(inner, width)

    def forward(self, values: Tensor) -> Tensor:
        gate, up = self.gate_up(values).chunk(2, dim=-1)
        return self.down(functional.silu(gate) * up)


class Attention(nn.Module):
    """Self-attention over all positions, none hidden from another unless `mask` says so."""

    def __init__(self, hidden: int, heads: int) -> None:
        super().__init__()
        if hidden % heads:
            raise ValueError(f"{hidden} numbers can't be split among {heads} heads")
        self.heads = heads
        self.inputs = Linear(hidden, 3 * hidden)
        self.output = Linear(hidden, hidden)

    def forward(self, values: Tensor, turns: tuple[Tensor, Tensor] | None, mask: Tensor | None) -> Tensor:
        batch, length, hidden = values.shape
        mixed = self.inputs(values).view(batch, length, 3, self.heads, hidden // self.heads)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        if turns is not None:
            query, key = rotated(query, turns), rotated(key, turns)
        allowed = None if mask is None else mask[:, None, None, :]
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
        return self.output(seen.transpose(1, 2).reshape(batch, length, hidden))


def rotary_turns(length: int, width: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions (Su et al. 2021): float32 (length, width) each."""
    speeds = ROTARY_BASE ** -(torch.arange(0, width, 2, dtype=torch.float32) / width)
    angles = torch.outer(torch.arange(length, dtype=torch.float32), speeds).repeat(1, 2)
    return angles.cos(), angles.sin()


def rotated(values: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Each pair of halves turned by its position's angle."""
    cosines, sines = turns
    left, right = values.chunk(2, dim=-1)
    turned = torch.cat((-right, left), dim=-1)
    return (values * cosines + turned * sines).to(values.dtype)


class Block(nn.Module):
    """Positions are mixed, then each is thought over; a norm behind each."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape.hidden, shape.heads) if shape.mixing == "attention" else None
        self.across = SwiGlu(shape.length, shape.multiple) if shape.mixing == "mlp" else None
        self.within = SwiGlu(shape.hidden, shape.multiple)

    def forward(self, values: Tensor, turns: tuple[Tensor, Tensor] | None, mask: Tensor | None) -> Tensor:
        if self.across is not None:
            flipped = values.transpose(1, 2)
            values = rms_norm(flipped + self.across(flipped)).transpose(1, 2)
        if self.attention is not None:
            values = rms_norm(values + self.attention(values, turns, mask))
        return rms_norm(values + self.within(values))


class Core(nn.Module):
    """The shared net f(h, injected): h + injected, then the blocks."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.blocks))
        self.is_rotary = shape.rotary and shape.mixing == "attention"
        if self.is_rotary:
            cosines, sines = rotary_turns(shape.length, shape.hidden // shape.heads)
            self.register_buffer("cosines", cosines, persistent=False)
            self.register_buffer("sines", sines, persistent=False)

    def forward(self, state: Tensor, injected: Tensor, mask: Tensor | None = None) -> Tensor:
        turns = (self.cosines[: state.shape[1]], self.sines[: state.shape[1]]) if self.is_rotary else None
        state = state + injected
        for block in self.blocks:
            state = block(state, turns, mask)
        return state
