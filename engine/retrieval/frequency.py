"""How telling a word is: its inverse document frequency among the library's chunks."""

from __future__ import annotations

import math
import sqlite3
from threading import Lock

from engine.library.store import Library

VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, 'words', 'row')"
REMEMBERED = 20_000


class Frequencies:
    """Inverse document frequencies of one library's stems; remembered until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, float] = {}
        self._generation = -1
        self._chunks = 0
        self._guard = Lock()

    def idf(self, stem: str) -> float:
        """ln(N / df) / ln N, so 1 for a stem of one chunk and 0 for one of all; 1 for a stem of none."""
        with self._guard:
            self._refresh()
            if stem not in self._known:
                self._known[stem] = self._look_up(stem)
            return self._known[stem]

    def chunks(self) -> int:
        """Chunks in the library."""
        with self._guard:
            self._refresh()
            return self._chunks

    def _refresh(self) -> None:
        generation = self._library.generation()
        if generation != self._generation or len(self._known) > REMEMBERED:
            self._known.clear()
            self._generation = generation
            self._chunks = int(self._library.read().execute("SELECT COUNT(*) FROM chunks").fetchone()[0])

    def _look_up(self, stem: str) -> float:
        connection = self._library.read()
        sql = "SELECT doc FROM temp.vocabulary WHERE term = ?"
        try:
            row = connection.execute(sql, (stem,)).fetchone()
        except sqlite3.OperationalError:  # this thread's connection has no such table yet
            connection.execute(VOCABULARY)
            row = connection.execute(sql, (stem,)).fetchone()
        if row is None or self._chunks < 2:
            return 1.0
        return max(0.0, math.log(self._chunks / row[0]) / math.log(self._chunks))
