"""FTS5's posting lists: what SQLite wrote is read as SQLite reads it, and what it did not write harms nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native.postings import Malformed, add_bm25, postings, varint_sums

WEIGHTS = np.array([2.0, 1.5, 1.0])


def written(texts: list[tuple[str, str, str]], page_bytes: int) -> list[bytes]:
    """The leaf pages that FTS5 writes for rows 1, 2, ..."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE w USING fts5 (a, b, c, content = '')")
    connection.execute("INSERT INTO w (w, rank) VALUES ('pgsz', ?)", (page_bytes,))
    with connection:
        connection.executemany(
            "INSERT INTO w (rowid, a, b, c) VALUES (?, ?, ?, ?)", [(n, *t) for n, t in enumerate(texts, 1)]
        )
    pages = connection.execute(
        "SELECT block FROM w_data WHERE id BETWEEN 1 << 37 AND (1 << 37) + (1 << 30) ORDER BY id"
    )
    found = [row[0] for row in pages.fetchall()]
    connection.close()
    return found


column = st.lists(st.sampled_from(["aa", "ab", "b", "bcd", "z"]), max_size=12).map(" ".join)


@given(st.lists(st.tuples(column, column, column), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_frequencies_are_those_of_the_texts(texts: list[tuple[str, str, str]]) -> None:
    pages = written(texts, 4050)
    for term in ("aa", "ab", "b", "bcd", "z", "a", "bc", "zz"):
        sums = {
            n: sum(w * part.split().count(term) for w, part in zip(WEIGHTS, text, strict=True))
            for n, text in enumerate(texts, 1)
        }
        rows, frequencies, ends = postings(pages, [len(pages)] if pages else [], b"0" + term.encode(), WEIGHTS)
        assert dict(zip(rows.tolist(), frequencies.tolist(), strict=True)) == {n: s for n, s in sums.items() if s}
        assert ends.tolist() == ([len(rows)] if pages else [])


def test_lists_go_on_over_pages() -> None:
    texts = [("", "aa " * (n % 40), "aa b " * 5) for n in range(300)]
    pages = written(texts, 64)
    assert len(pages) > 50
    rows, frequencies, _ = postings(pages, [len(pages)], b"0aa", WEIGHTS)
    assert rows.tolist() == list(range(1, 301))
    assert frequencies.tolist() == [1.5 * (n % 40) + 5 for n in range(300)]


def test_each_segment_ends_where_it_is_said_to() -> None:
    pages = written([("b", "", "")] * 3, 4050)
    rows, _, ends = postings(pages * 2, [1, 1], b"0b", WEIGHTS)
    assert rows.tolist() == [1, 2, 3] * 2 and ends.tolist() == [3, 6]


def test_no_flipped_byte_does_more_than_change_numbers() -> None:
    pages = written([("aa b", "b " * n, "aa bcd z") for n in range(12)], 64)
    content = b"".join(pages)
    bounds = np.cumsum([0, *map(len, pages)]).tolist()
    refused = 0
    for at in range(len(content)):
        for flip in (0x01, 0x80, 0xFF):
            damaged = bytearray(content)
            damaged[at] ^= flip
            cut = [bytes(damaged[a:b]) for a, b in pairwise(bounds)]
            for term in (b"0aa", b"0b", b"0z"):
                try:
                    rows, frequencies, _ = postings(cut, [len(cut)], term, WEIGHTS)
                except Malformed:
                    refused += 1
                else:
                    assert (np.diff(rows) > 0).all() and (rows >= 0).all() and np.isfinite(frequencies).all()
    assert refused


@given(st.lists(st.binary(max_size=40), max_size=4), st.binary(max_size=5))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(pages: list[bytes], term: bytes) -> None:
    try:
        rows, frequencies, _ = postings(pages, [1] * len(pages), term, WEIGHTS)
    except Malformed:
        return
    assert rows.size == frequencies.size


def test_varints_are_added_up_by_row() -> None:
    data = bytes([1, 2, 3]) + bytes([0x81, 0x00, 0, 5]) + bytes([0xFF] * 5 + [0x7F, 0, 0])
    assert varint_sums(data, 3).tolist() == [6, 133, 2**31 - 1]
    assert varint_sums(b"", 3).tolist() == []


@pytest.mark.parametrize("data", [b"\x01\x02", b"\x01\x02\x03\x04", b"\x01\x02\x80"])
def test_numbers_that_make_no_whole_row_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        varint_sums(data, 3)


def test_shares_are_added_by_row() -> None:
    scores = np.array([0.0, 1.0, 2.0])
    norms, lengths = np.array([0.3, 0.6, 1.2]), np.array([0, 2, 1], np.int32)
    add_bm25(np.array([1, 2]), np.array([3.0, 1.0]), 0.5, norms, lengths, scores)
    assert scores.tolist() == [0.0, 1.0 + 0.5 * (3.0 * 2.2 / 4.2), 2.0 + 0.5 * (1.0 * 2.2 / 1.6)]


ROWS, OFTEN, NORMS = np.array([0, 1]), np.ones(2), np.ones(3)
LENGTHS, SCORES = np.array([0, 2], np.int32), np.zeros(2)
REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: postings([b"abcd"], [2], b"0a", WEIGHTS), ValueError, "add up to 1 pages"),
    (lambda: postings([b"abcd"], [1, 0], b"0a", WEIGHTS), ValueError, "above 0"),
    (lambda: postings([np.zeros((100, 0))], [1], b"0a", WEIGHTS), ValueError, "pages must be bytes"),
    (lambda: postings([], [], b"0a", np.empty(0)), ValueError, "weights must have one item"),
    (lambda: postings([], [], b"0a", -WEIGHTS), ValueError, "0 or more"),
    (lambda: postings([], [], b"0a", np.ones(3, np.float32)), TypeError, "weights must have dtype float64"),
    (lambda: varint_sums(b"", 0), ValueError, "columns must be from 1"),
    (lambda: add_bm25(ROWS, OFTEN[:1], 1.0, NORMS, LENGTHS, SCORES), ValueError, "frequencies must have 2 items"),
    (lambda: add_bm25(ROWS, OFTEN, 1.0, NORMS, LENGTHS, np.zeros(3)), ValueError, "scores must have 2 items"),
    (lambda: add_bm25(ROWS + 1, OFTEN, 1.0, NORMS, LENGTHS, SCORES), ValueError, "from 0 to 1, and their lengths"),
    (lambda: add_bm25(ROWS - 1, OFTEN, 1.0, NORMS, LENGTHS, SCORES), ValueError, "from 0 to 1, and their lengths"),
    (lambda: add_bm25(ROWS, OFTEN, 1.0, NORMS[:2], LENGTHS, SCORES), ValueError, "lengths from 0 to 1"),
    (lambda: add_bm25(ROWS, OFTEN, 1.0, NORMS, -LENGTHS, SCORES), ValueError, "lengths from 0 to 2"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_wrong_arguments_are_refused(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
