"""How long every chunk is, in tokens, as the full-text index counted it: what BM25 divides by."""

from __future__ import annotations

from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.library.connection import Connection
from engine.retrieval.words_postings import COLUMNS, Unreadable
from native.postings import Malformed, varint_sums

Lengths = npt.NDArray[np.int32]

PAGE = 100_000
LONGEST = 10_000_000  # tokens; no chunk comes near
# A page of rows as one string of bytes: a million of them one by one take four times as long.
SIZES = """SELECT CAST(group_concat(sz, '') AS BLOB), min(id), max(id), count(*) FROM
    (SELECT id, sz FROM words_docsize WHERE id > ? ORDER BY id LIMIT ?)"""
IDS = "SELECT id FROM words_docsize WHERE id BETWEEN ? AND ? ORDER BY id"


class ChunkLengths:
    """Lengths by chunk id, 4 bytes each, read once and added to as chunks come; ids are never used twice.

    May be used by several threads.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._lengths: Lengths = np.zeros(1, np.int32)
        self.longest = 0

    def read(self, connection: Connection) -> Lengths:
        """Lengths in tokens, int32, by chunk id, of every chunk that the connection's snapshot has.

        Of 1,000,000 chunks this takes 0.3 s of the processor's time when first called.

        Raises:
            Unreadable: the stored numbers make no sense.
        """
        with self._guard:
            newest = connection.execute("SELECT max(id) FROM words_docsize").fetchone()[0] or 0
            if newest >= self._lengths.size:
                known = self._lengths.size
                grown = np.zeros(newest + 1, np.int32)
                grown[:known] = self._lengths
                _fill(grown, connection, known - 1)
                longest = int(grown[known:].max())
                if longest > LONGEST:
                    raise Unreadable(f"a chunk of {longest} tokens")
                self.longest = max(self.longest, longest)
                self._lengths = grown
            return self._lengths


def _fill(lengths: Lengths, connection: Connection, after: int) -> None:
    while True:
        sizes, first, last, count = connection.execute(SIZES, (after, PAGE)).fetchone()
        if not count:
            return
        try:
            sums = varint_sums(sizes, COLUMNS)
        except Malformed as error:
            raise Unreadable("the chunks' lengths") from error
        if sums.size != count:
            raise Unreadable("the chunks' lengths")
        if last - first + 1 == count:
            lengths[first : last + 1] = sums
        else:
            lengths[[row[0] for row in connection.execute(IDS, (first, last)).fetchall()]] = sums
        after = last
