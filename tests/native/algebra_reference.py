"""The algebra in its plainest words, component by component, and what its tests draw from."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

import native
from tests.native.reference import DIMENSIONS, Array

WORDS = 2**64 - 1


def codes_of(vectors: Array) -> Array:
    """uint8 (n, d // 4) of components (n, d), the sign bits of zeros at 0."""
    planes = np.concatenate([vectors != 0, vectors < 0], axis=1)
    return np.packbits(planes, axis=1, bitorder="little")


def sign_of(mask: Array, i: int) -> int:
    """-1 where bit i of a key's sign mask is 1, else 1."""
    return -1 if mask[i // 8] >> (i % 8) & 1 else 1


def bound(vector: Array, keys: native.Keys, key: int) -> Array:
    """One vector under one of the keys."""
    d, result = len(vector), np.zeros_like(vector)
    for i in range(d):
        to = (i + 64 * int(keys.rotations[key])) % d
        result[to] = vector[i] * sign_of(keys.signs[key], to)
    return result


def bound_rows(rows: Array, keys: native.Keys) -> Array:
    """Every row under its key, or the only row under every key."""
    count = len(keys) if len(rows) == 1 else len(rows)
    result = [bound(rows[i % len(rows)], keys, i % len(keys)) for i in range(count)]
    return np.array(result, rows.dtype).reshape(count, rows.shape[1])


def permuted(vector: Array, shift: int) -> Array:
    """Component i moves to (i + shift) mod d."""
    result = np.zeros_like(vector)
    for i in range(len(vector)):
        result[(i + shift) % len(vector)] = vector[i]
    return result


def largest(counters: Array, nnz: int) -> Array:
    """The signs of the nnz largest by magnitude; of equal magnitudes the lower index."""
    values = [int(value) for value in counters]
    order = sorted(range(len(values)), key=lambda i: (-abs(values[i]), i))[:nnz]
    result = np.zeros(len(values), np.int64)
    for i in order:
        result[i] = (values[i] > 0) - (values[i] < 0)
    return result


def cosine(a: Array, b: Array) -> float:
    """Of two vectors of -1, 0 and 1."""
    squares = int((a * a).sum()) * int((b * b).sum())
    return int((a * b).sum()) / math.sqrt(squares) if squares else 0.0


class Draws:
    """The generator that ternary_algebra.h states."""

    def __init__(self, seed: int, purpose: int) -> None:
        self.state = self.mix((self.mix(seed) + purpose) & WORDS)

    @staticmethod
    def mix(value: int) -> int:
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & WORDS
        value = (value ^ value >> 27) * 0x94D049BB133111EB & WORDS
        return value ^ value >> 31

    def word(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & WORDS
        return self.mix(self.state)

    def below(self, limit: int) -> int:
        return (self.word() >> 32) * limit >> 32

    def plane(self, d: int) -> Array:
        """d bits as 0 and 1."""
        return np.array([word >> bit & 1 for word in (self.word() for _ in range(d // 64)) for bit in range(64)])


def random_key(seed: int, d: int) -> tuple[int, Array]:
    """The rotation, and the sign mask as d bits."""
    draws = Draws(seed, 1)
    return draws.below(d // 64), draws.plane(d)


def random_vector(seed: int, d: int, nnz: int) -> Array:
    """The components of the random code of one seed."""
    draws, drawn = Draws(seed, 2), set[int]()
    while len(drawn) < min(nnz, d - nnz):
        drawn.add(draws.below(d))
    nonzeros = drawn if 2 * nnz <= d else set(range(d)) - drawn
    signs = draws.plane(d)
    return np.array([0 if i not in nonzeros else -1 if signs[i] else 1 for i in range(d)])


@st.composite
def any_counters(draw: st.DrawFn, d: int | None = None) -> Array:
    """int32 (d,): small with many ties, over all of int32 with both its ends, or zeros."""
    width = draw(st.sampled_from(DIMENSIONS)) if d is None else d
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    span = draw(st.sampled_from((0, 2, 127, 128, 32_639, 32_640, 2**23, 2_139_062_143, 2**31 - 1)))
    counters = generator.integers(-span, span, width, endpoint=True).astype(np.int32)
    ends = draw(st.sampled_from(((), (-span, span), (-(2**31), 2**31 - 1))))
    counters[: len(ends)] = ends
    return counters


def any_seeds(most: int = 4) -> st.SearchStrategy[list[int]]:
    """Up to `most` seeds."""
    return st.lists(st.integers(0, WORDS), max_size=most)
