"""Words: BM25 over titles, headings and texts, by SQLite's full-text index with Porter stems.

FTS5's own ranking takes 2 to 4 microseconds for every chunk that has any of the words, and common words are in
hundreds of thousands. So its posting lists are read and added up here, term by term, over all chunks at once: the same
scores to the last bit, since the formula and its order of operations are FTS5's.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from engine.library.connection import Connection
from engine.library.store import Library
from engine.retrieval.query import Query
from engine.retrieval.words_lengths import ChunkLengths
from engine.retrieval.words_postings import (
    Frequencies,
    Rows,
    Unreadable,
    find_pages,
    read_postings,
    read_segments,
    read_totals,
)
from engine.retrieval.words_tokens import Tokeniser
from native.postings import add_bm25

TITLE_WEIGHT, HEADINGS_WEIGHT, BODY_WEIGHT = 2.0, 1.5, 1.0
"""A word in the title says more than one in the text. Two beats one on every collection that has titles."""

K1, B = 1.2, 0.75
"""FTS5's; `native.postings` has the same `K1`."""

FEW = 4_000
"""Chunks below which FTS5 ranks by itself: it then takes 1 to 2 ms, less than what Python adds here."""

LEAST_IDF = 1e-6
"""FTS5's, for words that more than half the chunks have: they still find, and hardly rank."""

LEAST_SCORE = float(np.nextafter(0.0, 1.0))  # chunks that have any word score higher

SEARCH = f"""SELECT rowid, -bm25(words, {TITLE_WEIGHT}, {HEADINGS_WEIGHT}, {BODY_WEIGHT}) AS score FROM words
    WHERE words MATCH ?1 {{narrowed}} ORDER BY score DESC, rowid LIMIT ?2"""
# The plus keeps SQLite from looking each row up in the full-text index by itself, which is 200 times as slow.
NARROWED = """AND +rowid IN (SELECT c.id FROM chunks c JOIN versions v ON v.id = c.version_id
    WHERE v.document_id IN (SELECT value FROM json_each(?3)))"""
PHRASE = f"SELECT rowid, -bm25(words, {TITLE_WEIGHT}, {HEADINGS_WEIGHT}, {BODY_WEIGHT}) FROM words WHERE words MATCH ?"

WEIGHTS = np.array([TITLE_WEIGHT, HEADINGS_WEIGHT, BODY_WEIGHT])
_tokeniser = Tokeniser()
_lengths: WeakKeyDictionary[Library, ChunkLengths] = WeakKeyDictionary()


def search_words(
    library: Library, query: Query, limit: int, documents: Iterable[int] | None = None
) -> dict[int, float]:
    """The chunks that have the most telling of the query's words.

    Args:
        library: where to look.
        query: what to look for; without terms nothing is found.
        limit: chunks at most.
        documents: ids to look in; None for all.

    Returns:
        BM25 by chunk id (k1 1.2, b 0.75, as FTS5 has them; higher is better), best first.
    """
    if not query.terms or limit < 1:
        return {}
    listed = None if documents is None else sorted(documents)
    with suppress(Unreadable):
        # what a write has not committed yet is not in the stored lists
        if not library.read().in_transaction and read_totals(library.read())[0] >= FEW:
            with library.database.snapshot() as connection:
                scores, floor = _scores(connection, library, query, limit)
                chunks = None if listed is None else np.array(library.chunk_ids(listed), np.int64)
                return _best(scores, floor, limit, chunks)
    return search_plainly(library, query, limit, listed)


def search_plainly(
    library: Library, query: Query, limit: int, documents: Iterable[int] | None = None
) -> dict[int, float]:
    """What `search_words` finds, by FTS5's own ranking: the measure of it, and its stand-in for unknown formats."""
    if not query.terms or limit < 1:
        return {}
    values: list[object] = [query.match, limit]
    if documents is not None:
        values.append(json.dumps(sorted(documents)))
    sql = SEARCH.format(narrowed="" if documents is None else NARROWED)
    return {int(chunk): float(score) for chunk, score in library.read().execute(sql, values).fetchall()}


def _scores(
    connection: Connection, library: Library, query: Query, limit: int
) -> tuple[npt.NDArray[np.float64], float]:
    """BM25 by chunk id, 0 for chunks that have no word; and a score above 0 that the best `limit` of them reach."""
    chunks, tokens_in_all = read_totals(connection)
    known = _lengths.setdefault(library, ChunkLengths())
    lengths = known.read(connection)
    scores = np.zeros(lengths.size)
    norms = K1 * (1 - B + B * np.arange(known.longest + 1.0) / (tokens_in_all / max(chunks, 1) or 1.0))
    tokens = _tokeniser.tokens(query.terms)
    times = Counter(each[0] for each in tokens if len(each) == 1)
    places = dict(zip(times, find_pages(connection, read_segments(connection), list(times)), strict=True))
    kept: dict[str, tuple[Rows, Frequencies]] = {}  # of words that come again in another form
    rarest: Rows | None = None
    for term, parts in zip(query.terms, tokens, strict=True):
        if len(parts) == 1:
            token = parts[0]
            rows, frequencies = kept.get(token) or read_postings(connection, places[token], token, WEIGHTS)
            if times[token] > 1:
                kept[token] = rows, frequencies
            add_bm25(rows, frequencies, idf(chunks, rows.size), norms, lengths, scores)
        else:
            rows, shares = _phrase(connection, term)
            scores[rows] += shares
        if rows.size >= limit and (rarest is None or rows.size < rarest.size):
            rarest = rows
    return scores, LEAST_SCORE if rarest is None else _highest(scores[rarest], limit)


def idf(chunks: int, having: int) -> float:
    """FTS5's inverse document frequency of a word that `having` of the chunks have."""
    value = math.log((chunks - having + 0.5) / (having + 0.5))
    return value if value > 0 else LEAST_IDF


def _phrase(connection: Connection, term: str) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Chunks and their BM25 for a term of several tokens in a row, such as an identifier; FTS5 compares positions."""
    found = connection.execute(PHRASE, (f'"{term}"',)).fetchall()
    return np.array([row for row, _ in found], np.int64), np.array([share for _, share in found])


def _best(scores: npt.NDArray[np.float64], floor: float, limit: int, chunks: Rows | None) -> dict[int, float]:
    """The `limit` highest scores above 0, of equal ones the lower id first.

    Args:
        scores: by chunk id.
        floor: above 0; where all chunks are asked, what is below is not among the best.
        chunks: ids to choose from; None for all.
    """
    if chunks is None:
        candidates = np.flatnonzero(scores >= floor)
    else:
        candidates = chunks[scores[chunks] > 0]
    found = scores[candidates]
    if candidates.size > limit:
        among = found >= _highest(found, limit)
        candidates, found = candidates[among], found[among]
    order = np.lexsort((candidates, -found))[:limit]
    return dict(zip(candidates[order].tolist(), found[order].tolist(), strict=True))


def _highest(values: npt.NDArray[np.float64], count: int) -> float:
    """The smallest of the `count` highest values."""
    return float(np.partition(values, values.size - count)[values.size - count])
