"""One conversation, several exports: the newer or longer one is searched, the others are named as left out.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.library.connection import Connection
from engine.library.wording import clean
from engine.records import FileOutcome
from engine.sources.reading import MarkKind, Reading

Weight = tuple[float, int, int]
"""(time of the last message, messages, code points): the greater one stays."""


@dataclass(frozen=True, slots=True)
class Loser:
    """The export of a conversation that is left out."""

    document_id: int | None  # the document that has to leave the search; None: the newcomer stays out
    outcome: FileOutcome


def conversation_of(reading: Reading) -> str | None:
    """The provider's id of a conversation, if the reading is one."""
    ids = reading.facts.get("conversation_id", ())
    return clean(ids[0]) if ids and reading.kind == "conversation" else None


def settle(connection: Connection, path: str, reading: Reading) -> Loser | None:
    """Decide between a conversation that is coming in and the one that is there; None where there is no other."""
    conversation = conversation_of(reading)
    if conversation is None:
        return None
    part = clean(reading.part)
    other = connection.execute(
        """SELECT d.id, d.path, d.part, d.current_version, v.characters FROM documents d
        JOIN versions v ON v.id = d.current_version
        WHERE d.conversation_id = ? AND d.state = 'live' AND NOT (d.path = ? AND d.part = ?)""",
        (conversation, path, part),
    ).fetchone()
    if other is None:
        return None
    document, other_path, other_part, version, characters = other
    times = [m.time for m in reading.marks if m.kind is MarkKind.MESSAGE]
    stored = connection.execute(
        "SELECT time FROM marks WHERE version_id = ? AND kind = ?", (version, MarkKind.MESSAGE.value)
    ).fetchall()
    newcomer_wins = _weight(times, len(reading.text)) > _weight([row[0] for row in stored], characters)
    loser, winner = ((other_path, other_part), path) if newcomer_wins else ((path, part), other_path)
    connection.execute(
        "INSERT INTO duplicates (path, part, conversation_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (*loser, conversation),
    )
    reason = f"the conversation '{clean(reading.title)}' is taken from {winner}, which has it newer or longer"
    return Loser(document if newcomer_wins else None, FileOutcome(loser[0], reason))


def forget_file(connection: Connection, path: str) -> None:
    """A file is about to be read again, or is gone: nothing of it is left out any more."""
    connection.execute("DELETE FROM duplicates WHERE path = ?", (path,))


def reconsider(connection: Connection, documents: Sequence[int]) -> None:
    """Documents are leaving: files that lost a conversation to them are read again by the next ingest."""
    for document in documents:
        connection.execute(
            """UPDATE files SET made_by = '' WHERE path IN (
                SELECT p.path FROM duplicates p JOIN documents d ON d.conversation_id = p.conversation_id
                WHERE d.id = ?)""",
            (document,),
        )


def _weight(times: Iterable[str], characters: int) -> Weight:
    known = list(times)
    return max(map(_seconds, known), default=0.0), len(known), characters


def _seconds(time: str) -> float:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
