"""The open questions of a library, as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import UsageError
from engine.graph.records import Cited
from engine.library.connection import now
from engine.library.store import Library
from engine.library.wording import clean
from engine.questions.records import Judged, OpenQuestion, QuestionState
from engine.retrieval.contents import Floats
from engine.retrieval.query import WORD

LISTED = 5_000
"""Questions that are listed, and asked again, at most: the last ones."""

NEWEST = "SELECT ifnull(MAX(id), 0) FROM versions"
LIVE = "SELECT current_version FROM documents WHERE state = 'live' AND current_version IS NOT NULL"

_SHOWN = """FROM open_questions q LEFT JOIN turns t ON t.id = q.turn_id
    LEFT JOIN conversations c ON c.id = t.conversation_id
    WHERE q.state != 'dropped' AND ifnull(c.deleted, '') = ''"""
_SELECT = f"""SELECT q.id, q.text, q.asked, t.conversation_id, q.turn_id, q.scope, q.state, q.support, q.version_id,
    q.char_start, q.char_end, q.tried, q.news {_SHOWN}"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open question that is to be asked again."""

    question_id: int
    text: str
    scope: str
    tried_version: int  # of documents above it the question knows nothing; 0: of none
    vector: bytes  # its embedding, float32; empty where there is none yet


