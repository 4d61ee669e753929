"""A block of the shared net in numpy: positions are mixed by attention, then each is thought over; a norm behind each.

Everything is computed in place, in buffers that a `Room` lends. At 34 rows the four products with weights take three
quarters of the time, so what lies between them is laid out for numpy's vector loops: gates and what they open without
gaps, the attention's sums down the columns.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from engine.reasoning.selecting.candidates import Vectors
from engine.reasoning.selecting.strips import Strips
from engine.reasoning.selecting.weights import Sizes

EPSILON = np.float32(1e-5)


class Room:
    """Buffers for one question's thinking. Not to be shared by threads."""

    def __init__(self, rows: int, sizes: Sizes) -> None:
        hidden, heads, width = sizes.hidden, sizes.heads, sizes.hidden // sizes.heads
        self.mixed = np.empty((rows, 3 * hidden), np.float32)
        query, key, value = self.mixed.reshape(rows, 3, heads, width).transpose(1, 2, 0, 3)
        self.query, self.key, self.value = query.transpose(0, 2, 1), key, value  # views: (heads, rows, width) and so on
        self.seen = np.empty((heads, rows, rows), np.float32)  # of each key by each query
        self.along = np.empty((heads, 1, rows), np.float32)
        self.found = np.empty((rows, hidden), np.float32)
        self.found_by_head = self.found.reshape(rows, heads, width).transpose(1, 0, 2)  # a view: (heads, rows, width)
        self.change = np.empty((rows, hidden), np.float32)
        self.gate, self.up, self.opened = (np.empty((rows, sizes.inner), np.float32) for _ in range(3))


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
        hidden, inner = down.shape
        scale = np.ones((3 * hidden, 1), np.float32)
        scale[:hidden] = 1 / math.sqrt(hidden // heads)  # of the attention's products, borne by the queries
        self._inputs, self._output = Strips((inputs * scale).T), Strips(output.T)
        self._half_gate = Strips(gate_up[:inner].T * np.float32(0.5))
        self._up, self._down = Strips(gate_up[inner:].T), Strips(down.T)

    def __call__(self, state: Vectors, room: Room) -> None:
        """Applied in place to float32 (rows, hidden)."""
        self._attend(state, room)
        state += room.change
        norm(state)
        self._consider(state, room)
        state += room.change
        norm(state)

    def _attend(self, state: Vectors, room: Room) -> None:
        self._inputs.multiply(state, room.mixed)
        np.matmul(room.key, room.query, out=room.seen)
        np.max(room.seen, axis=1, keepdims=True, out=room.along)
        np.subtract(room.seen, room.along, out=room.seen)
        np.exp(room.seen, out=room.seen)
        np.sum(room.seen, axis=1, keepdims=True, out=room.along)
        np.divide(room.seen, room.along, out=room.seen)
        np.matmul(room.seen.transpose(0, 2, 1), room.value, out=room.found_by_head)
        self._output.multiply(room.found, room.change)

    def _consider(self, state: Vectors, room: Room) -> None:
        self._half_gate.multiply(state, room.gate)
        self._up.multiply(state, room.up)
        np.tanh(room.gate, out=room.opened)  # silu(x) = x / 2 * (1 + tanh(x / 2)), which can't overflow
        np.add(room.opened, np.float32(1), out=room.opened)
        np.multiply(room.opened, room.gate, out=room.opened)
        np.multiply(room.opened, room.up, out=room.opened)
        self._down.multiply(room.opened, room.change)


def norm(rows: Vectors) -> Vectors:
    """Root mean square 1 along the last axis, in place; no gain."""
    square = np.einsum("ij,ij->i", rows, rows)[:, None]
    square /= np.float32(rows.shape[-1])
    square += EPSILON
    np.sqrt(square, out=square)
    np.divide(rows, square, out=rows)
    return rows
