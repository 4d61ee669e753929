"""What the user says of answers: 'good' or 'bad', with a reason where one is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import UsageError
from engine.events import Event
from engine.library.branches import question_of
from engine.library.connection import Database, now
from engine.library.traces import Traces
from engine.library.wording import clean

VERDICTS = ("good", "bad")
COLUMNS = "f.turn_id, f.verdict, f.reason, f.time, f.model, f.tier, f.encoder"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on one answer."""

    turn_id: int
    verdict: str  # one of `VERDICTS`
    reason: str  # '' where none was given
    time: str
    model: str  # the chat model that wrote the answer, '' for extracts
    tier: int | None  # of the answer; None where it was cut off
    encoder: str  # that the library was searched with when the verdict was given


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A verdict with what it is about: one example to learn from."""

    feedback: Feedback
    conversation_id: int
    question: str
    text: str
    answer_json: str  # the whole answer, '' where it was cut off
    events: tuple[Event, ...]  # the answer's trace, empty where there is none


class Feedbacks:
    """The verdicts of a library: at most one an answer."""

    def __init__(self, database: Database, traces: Traces) -> None:
        self._database = database
        self._traces = traces

    def give(self, turn: int, verdict: str, reason: str = "", encoder: str = "") -> Feedback | None:
        """Store a verdict, or another one; the same again, without another reason, takes it back: then None.

        Raises:
            UsageError: there is no such answer, or no such verdict.
        """
        if verdict not in VERDICTS:
            raise UsageError(f"'{verdict}' is no verdict", f"say {' or '.join(VERDICTS)}")
        reason = clean(reason.strip())
        with self._database.write() as connection:
            row = connection.execute("SELECT role, answer_json FROM turns WHERE id = ?", (turn,)).fetchone()
            if row is None or row[0] != "nacre":
                what = f"there is no answer {turn}" if row is None else f"message {turn} is a question, not an answer"
                raise UsageError(what, "see nacre conversations show ID, which names each answer's number")
            known = connection.execute("SELECT verdict, reason FROM feedback WHERE turn_id = ?", (turn,)).fetchone()
            if known is not None and known[0] == verdict and reason in ("", known[1]):
                connection.execute("DELETE FROM feedback WHERE turn_id = ?", (turn,))
                return None
            answer = json.loads(row[1]) if row[1] else {}
            given = Feedback(turn, verdict, reason, now(), answer.get("model", ""), answer.get("tier"), encoder)
            connection.execute(
                "INSERT OR REPLACE INTO feedback (turn_id, verdict, reason, time, model, tier, encoder) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (turn, verdict, reason, given.time, given.model, given.tier, encoder),
            )
        return given

    def of(self, conversation: int) -> tuple[Feedback, ...]:
        """The verdicts on a conversation's answers, in the order of the answers."""
        rows = self._database.connection().execute(
            f"SELECT {COLUMNS} FROM feedback f JOIN turns t ON t.id = f.turn_id "
            "WHERE t.conversation_id = ? ORDER BY t.id",
            (conversation,),
        )
        return tuple(Feedback(*row) for row in rows.fetchall())

    def judged(self) -> Iterator[JudgedAnswer]:
        """Every answer that has a verdict, with its question and its trace, in the order in which they were given.

        Those of deleted conversations are left out.
        """
        connection = self._database.connection()
        for (turn,) in connection.execute("SELECT turn_id FROM feedback ORDER BY turn_id").fetchall():
            row = connection.execute(
                f"""SELECT {COLUMNS}, t.conversation_id, t.text, t.answer_json FROM feedback f
                JOIN turns t ON t.id = f.turn_id JOIN conversations c ON c.id = t.conversation_id
                WHERE t.id = ? AND c.deleted = ''""",
                (turn,),
            ).fetchone()
            if row is not None:  # neither deleted nor taken back meanwhile
                conversation, text, answer_json = row[7:]
                question, events = question_of(connection, turn), self._traces.events(turn)
                yield JudgedAnswer(Feedback(*row[:7]), conversation, question, text, answer_json, events)
