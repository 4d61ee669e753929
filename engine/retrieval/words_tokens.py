"""What the full-text index makes of a word: SQLite's own tokeniser, asked in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from threading import Lock

TOKENISER = "porter unicode61 remove_diacritics 2"
"""As the table `words` has it; a test compares."""

REMEMBERED = 20_000


class Tokeniser:
    """The tokens of words: folded, without accents, stemmed. May be used by several threads."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._known: dict[str, tuple[str, ...]] = {}
        self._connection: sqlite3.Connection | None = None

    def tokens(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The tokens of each word: mostly one; several for `snake_case`, none for a word of signs only."""
        with self._guard:
            unknown = [word for word in dict.fromkeys(words) if word not in self._known]
            if unknown:
                if len(self._known) > REMEMBERED:
                    self._known.clear()
                    unknown = list(dict.fromkeys(words))
                self._learn(unknown)
            return [self._known[word] for word in words]

    def _learn(self, words: list[str]) -> None:
        if self._connection is None:
            self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._connection.execute(
                f"CREATE VIRTUAL TABLE asked USING fts5 (word, content = '', tokenize = '{TOKENISER}')"
            )
            self._connection.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab (asked, 'instance')")
        self._connection.execute("INSERT INTO asked (asked) VALUES ('delete-all')")
        self._connection.executemany("INSERT INTO asked (rowid, word) VALUES (?, ?)", enumerate(words))
        found: list[list[str]] = [[] for _ in words]
        for doc, term in self._connection.execute("SELECT doc, term FROM tokens ORDER BY doc, offset").fetchall():
            found[doc].append(term)
        self._known.update(zip(words, map(tuple, found), strict=True))
