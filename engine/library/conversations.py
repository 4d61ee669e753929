"""The app's own conversations: written in short transactions, so that asking goes on while documents are taken in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.errors import UsageError
from engine.events import Event
from engine.library.connection import Database, now
from engine.library.feedback import Feedbacks
from engine.library.traces import Traces, pack
from engine.library.wording import clean
from engine.records import ConversationInfo, Turn

TITLE_CHARACTERS = 60
INFO = """SELECT c.id, c.title, c.created, c.updated, (SELECT COUNT(*) FROM turns t WHERE t.conversation_id = c.id)
    FROM conversations c"""
TURN = "SELECT t.id, t.role, t.text, t.time, t.answer_json, t.partial FROM turns t"
DRAFT = "draft"


class Conversations:
    """The conversations of a library, with the traces of their answers and what was said of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.traces = Traces(database)
        self.feedback = Feedbacks(database, self.traces)

    def new(self, title: str = "") -> int:
        """Start a conversation; without a title it takes its first question's words. Its id."""
        time = now()
        with self._database.write() as connection:
            sql = "INSERT INTO conversations (title, created, updated) VALUES (?, ?, ?)"
            return int(connection.execute(sql, (clean(title), time, time)).lastrowid)

    def latest(self) -> int | None:
        """The conversation that was last written to."""
        sql = "SELECT id FROM conversations ORDER BY updated DESC, id DESC LIMIT 1"
        row = self._database.connection().execute(sql).fetchone()
        return int(row[0]) if row else None

    def info(self, conversation: int) -> ConversationInfo:
        """
        Raises:
            UsageError: there is no such conversation.
        """
        row = self._database.connection().execute(f"{INFO} WHERE c.id = ?", (conversation,)).fetchone()
        if row is None:
            raise UsageError(f"there is no conversation {conversation}", "see nacre conversations list")
        return ConversationInfo(*row)

    def list(self, limit: int = 100) -> tuple[ConversationInfo, ...]:
        """The conversations, the last written to first."""
        rows = self._database.connection().execute(f"{INFO} ORDER BY c.updated DESC, c.id DESC LIMIT ?", (limit,))
        return tuple(ConversationInfo(*row) for row in rows.fetchall())

    def turns(self, conversation: int) -> tuple[Turn, ...]:
        """The messages of a conversation in order.

        Raises:
            UsageError: there is no such conversation.
        """
        self.info(conversation)
        rows = self._database.connection().execute(f"{TURN} WHERE t.conversation_id = ? ORDER BY t.id", (conversation,))
        return tuple(Turn(*(*row[:5], bool(row[5]))) for row in rows.fetchall())

    def add_turn(
        self,
        conversation: int,
        role: str,
        text: str,
        *,
        answer_json: str = "",
        partial: bool = False,
        trace: Sequence[Event] | None = None,
    ) -> Turn:
        """Append a message; the first question names a conversation that has no title yet.

        Args:
            role: 'user' or 'nacre'.
            answer_json: the whole answer as JSON, for 'nacre'.
            partial: the answer is still being written, or was cut off.
            trace: the events that led to the answer.

        Raises:
            UsageError: there is no such conversation.
        """
        turn = Turn(0, role, clean(text), now(), clean(answer_json), partial)
        packed = None if trace is None else pack(trace)
        with self._database.write() as connection:
            self.info(conversation)
            turn_id = connection.execute(
                """INSERT INTO turns (conversation_id, role, text, time, answer_json, partial)
                VALUES (?, ?, ?, ?, ?, ?)""",
                (conversation, role, turn.text, turn.time, turn.answer_json, partial),
            ).lastrowid
            if packed is not None:
                self.traces.keep(turn_id, packed)
            connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (turn.time, conversation))
            if role == "user":
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND title = ''", (_title(turn.text), conversation)
                )
        return Turn(turn_id, role, turn.text, turn.time, turn.answer_json, partial)

    def update_turn(
        self,
        turn: int,
        text: str,
        *,
        answer_json: str = "",
        partial: bool = False,
        trace: Sequence[Event] | None = None,
    ) -> None:
        """Write a message anew: a longer piece of an answer, or the whole of it; without a trace its trace stays."""
        packed = None if trace is None else pack(trace)
        with self._database.write() as connection:
            connection.execute(
                "UPDATE turns SET text = ?, answer_json = ?, partial = ? WHERE id = ?",
                (clean(text), clean(answer_json), partial, turn),
            )
            if packed is not None:
                self.traces.keep(turn, packed)

    def rename(self, conversation: int, title: str) -> None:
        with self._database.write() as connection:
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (clean(title), conversation))

    def delete(self, conversation: int) -> None:
        """Remove a conversation with all its messages.

        Raises:
            UsageError: there is no such conversation.
        """
        with self._database.write() as connection:
            self.info(conversation)
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def search(self, words: str, limit: int = 20) -> tuple[tuple[ConversationInfo, Turn], ...]:
        """Messages that have all of the words, best first, each with its conversation."""
        terms = re.findall(r"\w+", clean(words))
        if not terms:
            return ()
        match = " ".join(f'"{term}"' for term in terms)
        with self._database.snapshot() as connection:
            rows = connection.execute(
                """SELECT t.conversation_id, t.id, t.role, t.text, t.time, t.answer_json, t.partial
                FROM turn_words w JOIN turns t ON t.id = w.rowid WHERE turn_words MATCH ? ORDER BY w.rank LIMIT ?""",
                (match, limit),
            ).fetchall()
            infos = {row[0]: self.info(row[0]) for row in rows}
        return tuple((infos[row[0]], Turn(*(*row[1:6], bool(row[6])))) for row in rows)

    def save_draft(self, text: str) -> None:
        """Keep what stands in the composer."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (DRAFT, clean(text)),
            )

    def draft(self) -> str:
        row = self._database.connection().execute("SELECT value FROM state WHERE key = ?", (DRAFT,)).fetchone()
        return str(row[0]) if row else ""


def _title(question: str) -> str:
    words = " ".join(question.split())
    if len(words) <= TITLE_CHARACTERS:
        return words
    return words[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
