"""The traces of answers: what each step said, kept with the turn that it led to.

A trace is a JSON array of events, compressed. What the answer itself holds (its text, piece by piece and whole) is left
out: it is stored with the turn.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import LibraryDamaged, UsageError
from engine.events import AnswerDelta, Answered, Event, TraceCut, from_json, to_json
from engine.library.branches import UPWARDS, question_of
from engine.library.connection import Database
from engine.library.packing import pack_text, unpack_text
from engine.library.wording import clean, encoded

LEFT_OUT = (AnswerDelta, Answered)

LONGEST_BYTES = 256_000
"""Of a trace as JSON, before it is compressed. A usual one has 1,000 to 4,000."""

LONG_TEXT = 300  # characters that are kept of a text, where a trace is too large
LONG_LIST = 20  # and entries of a list


@dataclass(frozen=True, slots=True)
class Trace:
    """How one answer came about, as it is stored: read when someone asks for it."""

    turn_id: int
    packed: bytes

    def events(self) -> tuple[Event, ...]:
        """The events in their order; see `unpack`."""
        return unpack(self.packed, self.turn_id)


@dataclass(frozen=True, slots=True)
class TracedAnswer:
    """One answer's trace with what it belongs to."""

    conversation_id: int
    turn_id: int
    question: str
    total_ms: float | None  # None where the answer was cut off
    events: tuple[Event, ...]


class Traces:
    """The traces of a library's conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, turn: int, packed: bytes) -> None:
        """Store a trace that `pack` made, in the place of an earlier one of the same turn."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO traces (turn_id, events) VALUES (?, ?) "
                "ON CONFLICT (turn_id) DO UPDATE SET events = excluded.events",
                (turn, packed),
            )

    def of(self, conversation: int) -> tuple[Trace, ...]:
        """The traces of a conversation's answers, of all branches; answers of earlier versions have none."""
        rows = self._database.connection().execute(
            "SELECT r.turn_id, r.events FROM traces r JOIN turns t ON t.id = r.turn_id "
            "WHERE t.conversation_id = ? ORDER BY t.id",
            (conversation,),
        )
        return tuple(Trace(*row) for row in rows.fetchall())

    def events(self, turn: int) -> tuple[Event, ...]:
        """The trace of an answer, empty where it has none; see `unpack`."""
        row = self._database.connection().execute("SELECT events FROM traces WHERE turn_id = ?", (turn,)).fetchone()
        return unpack(row[0], turn) if row is not None else ()

    def get(self, conversation: int, turn: int | None = None) -> TracedAnswer:
        """The trace of one answer, of the active path's last one where none is named.

        Raises:
            UsageError: the conversation has no such answer, or the answer has no trace.
            LibraryDamaged: the stored bytes can't be read.
        """
        row = (
            self._database.connection()
            .execute(
                f"""{UPWARDS} SELECT t.id, t.answer_json, r.events FROM path p JOIN turns t ON t.id = p.turn_id
                LEFT JOIN traces r ON r.turn_id = t.id
                WHERE t.conversation_id = ?2 AND t.role = 'nacre' AND t.id = ifnull(?3, t.id)
                ORDER BY p.depth DESC LIMIT 1""",
                (self._leaf(conversation) if turn is None else turn, conversation, turn),
            )
            .fetchone()
        )
        if row is None:
            named = "answer" if turn is None else f"answer {turn}"
            raise UsageError(
                f"conversation {conversation} has no {named}",
                f"see nacre conversations show {conversation}, which names each answer's number",
            )
        number, answer_json, packed = row
        if packed is None:
            raise UsageError(
                f"answer {number} has no trace: an earlier version of Nacre gave it", "ask the question again"
            )
        question = question_of(self._database.connection(), number)
        return TracedAnswer(conversation, number, question, _total_ms(answer_json), unpack(packed, number))

    def _leaf(self, conversation: int) -> int | None:
        sql = "SELECT leaf_id FROM conversations WHERE id = ?"
        row = self._database.connection().execute(sql, (conversation,)).fetchone()
        return row[0] if row else None


def pack(events: Sequence[Event]) -> bytes:
    """The events as they are stored; shortened where their JSON is longer than `LONGEST_BYTES`."""
    plain = [to_json(event) for event in events if not isinstance(event, LEFT_OUT)]
    text = _written(plain)
    if _bytes(text) > LONGEST_BYTES:
        text = _written(_shortened(plain))
    return pack_text(text)


def unpack(packed: bytes, turn: int) -> tuple[Event, ...]:
    """The events that `pack` was given, less what it leaves out.

    Raises:
        LibraryDamaged: the bytes can't be decompressed, or hold something else.
    """
    text = unpack_text(packed, f"the trace of answer {turn}")
    try:
        return tuple(from_json(each) for each in json.loads(text))
    except (ValueError, AttributeError, TypeError) as error:
        raise LibraryDamaged(f"the stored trace of answer {turn} is damaged", "ask the question again") from error


def _written(plain: Sequence[Any]) -> str:
    return clean(json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_plain))


def _plain(value: object) -> Any:
    """A number of numpy's as Python's own; anything else in words, for a trace must not fail an answer."""
    return value.item() if hasattr(value, "item") else str(value)


def _bytes(text: str) -> int:
    return len(encoded(text))


def _shortened(plain: Sequence[Any]) -> list[Any]:
    """The events with long texts and lists cut; then as many of the first and of the last as there is room for."""
    cut = [_cut(each) for each in plain]
    sizes = [_bytes(_written([each])) for each in cut]
    room = LONGEST_BYTES - _bytes(_written([to_json(TraceCut(len(plain)))]))
    first = _fitting(sizes, room if sum(sizes) <= room else room // 2)
    last = _fitting(sizes[first:][::-1], room - room // 2)
    left_out = len(cut) - first - last
    return [*cut[:first], to_json(TraceCut(left_out)), *cut[len(cut) - last :]]


def _fitting(sizes: Sequence[int], room: int) -> int:
    """How many of the first fit."""
    for count, size in enumerate(sizes):
        room -= size
        if room < 0:
            return count
    return len(sizes)


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONG_TEXT:
        return value[: LONG_TEXT - 1] + "…"
    if isinstance(value, (list, tuple)):
        return [_cut(each) for each in value[:LONG_LIST]]
    if isinstance(value, dict):
        return {name: _cut(each) for name, each in value.items()}
    return value


def _total_ms(answer_json: str) -> float | None:
    total = json.loads(answer_json).get("timings", {}).get("total") if answer_json else None
    return float(total) if total is not None else None