class Questions:
    """Questions that were asked and not answered. May be used by several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def all(self, limit: int = LISTED) -> tuple[OpenQuestion, ...]:
        """What was answered since and nobody has looked at, then what is open, then the rest; newest first."""
        sql = f"{_SELECT} ORDER BY q.news DESC, q.state = 'answered', q.id DESC LIMIT ?"
        rows = self._library.read().execute(sql, (limit,)).fetchall()
        return tuple(self._question(row) for row in rows)

    def named(self, question_id: int) -> OpenQuestion:
        """
        Raises:
            UsageError: there is no such question.
        """
        row = self._library.read().execute(f"{_SELECT} AND q.id = ?", (question_id,)).fetchone()
        if row is None:
            raise UsageError(f"there is no open question {question_id}", "nacre questions lists them")
        return self._question(row)

    def counts(self) -> tuple[int, int]:
        """How many are open, and how many are news."""
        sql = f"SELECT ifnull(SUM(q.state = 'open'), 0), ifnull(SUM(q.news), 0) {_SHOWN}"
        row = self._library.read().execute(sql).fetchone()
        return int(row[0]), int(row[1])

    def add(self, text: str, judged: Judged, encoder: str, *, turn: int | None = None, scope: str = "") -> int | None:
        """Put a question on the list; its number, None where someone has dropped it before.

        One that is there already stays as it is; added by hand it comes back even if it was dropped.

        Args:
            text: as it is to be asked again.
            judged: what the library says to it now.
            encoder: the id of the encoder it was asked with.
            turn: where in the app's conversations it was asked; None: added by hand.
            scope: what it was asked within.
        """
        key = key_of(text)
        version, start, end = _span(judged.best)
        state = QuestionState.ANSWERED if judged.answered else QuestionState.OPEN
        with self._library.write() as connection:
            row = connection.execute("SELECT id, state FROM open_questions WHERE key = ?", (key,)).fetchone()
            if row is not None and row[1] != "dropped":
                return int(row[0])
            if row is not None:
                if turn is not None:
                    return None
                connection.execute("DELETE FROM open_questions WHERE id = ?", (row[0],))
            time = now()
            cursor = connection.execute(
                f"""INSERT INTO open_questions (key, text, asked, turn_id, scope, state, support, version_id,
                char_start, char_end, encoder, vector, tried_version, tried, news)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ({NEWEST}), ?, 0)""",
                (key, clean(text), time, turn, scope, state, judged.support, version, start, end, encoder, time),
            )
            return int(cursor.lastrowid)

    def known(self, text: str) -> bool:
        """Whether a question is on the list."""
        sql = "SELECT 1 FROM open_questions WHERE key = ? AND state != 'dropped'"
        return self._library.read().execute(sql, (key_of(text),)).fetchone() is not None

    def drop(self, question_id: int) -> None:
        """Take a question off the list; asked in a conversation it does not come back.

        Raises:
            UsageError: there is no such question.
        """
        self.named(question_id)
        with self._library.write() as connection:
            sql = "UPDATE open_questions SET state = 'dropped', news = 0, vector = NULL WHERE id = ?"
            connection.execute(sql, (question_id,))

    def settled(self, text: str, judged: Judged) -> None:
        """The question was answered when it was asked anew: it is open no more, and no news."""
        with self._library.write() as connection:
            connection.execute(
                """UPDATE open_questions SET state = 'answered', news = 0, support = ?, version_id = ?,
                char_start = ?, char_end = ? WHERE key = ? AND state = 'open'""",
                (judged.support, *_span(judged.best), key_of(text)),
            )

    def seen(self, questions: Iterable[int]) -> None:
        """Someone has looked at these: they are news no more."""
        listed = json.dumps(list(questions))
        sql = "UPDATE open_questions SET news = 0 WHERE news AND id IN (SELECT value FROM json_each(?))"
        if self.counts()[1]:
            with self._library.write() as connection:
                connection.execute(sql, (listed,))

    # --- asked again ------------------------------------------------------------------------------------------------

    def pending(self, encoder: str) -> bool:
        """Whether there is anything to ask again: cheap where nothing has changed."""
        sql = f"""SELECT 1 FROM open_questions WHERE
            (state = 'open' AND (encoder != ?1 OR tried_version < (SELECT ifnull(MAX(id), 0) FROM ({LIVE}) l
                JOIN versions ON id = current_version)))
            OR (state = 'answered' AND (version_id IS NULL OR version_id NOT IN ({LIVE}))) LIMIT 1"""
        return self._library.read().execute(sql, (encoder,)).fetchone() is not None

    def reopen(self, encoder: str) -> None:
        """Questions whose answer has gone with its document are open again; with another encoder all are asked anew."""
        with self._library.write() as connection:
            connection.execute(
                f"""UPDATE open_questions SET state = 'open', news = 0, support = 0, version_id = NULL,
                tried_version = 0 WHERE state = 'answered'
                AND (version_id IS NULL OR version_id NOT IN ({LIVE}))"""
            )
            connection.execute(
                """UPDATE open_questions SET encoder = ?1, vector = NULL, tried_version = 0
                WHERE state = 'open' AND encoder != ?1""",
                (encoder,),
            )

    def waiting(self, newest: int) -> tuple[Waiting, ...]:
        """Open questions that know nothing of the documents up to a version, the last asked first."""
        rows = self._library.read().execute(
            """SELECT id, text, scope, tried_version, ifnull(vector, x'') FROM open_questions
            WHERE state = 'open' AND tried_version < ? ORDER BY id DESC LIMIT ?""",
            (newest, LISTED),
        )
        return tuple(Waiting(*row) for row in rows.fetchall())

    def newest(self) -> int:
        """The greatest version there is."""
        return int(self._library.read().execute(NEWEST).fetchone()[0])

    def remember(self, questions: Sequence[Waiting], vectors: Floats) -> None:
        """Keep the embeddings of questions, float32 (n, d), so that they are embedded once."""
        rows = [
            (row.astype(np.float32).tobytes(), each.question_id) for each, row in zip(questions, vectors, strict=True)
        ]
        with self._library.write() as connection:
            connection.executemany("UPDATE open_questions SET vector = ? WHERE id = ?", rows)

    def passed(self, questions: Iterable[int], newest: int) -> None:
        """These have nothing to do with any document up to a version."""
        with self._library.write() as connection:
            sql = """UPDATE open_questions SET tried_version = ?1
                WHERE id IN (SELECT value FROM json_each(?2)) AND tried_version < ?1"""
            connection.execute(sql, (newest, json.dumps(list(questions))))

    def tried(self, found: Sequence[tuple[int, Judged]], newest: int) -> None:
        """What the documents up to a version say to these; what is answered now is news."""
        time = now()
        with self._library.write() as connection:
            for question_id, judged in found:
                version, start, end = _span(judged.best)
                connection.execute(
                    "UPDATE open_questions SET tried = ?, tried_version = max(tried_version, ?) WHERE id = ?",
                    (time, newest, question_id),
                )
                connection.execute(
                    """UPDATE open_questions SET support = ?2, version_id = ?3, char_start = ?4, char_end = ?5,
                    state = ?6, news = ?7 WHERE id = ?1 AND state = 'open'
                    AND (?7 OR ?2 > support OR version_id IS NULL)""",
                    (
                        question_id, judged.support, version, start, end,
                        QuestionState.ANSWERED if judged.answered else QuestionState.OPEN, int(judged.answered),
                    ),
                )  # fmt: skip

    def _question(self, row: Sequence[object]) -> OpenQuestion:
        number, text, asked, conversation, turn, scope, state, support, version, start, end, tried, news = row
        best = None
        if isinstance(version, int) and isinstance(start, int) and isinstance(end, int) and start < end:
            quote = self._library.text(version)[start:end]
            best = Cited(self._library.place(version, start, end), quote)
        return OpenQuestion(
            int(str(number)), str(text), str(asked), conversation if isinstance(conversation, int) else None,
            turn if isinstance(turn, int) else None, str(scope), QuestionState(str(state)), float(str(support)), best,
            str(tried), bool(news),
        )  # fmt: skip


def key_of(text: str) -> str:
    """The same for the same question however it is written: its words, without capitals and marks."""
    return " ".join(WORD.findall(clean(text).casefold()))


def _span(best: Cited | None) -> tuple[int | None, int, int]:
    return (None, 0, 0) if best is None else (best.place.version, best.place.char_start, best.place.char_end)
