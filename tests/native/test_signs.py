"""The search by signs: what it keeps, what it finds, and that every level agrees with plain words."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import native
from tests.native.reference import Array, at_level, best, int8_vectors, live_bitmaps, row_score

every_level = pytest.mark.parametrize("level", native.levels())


def levels_of(query: Array) -> Array:
    """int (groups, 16): the level of each group of four components for each pattern of four signs."""
    groups = query.astype(int).reshape(-1, 4)
    reach = np.abs(groups).sum(axis=1)
    if not reach.any():
        return np.zeros((len(groups), 16), int)
    sums = [[sum(-q if bits >> i & 1 else q for i, q in enumerate(group)) for bits in range(16)] for group in groups]
    return (31 * (np.array(sums) + reach[:, None]) + reach.max()) // (2 * reach.max())


def sign_scores(query: Array, rows: Array) -> Array:
    """int (n,): the score of each row's head."""
    levels = levels_of(query)
    signs = (rows[:, : len(query)] < 0).reshape(len(rows), len(levels), 4)
    patterns = (signs * np.array([1, 2, 4, 8])).sum(axis=2)
    return levels[np.arange(len(levels)), patterns].sum(axis=1).astype(np.int32)


@st.composite
def sign_cases(draw: st.DrawFn) -> tuple[Array, Array, int]:
    """Rows int8 (n, d), a query int8 (head,), and the head."""
    d = draw(st.sampled_from((64, 128, 192, 256, 320, 384, 448)))
    head = draw(st.sampled_from(list(range(64, d + 1, 64))))
    n = draw(st.integers(0, 100))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    span = draw(st.sampled_from((2, 128)))  # a narrow one makes many equal scores
    rows = generator.integers(-span, span, (n, d)).astype(np.int8)
    return rows, draw(int8_vectors(head)), head


@settings(deadline=None, max_examples=60)
@given(sign_cases(), st.integers(0, 110), st.data())
def test_scan_keeps_the_rows_whose_signs_fit_best(
    case: tuple[Array, Array, int], keep: int, data: st.DataObject
) -> None:
    rows, query, head = case
    live = data.draw(live_bitmaps(len(rows)))
    scores = sign_scores(query, rows)
    expected = sorted(best(scores, keep, live))
    for level in native.levels():
        with at_level(level):
            found, given_scores = native.scan_signs(query, native.sign_blocks(rows, head), len(rows), keep, live)
        assert found.tolist() == expected
        assert given_scores.tolist() == scores[expected].tolist()


@every_level
@pytest.mark.parametrize("order", ["rising", "falling", "random", "equal"])
def test_scan_of_many_rows_tightens_without_losing_one(level: str, order: str) -> None:
    generator = np.random.default_rng(4)
    rows = generator.integers(-128, 128, (6_007, 64)).astype(np.int8)
    query = generator.integers(-127, 128, 64).astype(np.int8)
    by_score = np.argsort(sign_scores(query, rows), kind="stable")
    if order == "rising":
        rows = rows[by_score]
    elif order == "falling":
        rows = rows[by_score[::-1]]
    elif order == "equal":
        rows[:] = rows[0]
    with at_level(level):
        found, _ = native.scan_signs(query, native.sign_blocks(rows, 64), len(rows), 100)
    assert found.tolist() == sorted(best(sign_scores(query, rows), 100, None))


def exact(query: Array, rows: Array, scales: Array, k: int, live: Array | None) -> list[tuple[int, float]]:
    scores = np.array([row_score(query, row, scale) for row, scale in zip(rows, scales, strict=True)], np.float32)
    return [(row, scores[row].item()) for row in best(scores, k, live)]


