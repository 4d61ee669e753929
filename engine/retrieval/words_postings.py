"""Reads a word's postings straight from the tables in which SQLite's FTS5 stores them.

FTS5 offers a row's frequencies only through its ranking function, which costs microseconds a row; its own stored
lists, decoded in C, cost some nanoseconds. What is read here is FTS5's file format, which SQLite keeps readable for
good and numbers in `words_config`; any other number, or bytes that make no sense, are `Unreadable`, and the caller
asks FTS5 itself. Call everything inside one snapshot: the tables refer to each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from engine.library.connection import Connection
from native.postings import Malformed, postings

Rows = npt.NDArray[np.int64]
Frequencies = npt.NDArray[np.float64]

FORMAT = 4
COLUMNS = 3
AVERAGES, STRUCTURE = 1, 10  # ids of the two records in words_data that are no pages
SEGMENT_SHIFT = 37  # a page's id is its segment's, shifted, plus its number
MAIN_INDEX = "0"  # what FTS5 puts before each word; digits above are prefix indexes, which this table has none of
COOKIE_BYTES = 4
OTHER_LAYOUT = b"\xff\x00\x00\x01"  # after the cookie: a later layout, for tables that keep deleted rows apart

# The first page that can have each word in each segment, and the page on which the next word's list can start.
PLACES = """SELECT t.key, s.key,
        (SELECT pgno FROM words_idx WHERE segid = s.value AND term <= CAST(t.value AS BLOB) ORDER BY term DESC LIMIT 1),
        (SELECT pgno FROM words_idx WHERE segid = s.value AND term > CAST(t.value AS BLOB) ORDER BY term LIMIT 1)
    FROM json_each(?1) t, json_each(?2) s ORDER BY t.key, s.key"""
RECORD = "SELECT block FROM words_data WHERE id = ?"
# Unsorted, so that the pages are not copied into a sorter; they come in order anyhow.
PAGES = """SELECT s.key, d.id, d.block FROM json_each(?) s CROSS JOIN words_data d
    ON d.id BETWEEN json_extract(s.value, '$[0]') AND json_extract(s.value, '$[1]')"""


class Unreadable(Exception):
    """The full-text index is not of the format that is known here."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the index: leaf pages in the order of their terms."""

    id: int
    first: int  # page numbers, both included
    last: int


def read_totals(connection: Connection) -> tuple[int, int]:
    """How many chunks the index has, and how many tokens in all of them, titles and headings included."""
    chunks, *tokens = _varints(_record(connection, AVERAGES)) or [0]
    return chunks, sum(tokens)


def read_segments(connection: Connection) -> tuple[Segment, ...]:
    """What the index consists of, newest first.

    Raises:
        Unreadable: it has another format.
    """
    version = connection.execute("SELECT v FROM words_config WHERE k = 'version'").fetchone()
    if version is None or version[0] != FORMAT:
        raise Unreadable(f"format {version and version[0]}")
    structure = _record(connection, STRUCTURE)[COOKIE_BYTES:]
    if structure.startswith(OTHER_LAYOUT):
        raise Unreadable("deleted rows stand apart")
    return _segments(_varints(structure))


Ranges = list[tuple[int, int]]
"""First and last page id in each segment that can have a word, newest segment first."""


def find_pages(connection: Connection, segments: Sequence[Segment], tokens: Sequence[str]) -> list[Ranges]:
    """Where the postings of each token can be.

    Args:
        segments: of `read_segments`.
        tokens: as the tokeniser makes them: folded and stemmed.
    """
    found: list[Ranges] = [[] for _ in tokens]
    values = json.dumps([MAIN_INDEX + token for token in tokens]), json.dumps([each.id for each in segments])
    for token, which, first, after in connection.execute(PLACES, values).fetchall():
        if first is not None:
            segment = segments[which]
            low = max(first >> 1, segment.first)  # pages that a merge under way has emptied come before the first
            high = segment.last if after is None else max(after >> 1, low)
            base = segment.id << SEGMENT_SHIFT
            found[token].append((base + low, base + high))
    return found


def read_postings(connection: Connection, ranges: Ranges, token: str, weights: Frequencies) -> tuple[Rows, Frequencies]:
    """The chunks that have a word, and how often.

    Args:
        ranges: the token's, of `find_pages`.
        token: one of those asked for there.
        weights: float64 (3,): how much one occurrence counts in title, headings and body.

    Returns:
        int64 (n,) chunk ids, each once, and float64 (n,) their weighted occurrences.

    Raises:
        Unreadable: the stored bytes are no posting lists.
    """
    found = sorted(connection.execute(PAGES, (json.dumps(ranges),)).fetchall(), key=itemgetter(0, 1))
    counts = Counter(which for which, _, _ in found)
    term = (MAIN_INDEX + token).encode()
    try:
        rows, frequencies, ends = postings([page for _, _, page in found], list(counts.values()), term, weights)
    except Malformed as error:
        raise Unreadable(f"the postings of '{token}'") from error
    kept = _newest(rows, [0, *ends.tolist()])
    if rows.size and frequencies.min() < 0:
        live = frequencies >= 0
        kept = live if kept is None else kept & live
    return (rows, frequencies) if kept is None else (rows[kept], frequencies[kept])


def _newest(rows: Rows, bounds: list[int]) -> npt.NDArray[np.bool_] | None:
    """Which postings no newer segment has replaced or deleted; None for all. Segments are ascending, newest first."""
    kept = None
    parts = [(start, rows[start:end]) for start, end in pairwise(bounds) if end > start]
    for older in range(1, len(parts)):
        start, ours = parts[older]
        for _, newer in parts[:older]:
            if newer[-1] < ours[0] or newer[0] > ours[-1]:
                continue
            replaced = np.isin(ours, newer, assume_unique=True, kind="sort")
            kept = np.ones(rows.size, np.bool_) if kept is None else kept
            kept[start : start + ours.size] &= ~replaced
    return kept


def _record(connection: Connection, number: int) -> bytes:
    row = connection.execute(RECORD, (number,)).fetchone()
    if row is None:
        raise Unreadable(f"no record {number}")
    return bytes(row[0])


def _segments(numbers: list[int]) -> tuple[Segment, ...]:
    """The segments of a structure record: levels from the newest, each from its oldest segment on."""
    try:
        levels, at = numbers[0], 3
        segments: list[Segment] = []
        for _ in range(levels):
            count = numbers[at + 1]
            at += 2
            level = [Segment(*numbers[at + 3 * each : at + 3 * each + 3]) for each in range(count)]
            segments.extend(reversed(level))
            at += 3 * count
    except (IndexError, TypeError) as error:
        raise Unreadable("the list of segments is cut off") from error
    return tuple(segments)


def _varints(data: bytes) -> list[int]:
    """SQLite's variable-length numbers: 7 bits a byte, the most significant first."""
    numbers, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers
