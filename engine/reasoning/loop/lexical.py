"""The words' side of many searches at once: what each token adds to the BM25 of each chunk.

BM25 is a sum over tokens, and the follow-ups of one question share most of theirs. So each token's part is read once,
and any number of follow-ups are added up from the parts. They are those of `engine.retrieval.words`: FTS5's formula and
its weights of titles and headings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.library.connection import Connection
from engine.library.store import Library
from engine.retrieval.words import K1, PHRASE, WEIGHTS, B, idf
from engine.retrieval.words_lengths import ChunkLengths
from engine.retrieval.words_postings import Unreadable, find_pages, read_postings, read_segments, read_totals
from engine.retrieval.words_tokens import Tokeniser

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

tokeniser = Tokeniser()


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One token of the full-text index. n is the number of chunks that have it."""

    chunks: Ids  # (n,), ascending
    shares: Floats  # (n,): what it adds to each chunk's BM25, above 0
    idf: float  # of BM25: above 0, 0.000001 where most chunks have it
    rarity: float  # ln(N / n) / ln N: 1 for a token of one chunk and of none, 0 for one of all

    @property
    def ceiling(self) -> float:
        """What a share stays below, however often a chunk has the token."""
        return self.idf * (K1 + 1)

    def has(self, chunk: int) -> bool:
        """Whether a chunk has the token."""
        place = int(np.searchsorted(self.chunks, chunk))
        return place < self.chunks.size and int(self.chunks[place]) == chunk

    def among(self, pool: Ids) -> Floats:
        """float64 (len(pool),): the shares of the chunks of an ascending array, 0 for those that lack the token."""
        found = np.zeros(pool.size)
        if self.chunks.size and pool.size:
            places = np.minimum(np.searchsorted(self.chunks, pool), self.chunks.size - 1)
            has = self.chunks[places] == pool
            found[has] = self.shares[places[has]]
        return found


class Lexicon:
    """Tokens of one library as one question needs them; each is read once. Of one thread, and short-lived."""

    def __init__(self, library: Library, lengths: ChunkLengths) -> None:
        self._library = library
        self._lengths = lengths
        self._known: dict[str, Token] = {}
        self._chunks = 0

    @property
    def chunks(self) -> int:
        """Chunks of the library as it was when tokens were last read."""
        return self._chunks

    def rarity(self, having: int) -> float:
        """ln(N / n) / ln N for n of the N chunks; of the library as it was when tokens were last read."""
        return _rarity(self._chunks, having)

    def tokens(self, names: Sequence[str]) -> Mapping[str, Token]:
        """What is known of each token, those of no chunk included.

        Args:
            names: tokens as `tokenise` makes them.
        """
        new = [name for name in dict.fromkeys(names) if name not in self._known]
        if new:
            self._known |= self._read(new)
        return self._known

    def _read(self, names: Sequence[str]) -> dict[str, Token]:
        with suppress(Unreadable):
            if not self._library.read().in_transaction:  # what a write has not committed is not in the stored lists
                with self._library.database.snapshot() as connection:
                    return self._read_postings(connection, names)
        return self._ask_fts(names)

    def _read_postings(self, connection: Connection, names: Sequence[str]) -> dict[str, Token]:
        chunks, tokens_in_all = read_totals(connection)
        self._chunks = chunks
        lengths = self._lengths.read(connection)
        average = tokens_in_all / max(chunks, 1) or 1.0
        found = {}
        for name, places in zip(names, find_pages(connection, read_segments(connection), names), strict=True):
            rows, frequencies = read_postings(connection, places, name, WEIGHTS)
            if rows.size and np.any(rows[1:] < rows[:-1]):
                order = np.argsort(rows)
                rows, frequencies = rows[order], frequencies[order]
            weight = idf(chunks, rows.size)
            shares = weight * frequencies * (K1 + 1) / (frequencies + K1 * (1 - B + B * lengths[rows] / average))
            found[name] = Token(rows, shares, weight, _rarity(chunks, rows.size))
        return found

    def _ask_fts(self, names: Sequence[str]) -> dict[str, Token]:
        """The same by FTS5's own ranking, for formats of the index that are not known here."""
        connection = self._library.read()
        chunks = self._chunks = int(connection.execute("SELECT COUNT(*) FROM chunks").fetchone()[0])
        found = {}
        for name in names:
            rows = sorted(connection.execute(PHRASE, (f'"{name}"',)).fetchall())
            ids = np.array([row[0] for row in rows], np.int64)
            shares = np.array([row[1] for row in rows], np.float64)
            found[name] = Token(ids, shares, idf(chunks, ids.size), _rarity(chunks, ids.size))
        return found


def tokenise(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The full-text index's tokens of each word, lower case."""
    return tokeniser.tokens(words)


def _rarity(chunks: int, having: int) -> float:
    return math.log(chunks / min(max(having, 1), chunks)) / math.log(chunks) if chunks > 1 else 1.0
