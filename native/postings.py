"""The numpy face of `postings.h`: reads the posting lists that SQLite's FTS5 has stored, and adds up BM25.

Arguments are checked as in `native.kernel`. Bytes that are no posting list raise `Malformed`; none can do more than
that. The interpreter lock is free while C runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from native import checks
from native._ternary import lib
from native.checks import const, output

Float64s = npt.NDArray[np.float64]


class Malformed(ValueError):
    """The bytes are not what FTS5 writes."""


def postings(
    pages: Sequence[bytes], segments: Sequence[int], term: bytes, weights: Float64s
) -> tuple[checks.Int64s, Float64s, checks.Int64s]:
    """The postings of one term in some segments.

    Args:
        pages: leaf pages, those of a segment one after the other; on its first one the term stands or nowhere.
        segments: how many pages each segment has, more than 0.
        term: as the index has it, FTS5's leading '0' included.
        weights: float64 (columns,), none below 0: how much one occurrence in each column counts.

    Returns:
        int64 (n,) row ids, ascending within a segment; float64 (n,) the weighted occurrences in each, -1 where the
        posting says that the row was deleted from older segments; int64 (len(segments),) where each segment ends.

    Raises:
        Malformed: the pages are damaged, or of another format.
    """
    factors = checks.array(weights, "weights", np.float64, 1)
    if not factors.size or not (factors >= 0).all():
        raise ValueError("weights must have one item for each column, 0 or more.")
    if sum(segments) != len(pages) or min(segments, default=1) < 1:
        raise ValueError(f"segments must be numbers above 0 that add up to {len(pages)} pages.")
    lengths = np.fromiter(map(len, pages), np.int64, len(pages))
    ends = np.cumsum(lengths, dtype=np.int64)
    content = np.frombuffer(b"".join(pages), np.uint8)
    if content.size != lengths.sum():  # other things than bytes may have another length than they have bytes
        raise ValueError("pages must be bytes.")
    room = content.size // 2
    rows, frequencies = np.empty(room, np.int64), np.empty(room, np.float64)
    stops = np.zeros(len(segments), np.int64)
    page = found = 0
    for segment, count in enumerate(segments):
        start = int(ends[page - 1]) if page else 0
        added = lib.nacre_postings(
            const("uint8_t[]", content[start:]),
            const("int64_t[]", ends[page : page + count] - start),
            count,
            const("uint8_t[]", np.frombuffer(term, np.uint8)),
            len(term),
            const("double[]", factors),
            factors.size,
            room - found,
            output("int64_t[]", rows[found:]),
            output("double[]", frequencies[found:]),
        )
        if added < 0:
            raise Malformed("These pages are no posting lists.")
        found += added
        page += count
        stops[segment] = found
    return rows[:found], frequencies[:found], stops


def varint_sums(data: bytes, columns: int) -> checks.Int32s:
    """Sums of every `columns` varints, int32 (n,): a row's tokens, which FTS5 stores by column.

    Raises:
        Malformed: the bytes are no varints, or not a multiple of `columns` of them.
    """
    per_row = checks.whole_number(columns, "columns", 1, 1 << 15)
    content = np.frombuffer(data, np.uint8)
    n, left = divmod(int(np.count_nonzero(content < 0x80)), per_row)
    sums = np.empty(n, np.int32)
    pointers = const("uint8_t[]", content), output("int32_t[]", sums)
    if left or lib.nacre_varint_sums(pointers[0], content.size, per_row, n, pointers[1]):
        raise Malformed("These bytes are no numbers of tokens.")
    return sums


def add_bm25(
    rows: checks.Int64s, frequencies: Float64s, idf: float, norms: Float64s, lengths: checks.Int32s, scores: Float64s
) -> None:
    """Add one term's share of BM25 (k1 1.2) to `scores`, in place and in FTS5's own order of operations.

    Args:
        rows, frequencies: int64 (n,) and float64 (n,): the rows that have the term, and how often.
        idf: how telling the term is.
        norms: float64 (longest + 1,): k1 * (1 - b + b * length / mean) by length.
        lengths, scores: int32 (m,) and float64 (m,), both by row.

    Raises:
        ValueError: a row or its length is outside; the scores of those before it are changed.
    """
    which = checks.array(rows, "rows", np.int64, 1)
    often = checks.array(frequencies, "frequencies", np.float64, 1)
    checks.length(often, "frequencies", which.size, "one for each row")
    factors = checks.array(norms, "norms", np.float64, 1)
    sizes = checks.array(lengths, "lengths", np.int32, 1)
    sums = checks.array(scores, "scores", np.float64, 1)
    checks.length(sums, "scores", sizes.size, "one for each length")
    if lib.nacre_add_bm25(
        const("int64_t[]", which),
        const("double[]", often),
        which.size,
        idf,
        const("double[]", factors),
        factors.size,
        const("int32_t[]", sizes),
        output("double[]", sums),
        sums.size,
    ):
        raise ValueError(f"rows must be from 0 to {sums.size - 1}, and their lengths from 0 to {factors.size - 1}.")
