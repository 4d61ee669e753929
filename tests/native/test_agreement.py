"""Every level against the plainest one, over many dimensions and addresses, and up to the last byte of memory."""

from __future__ import annotations

import ctypes
import mmap
import sys

import numpy as np
import pytest

import native
from tests.native.reference import Array, at_level, same_floats

LONG = 10_240
HEADS = (*range(64, 577, 64), 4096)
every_level = pytest.mark.parametrize("level", native.levels()[1:])
without_windows = pytest.mark.skipif(sys.platform == "win32", reason="pages are closed by mprotect")


def shifted(generator: np.random.Generator, n: int, width: int, by: int) -> Array:
    """uint8 (n, width) of any bits, `by` bytes behind an address that numpy chose."""
    return generator.integers(0, 256, by + n * width, dtype=np.uint8)[by:].reshape(n, width)


@every_level
@pytest.mark.parametrize("d", [*range(64, 1025, 64), LONG])
def test_a_level_gives_the_bits_of_the_plainest(level: str, d: int) -> None:
    generator = np.random.default_rng(d)
    query = generator.integers(-128, 128, d).astype(np.int8)
    floats = generator.standard_normal(d).astype(np.float32)
    for n, by in ((1, 1), (4, 0), (7, 3), (150, 17)):
        codes = shifted(generator, n, d // 4, by)
        rows = shifted(generator, n, d, by).view(np.int8)
        scales = generator.random(n).astype(np.float32)
        with at_level("scalar"):
            expected = native.dot(codes[0], codes), native.dot_int8(query, codes), native.scan_top_k(query, codes, 9)
            sums = native.dot_rows_int8(floats, rows, scales)
        with at_level(level):
            assert native.dot(codes[0], codes).tolist() == expected[0].tolist()
            assert native.dot_int8(query, codes).tolist() == expected[1].tolist()
            assert [part.tolist() for part in native.scan_top_k(query, codes, 9)] == [x.tolist() for x in expected[2]]
            assert same_floats(native.dot_rows_int8(floats, rows, scales), sums)


def moved(values: Array, by: int) -> Array:
    """The same values, `by` bytes behind an address that numpy chose."""
    place = np.empty(by + values.nbytes, np.uint8)[by:].view(values.dtype).reshape(values.shape)
    place[...] = values
    return place


@every_level
@pytest.mark.parametrize("head", HEADS)
def test_a_level_keeps_the_rows_by_signs_that_the_plainest_keeps(level: str, head: int) -> None:
    generator = np.random.default_rng(head)
    query = generator.integers(-127, 128, head).astype(np.int8)
    for n, by in ((1, 1), (32, 0), (33, 3), (95, 64), (300, 17)):
        rows = shifted(generator, n, head, by).view(np.int8)
        rows[n // 2] = np.where(query < 0, -1, 0)  # the highest of all scores
        blocks = moved(native.sign_blocks(rows, head), by)
        for live in (None, generator.integers(0, 256, (n + 7) // 8, dtype=np.uint8)):
            for keep in (3, n):
                with at_level("scalar"):
                    expected = native.scan_signs(query, blocks, n, keep, live)
                with at_level(level):
                    found = native.scan_signs(query, blocks, n, keep, live)
                assert [part.tolist() for part in found] == [part.tolist() for part in expected]


def rows_with_no_product(generator: np.random.Generator, d: int) -> tuple[Array, Array]:
    """Seven queries and 400 rows, int8, of any signs and sizes, and yet every product of the two is 0.

    Where two components of a query are x and 2 x, those of a row are 2 y and -y; where 2 x and x, y and -2 y.
    """
    sizes = np.where(generator.integers(0, 2, d // 2)[:, None], [1, 2], [2, 1])
    wholes = generator.integers(-63, 64, (7, d // 2))[..., None] * sizes
    wholes[:, 0] = 127  # the largest becomes 127 when a query is quantised: so all stay what they are
    lowest = 128 * sizes[:, 0] - 192  # 64 or -64, the one that makes a -128
    halves = np.where(generator.random((400, d // 2)) < 0.1, lowest, generator.integers(-63, 64, (400, d // 2)))
    rows = halves[..., None] * sizes[:, ::-1] * [1, -1]
    rows[:, 0] = generator.integers(-127, 128, (400, 1)) * [1, -1]
    order = generator.permutation(d)  # partners apart: no part of a sum is 0 by itself
    return wholes.reshape(7, d)[:, order], rows.reshape(400, d)[:, order]


@every_level
@pytest.mark.parametrize("d", HEADS)
def test_a_level_finds_what_the_plainest_finds(level: str, d: int) -> None:
    """All products are 0, so the first rows go on to the last look; a product that is off lets others in."""
    generator = np.random.default_rng(d)
    wholes, whole_rows = rows_with_no_product(generator, d)
    fractions = generator.uniform(-0.45, 0.45, wholes.shape)
    fractions[wholes == 127] = 0
    queries, rows = (wholes + fractions).astype(np.float32), moved(whole_rows.astype(np.int8), 5)
    assert (wholes @ whole_rows.T == 0).all() and (rows == whole_rows).all() and (rows == -128).any()
    scales = generator.uniform(0.5, 1.0, len(rows)).astype(np.float32)
    blocks = native.sign_blocks(rows, 64)

    def look(count: int) -> list[tuple[bytes, bytes]]:
        found = native.search(queries[:count], blocks, rows, scales, 64, len(rows), 60)
        return [(ids.tobytes(), scores.tobytes()) for ids, scores in found]

    for count in (1, 2, 7):  # 7 go by four, two and one
        with at_level("scalar"):
            expected = look(count)
        with at_level(level):
            assert look(count) == expected


def algebra_of(codes: Array, keys: native.Keys, start: Array, weights: Array) -> list[bytes]:
    """What each of the algebra's loops gives."""
    counters, weighed = start.copy(), start.copy()
    native.bundle(counters, codes, -3)
    native.bundle(weighed, codes[:9], weights)
    results = [native.bind(codes, keys), native.unbind(codes, keys), counters, weighed]
    results += [native.bind_counters(start, keys), native.unbind_counters(counters, keys)]
    results += [native.dot_counters(np.stack([counters, weighed]), codes[:3])]
    return [result.tobytes() for result in results]


@every_level
@pytest.mark.parametrize("d", [*range(64, 1025, 64), LONG])
def test_the_algebra_of_a_level_gives_the_bits_of_the_plainest(level: str, d: int) -> None:
    generator = np.random.default_rng(d)
    for n, by in ((9, 1), (16, 0), (245, 3), (263, 17)):  # 245: the last five are added one by one
        codes = shifted(generator, n, d // 4, by)
        key = native.Keys(generator.integers(0, d // 64, 1, dtype=np.int32), shifted(generator, 1, d // 8, by), d)
        start = moved(generator.integers(-(2**30), 2**30, d, dtype=np.int32), 4 * by)
        weights = generator.integers(-(2**26), 2**26, 9, dtype=np.int32)
        with at_level("scalar"):
            expected = algebra_of(codes, key, start, weights)
        with at_level(level):
            assert algebra_of(codes, key, start, weights) == expected


@every_level
@pytest.mark.parametrize("highest", [2**31 - 1, -(2**31)])
def test_a_level_sees_the_highest_counter_wherever_it_is(level: str, highest: int) -> None:
    code = native.pack_indices([0], [], 192)[None, :]
    with at_level(level):
        for place in range(192):
            counters = np.zeros(192, np.int32)
            counters[place] = highest
            with pytest.raises(OverflowError):
                native.bundle(counters, code)


def closed_page() -> Array:
    """uint8 (PAGESIZE,) of ones; a read or a write behind its end ends the process."""
    pages = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    values = np.frombuffer(pages, np.uint8)
    assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(values.ctypes.data + mmap.PAGESIZE), mmap.PAGESIZE, 0) == 0
    values[: mmap.PAGESIZE] = 255
    return values[: mmap.PAGESIZE]


@without_windows
@pytest.mark.parametrize("level", native.levels())
@pytest.mark.parametrize("d", [*range(64, 577, 64), 1088])
def test_nothing_behind_the_last_byte_is_read(level: str, d: int) -> None:
    values = closed_page()
    codes = values[-5 * d // 4 :].reshape(5, d // 4)
    row = values[-d:].view(np.int8)
    with at_level(level):
        assert native.dot(codes[-1], codes).tolist() == [d] * 5
        assert native.dot_int8(row, codes).tolist() == [d] * 5
        sums = native.dot_rows_int8(np.ones(d, np.float32), row.reshape(1, d), np.ones(1, np.float32))
    assert sums.tolist() == [-d]


@without_windows
@pytest.mark.parametrize("level", native.levels())
@pytest.mark.parametrize("head", [64, 128, 192, 256, 320])
def test_no_block_and_no_row_is_read_behind_its_end(level: str, head: int) -> None:
    page, other = closed_page(), closed_page()
    minus = np.full(head, -127, np.int8)
    for n in (1, 32, 33, 96) if head < 256 else (1, 32):
        blocks = page[-native.block_bytes(n, head) :]
        rows = other[-4 * head :].view(np.int8).reshape(4, head)
        few = page[-native.block_bytes(4, head) :]
        with at_level(level):
            found, scores = native.scan_signs(minus, blocks, n, n)
            assert found.tolist() == list(range(n))
            assert scores.tolist() == [31 * head // 4] * n
            for count in (1, 2, 4):
                queries = np.ones((count, head), np.float32)
                answers = native.search(queries, few, rows, np.ones(4, np.float32), head, 4, 4)
                assert [scores.tolist() for _, scores in answers] == [[-head] * 4] * count


@without_windows
@pytest.mark.parametrize("level", native.levels())
@pytest.mark.parametrize("d", [64, 128, 192, 256, 384, 448, 512, 576, 960])
def test_the_algebra_touches_nothing_behind_the_end(level: str, d: int) -> None:
    page, other, third = closed_page(), closed_page(), closed_page()
    code, counters = page[-d // 4 :].reshape(1, d // 4), other[-4 * d :].view(np.int32)
    key = native.Keys(np.zeros(1, np.int32), third[-d // 8 :].reshape(1, d // 8), d)
    sixteen = page[-16 * (d // 4) :].reshape(16, d // 4)
    with at_level(level):
        assert native.unpack(native.bind(code, key), d).tolist() == [[1] * d]
        native.bundle(counters, code, 5)
        assert counters.tolist() == [-6] * d
        native.bundle(counters, sixteen, 2)
        assert counters.tolist() == [-38] * d
        assert native.bind_counters(counters, key).tolist() == [38] * d
