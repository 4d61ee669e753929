"""A block of the shared net in numpy: positions are mixed by attention, then each is thought over; a norm behind each.

Everything is computed in place and into buffers that a `Room` lends, and a network of two blocks is applied to at most
34 rows, so the matrices stay in the cache and the time goes into four products a block.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from engine.reasoning.selecting.candidates import Vectors
from engine.reasoning.selecting.weights import Sizes

EPSILON = np.float32(1e-5)


class Room:
    """Buffers for one question's thinking. Not to be shared by threads."""

    def __init__(self, rows: int, sizes: Sizes) -> None:
        hidden, heads, inner = sizes.hidden, sizes.heads, sizes.inner
        self.mixed = np.empty((rows, 3 * hidden), np.float32)
        query, key, value = self.mixed.reshape(rows, 3, heads, hidden // heads).transpose(1, 2, 0, 3)
        self.query, self.key, self.value = query, key.transpose(0, 2, 1), value  # views: (heads, rows, width)
        self.seen = np.empty((heads, rows, rows), np.float32)
        self.most = np.empty((heads, rows, 1), np.float32)
        self.found = np.empty((rows, hidden), np.float32)
        self.found_heads = self.found.reshape(rows, heads, hidden // heads).transpose(1, 0, 2)  # a view
        self.change = np.empty((rows, hidden), np.float32)
        self.both = np.empty((rows, 2 * inner), np.float32)
        self.gate, self.up = self.both[:, :inner], self.both[:, inner:]
        self.opened = np.empty((rows, inner), np.float32)


class Block:
    """Weights of a block, laid out for rows from the left."""

    PARTS: ClassVar = ("attention.inputs", "attention.output", "within.gate_up", "within.down")

    def __init__(self, inputs: Vectors, output: Vectors, gate_up: Vectors, down: Vectors, *, heads: int) -> None:
        """
        Args:
            inputs: float32 (3 * hidden, hidden): query, key, value.
            output: float32 (hidden, hidden).
            gate_up: float32 (2 * inner, hidden).
            down: float32 (hidden, inner).
            heads: of the attention.
        """
        hidden = len(output)
        scale = np.ones((3 * hidden, 1), np.float32)
        scale[:hidden] = 1 / math.sqrt(hidden // heads)  # of the attention's products, taken by the queries
        self._inputs, self._output, self._gate_up, self._down = (
            np.ascontiguousarray(each.T) for each in (inputs * scale, output, gate_up, down)
        )

    def __call__(self, state: Vectors, room: Room) -> None:
        """Applied in place to float32 (rows, hidden)."""
        np.matmul(state, self._inputs, out=room.mixed)
        np.matmul(room.query, room.key, out=room.seen)
        np.max(room.seen, axis=-1, keepdims=True, out=room.most)
        np.subtract(room.seen, room.most, out=room.seen)
        np.exp(room.seen, out=room.seen)
        np.sum(room.seen, axis=-1, keepdims=True, out=room.most)
        np.divide(room.seen, room.most, out=room.seen)
        np.matmul(room.seen, room.value, out=room.found_heads)
        np.matmul(room.found, self._output, out=room.change)
        state += room.change
        norm(state)
        np.matmul(state, self._gate_up, out=room.both)
        np.negative(room.gate, out=room.opened)
        np.exp(room.opened, out=room.opened)
        room.opened += 1
        np.divide(room.gate, room.opened, out=room.opened)  # silu
        room.opened *= room.up
        np.matmul(room.opened, self._down, out=room.change)
        state += room.change
        norm(state)


def norm(rows: Vectors) -> Vectors:
    """Root mean square 1 along the last axis, in place; no gain."""
    square = np.einsum("ij,ij->i", rows, rows)[:, None]
    square /= rows.shape[-1]
    square += EPSILON
    np.sqrt(square, out=square)
    rows /= square
    return rows
