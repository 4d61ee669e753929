"""Which open questions new documents may bear on: cheap, so that thousands of questions cost an ingest little."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from threading import Event as Flag

import numpy as np

from engine.errors import Cancelled
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.questions.store import Questions, Waiting
from engine.retrieval.contents import Floats, blocks, unit
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import read_query
from engine.retrieval.stems import stem

LIKE = 0.3
"""Cosine of a question and a passage from which on the passage may answer it. Of 300 answerable questions of squad35's
even articles, 96% have their own paragraph above it (.4: 87%, .2: 99%); words find others."""

TELLING = 2
"""Words of a question, the rarest ones, that a passage must have together to be worth a look whatever its meaning."""

BATCH = 64
"""Questions that are embedded at once."""

WITH_WORDS = """SELECT 1 FROM words w WHERE w.words MATCH ?1 AND w.rowid > ?2 AND w.rowid IN
    (SELECT c.id FROM chunks c WHERE c.version_id > ?3) LIMIT 1"""
FIRST_CHUNK = "SELECT ifnull(MIN(id), 0) FROM chunks WHERE version_id > ?"


class Near:
    """Compares questions with what is new in a library."""

    def __init__(self, library: Library, encoder: Encoder, cancel: Flag | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._cancel = cancel or Flag()
        self._frequencies = Frequencies(library)

    def near(self, questions: Sequence[Waiting], documents: Iterable[int], since: int) -> frozenset[int]:
        """The numbers of the questions that some passage of these documents is like, or has the words of.

        Args:
            questions: that wait.
            documents: ids of those that are new.
            since: the version above which documents are new.

        Raises:
            Cancelled: nobody wants it any more.
        """
        vectors = self._vectors(questions)
        best = np.full(len(questions), -1.0, np.float32)
        for held in blocks(self._library, self._encoder.id, self._encoder.dim, documents):
            self._go_on()
            best = np.maximum(best, (vectors @ held.floats().T).max(axis=1))
        found = {each.question_id for each, cosine in zip(questions, best, strict=True) if cosine >= LIKE}
        rest = [each for each in questions if each.question_id not in found]
        return frozenset(found | set(self._with_words(rest, since)))

    def _vectors(self, questions: Sequence[Waiting]) -> Floats:
        """float32 (n, d), rows of length one; what is embedded now is kept."""
        size = 4 * self._encoder.dim
        new = [each for each in questions if len(each.vector) != size]
        made: dict[int, Floats] = {}
        for start in range(0, len(new), BATCH):
            self._go_on()
            batch = new[start : start + BATCH]
            vectors = unit(np.stack([self._encoder.embed_query(each.text) for each in batch]))
            Questions(self._library).remember(batch, vectors)
            made |= {each.question_id: row for each, row in zip(batch, vectors, strict=True)}
        rows = [
            made[each.question_id] if each.question_id in made else np.frombuffer(each.vector, np.float32)
            for each in questions
        ]
        return np.stack(rows) if rows else np.zeros((0, self._encoder.dim), np.float32)

    def _with_words(self, questions: Sequence[Waiting], since: int) -> Iterator[int]:
        """Questions whose rarest words stand together in a new passage."""
        connection = self._library.read()
        first = connection.execute(FIRST_CHUNK, (since,)).fetchone()[0]
        for each in questions:
            self._go_on()
            terms = list(dict.fromkeys(read_query(each.text).terms))
            rarest = sorted(terms, key=lambda term: -self._frequencies.idf(stem(term)))[:TELLING]
            match = " AND ".join(json.dumps(term, ensure_ascii=False) for term in rarest)
            if match and connection.execute(WITH_WORDS, (match, max(0, first - 1), since)).fetchone() is not None:
                yield each.question_id

    def _go_on(self) -> None:
        if self._cancel.is_set():
            raise Cancelled("asking the open questions again was stopped", "it goes on the next time")
