"""The kernel in its plainest words, component by component, and what the tests draw from.

Tests that use it have no deadline for an example: plain words take their time on a busy machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

import native

DIMENSIONS = (64, 128, 192, 256, 320, 384, 448, 512, 576, 1088)  # every way a row can end, the usual 384 among them
LANES = 32  # of the sum that ternary.h states for nacre_dot_rows

Array = npt.NDArray[Any]


@contextmanager
def at_level(name: str) -> Iterator[None]:
    """Runs its body at one level of the kernel."""
    before = native.level()
    native.force_level(name)
    try:
        yield
    finally:
        native.force_level(before)


def component(code: Array, i: int) -> int:
    """Component i of one code."""
    plane = len(code) // 2
    mask = code[i // 8] >> (i % 8) & 1
    sign = code[plane + i // 8] >> (i % 8) & 1
    return 0 if not mask else (-1 if sign else 1)


def components(codes: Array) -> Array:
    """int64 (n, d) of codes uint8 (n, d // 4)."""
    n, width = codes.shape
    rows = [[component(code, i) for i in range(4 * width)] for code in codes]
    return np.array(rows, np.int64).reshape(n, 4 * width)


def kept(vector: Array, nnz: int) -> list[int]:
    """The components of the code of one float vector."""
    order = sorted(range(len(vector)), key=lambda i: (-abs(float(vector[i])), i))[:nnz]
    return [int(np.sign(vector[i])) if i in set(order) else 0 for i in range(len(vector))]


def row_score(query: Array, row: Array, scale: np.float32) -> np.float32:
    """scale * (query . row) with the roundings in the stated order."""
    lanes = np.zeros(LANES, np.float32)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # numbers near the ends of float32
        for part in range(0, len(query), LANES):
            lanes = lanes + query[part : part + LANES] * row[part : part + LANES].astype(np.float32)
        while len(lanes) > 1:
            lanes = lanes[: len(lanes) // 2] + lanes[len(lanes) // 2 :]
        return np.float32(lanes[0] * scale)


def same_floats(ours: Array, expected: Array) -> bool:
    """Whether two float32 arrays have the same bits, any NaN being like any other."""
    nan = np.isnan(expected)
    return bool((np.isnan(ours) == nan).all()) and ours[~nan].tobytes() == expected[~nan].tobytes()


def best(scores: Array, k: int, live: Array | None) -> list[int]:
    """Indices of the k best live scores."""
    rows = [i for i in range(len(scores)) if live is None or live[i // 8] >> (i % 8) & 1]
    return sorted(rows, key=lambda i: (-scores[i].item(), i))[:k]


@st.composite
def random_codes(draw: st.DrawFn, most: int = 9) -> Array:
    """uint8 (n, d // 4) of any bits: also signs where the mask is 0. n from 0 to `most`."""
    d, n = draw(st.sampled_from(DIMENSIONS)), draw(st.integers(0, most))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    style = draw(st.sampled_from(("any", "full", "empty")))
    codes = generator.integers(0, 256, (n, d // 4), dtype=np.uint8)
    if style != "any":  # the extremes of every counter
        codes[:, : d // 8] = 255 if style == "full" else 0
    if draw(st.booleans()):
        codes[:, d // 8 :] = draw(st.sampled_from((0, 255)))
    return codes


@st.composite
def int8_vectors(draw: st.DrawFn, d: int) -> Array:
    """int8 (d,): random over the whole range, or all at one end of it."""
    end = draw(st.sampled_from((None, -128, 127)))
    if end is not None:
        return np.full(d, end, np.int8)
    return np.random.default_rng(draw(st.integers(0, 2**32))).integers(-128, 128, d).astype(np.int8)


@st.composite
def float_vectors(draw: st.DrawFn, most: int = 4) -> Array:
    """float32 (n, d): normal, with many ties, or spread over the whole range of exponents."""
    d, n = draw(st.sampled_from(DIMENSIONS)), draw(st.integers(0, most))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    style = draw(st.sampled_from(("normal", "ties", "wide", "subnormal", "zeros")))
    if style == "normal":
        return generator.standard_normal((n, d)).astype(np.float32)
    if style == "ties":
        return generator.integers(-3, 4, (n, d)).astype(np.float32)
    if style == "wide":
        signs = generator.choice(np.array([-1.0, 1.0]), (n, d))
        return (signs * 10.0 ** generator.uniform(-44, 38, (n, d))).astype(np.float32)
    if style == "subnormal":
        return (generator.integers(-200, 201, (n, d)) * 2.0**-149).astype(np.float32)
    return np.where(generator.random((n, d)) < 0.5, np.float32(0.0), np.float32(-0.0))


def live_bitmaps(n: int) -> st.SearchStrategy[Array | None]:
    """None, or any bitmap over n rows; bits behind the last row are random too."""
    size = (n + 7) // 8
    return st.none() | st.binary(min_size=size, max_size=size).map(lambda raw: np.frombuffer(raw, np.uint8))
