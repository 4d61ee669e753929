"""A matrix in strips, each so narrow that a product with it is done by the thread that asks for it.

OpenBLAS, which numpy's wheels bring, shares a product of this size out among all cores, and waits for them: on a busy
machine that made a think of 15 ms one of 240. What decides is the number of multiplications of a single product, so
products are taken strip by strip, in one call. Where the library has code for small matrices (AVX-512), that is faster
too.
"""

from __future__ import annotations

import numpy as np

from engine.reasoning.selecting.candidates import Vectors

ALONE = 500_000
"""Multiplications that OpenBLAS leaves to one thread: below twice its 65,536 * 4 it has no second one to give work."""

ROWS = 34
"""Rows that are meant to be multiplied: 32 candidates and two tokens. More are right too, but may be shared out."""

WIDEST = 64
"""Columns of a strip: what the code for small matrices is fastest with."""


class Strips:
    """float32 (inputs, outputs), to be multiplied with rows from the left."""

    def __init__(self, matrix: Vectors) -> None:
        inputs, outputs = matrix.shape
        self.width = max(
            width
            for width in range(1, min(WIDEST, outputs) + 1)
            if outputs % width == 0 and (width == 1 or ROWS * inputs * width <= ALONE)
        )
        strips = matrix.reshape(inputs, outputs // self.width, self.width).transpose(1, 0, 2)
        self._strips = np.ascontiguousarray(strips, np.float32)

    def multiply(self, rows: Vectors, out: Vectors) -> None:
        """float32 (n, outputs) of (n, inputs), into `out`, whose numbers must lie without gaps."""
        strips = out.reshape(len(rows), -1, self.width).transpose(1, 0, 2)  # a view
        np.matmul(rows, self._strips, out=strips)