@settings(deadline=None, max_examples=25)
@given(sign_cases(), st.integers(0, 12), st.integers(0, 9), st.data())
def test_search_that_keeps_every_row_finds_what_scoring_every_row_finds(
    case: tuple[Array, Array, int], k: int, count: int, data: st.DataObject
) -> None:
    rows, _, head = case
    n, d = rows.shape
    live = data.draw(live_bitmaps(n))
    generator = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    queries = generator.standard_normal((count, d)).astype(np.float32)
    scales = generator.uniform(0.001, 1.0, n).astype(np.float32)
    # 2 k + 16 rows get the last look, so with more rows than that rounding the query may cost one: few rows here
    few = min(n, 2 * k + 16)
    rows, scales = rows[:few], scales[:few]
    live = None if live is None else live[: (few + 7) // 8]
    expected = [exact(query, rows, scales, k, live) for query in queries]
    for level in native.levels():
        with at_level(level):
            found = native.search(queries, native.sign_blocks(rows, head), rows, scales, head, few, k, live)
        assert [list(zip(ids.tolist(), scores.tolist(), strict=True)) for ids, scores in found] == expected


@every_level
def test_every_level_finds_the_same_among_many_rows(level: str) -> None:
    generator = np.random.default_rng(8)
    vectors = generator.standard_normal((5_000, 384)).astype(np.float32)
    rows, scales = native.quantise(vectors)
    queries = vectors[:7] + 0.5 * generator.standard_normal((7, 384)).astype(np.float32)
    live = generator.integers(0, 256, 625, dtype=np.uint8)

    def look() -> list[tuple[bytes, bytes]]:
        found = native.search(queries, native.sign_blocks(rows, 256), rows, scales, 256, 300, 10, live)
        return [(ids.tobytes(), scores.tobytes()) for ids, scores in found]

    with at_level("scalar"):
        expected = look()
    with at_level(level):
        assert look() == expected
        singly = [
            native.search(q[None], native.sign_blocks(rows, 256), rows, scales, 256, 300, 10, live) for q in queries
        ]
    assert [(one[0][0].tobytes(), one[0][1].tobytes()) for one in singly] == expected


def test_the_nearest_rows_are_nearly_always_found() -> None:
    generator = np.random.default_rng(3)
    rows, scales = native.quantise(generator.standard_normal((20_000, 384)).astype(np.float32))
    near = generator.integers(0, 20_000, 50)
    queries = (rows[near] * scales[near, None] + 0.6 * generator.standard_normal((50, 384))).astype(np.float32)
    found = native.search(queries, native.sign_blocks(rows, 256), rows, scales, 256, 300, 1)
    assert sum(int(ids[0]) == want for (ids, _), want in zip(found, near.tolist(), strict=True)) >= 49


def test_threads_search_side_by_side() -> None:
    generator = np.random.default_rng(5)
    rows, scales = native.quantise(generator.standard_normal((3_000, 128)).astype(np.float32))
    blocks = native.sign_blocks(rows, 128)
    queries = generator.standard_normal((8, 128)).astype(np.float32)
    expected = [native.search(query[None], blocks, rows, scales, 128, 50, 5)[0][0].tolist() for query in queries]
    found: list[list[int]] = [[] for _ in queries]

    def look(at: int) -> None:
        for _ in range(20):
            found[at] = native.search(queries[at : at + 1], blocks, rows, scales, 128, 50, 5)[0][0].tolist()

    threads = [threading.Thread(target=look, args=(at,)) for at in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_read_words_is_their_exclusive_or(raw: bytes) -> None:
    expected = 0
    for at in range(0, len(raw) - 7, 8):
        expected ^= int.from_bytes(raw[at : at + 8], "little")
    assert native.read_words(np.frombuffer(raw, np.uint8)) == int.from_bytes(
        expected.to_bytes(8, "little"), sys.byteorder
    )


ROWS = np.ones((40, 128), np.int8)
SCALES = np.ones(40, np.float32)
BLOCKS = native.sign_blocks(ROWS, 64)
QUERIES = np.ones((2, 128), np.float32)


@pytest.mark.parametrize(
    "call",
    [
        lambda: native.sign_blocks(ROWS, 192),
        lambda: native.sign_blocks(ROWS, 63),
        lambda: native.sign_blocks(ROWS.astype(np.int16), 64),
        lambda: native.sign_blocks(ROWS[:, ::2], 64),
        lambda: native.block_bytes(-1, 64),
        lambda: native.block_bytes(1, 8192),
        lambda: native.scan_signs(np.ones(64, np.int8), BLOCKS[:-1], 40, 5),
        lambda: native.scan_signs(np.ones(64, np.int8), BLOCKS, 65, 5),
        lambda: native.scan_signs(np.ones(64, np.int8), BLOCKS, 40, -1),
        lambda: native.scan_signs(np.ones(64, np.int8), BLOCKS, 40, 5, np.ones(4, np.uint8)),
        lambda: native.scan_signs(np.ones(0, np.int8), BLOCKS, 40, 5),
        lambda: native.search(QUERIES, BLOCKS, ROWS[:39], SCALES, 64, 5, 5),
        lambda: native.search(QUERIES, BLOCKS, ROWS[:20], SCALES[:20], 64, 5, 5),
        lambda: native.search(QUERIES, BLOCKS, ROWS, SCALES, 192, 5, 5),
        lambda: native.search(QUERIES * np.float32("nan"), BLOCKS, ROWS, SCALES, 64, 5, 5),
        lambda: native.search(QUERIES[:, :64].copy(), BLOCKS, ROWS, SCALES, 64, 5, 5),
        lambda: native.search(np.ones((65, 128), np.float32), BLOCKS, ROWS, SCALES, 64, 5, 5),
        lambda: native.search(QUERIES, BLOCKS, ROWS, SCALES, 64, 5, 2.5),  # type: ignore[arg-type]
        lambda: native.read_words(SCALES),  # type: ignore[arg-type]
    ],
)
def test_bad_arguments_are_refused(call: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        call()  # type: ignore[operator]
