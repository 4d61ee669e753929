"""What was typed before: the questions of all conversations, and the commands, newest first.

Questions are turns already. Commands are kept beside the draft, without those that may have a password or a key in
them: these are not kept at all, for a part of a line that is left out can't be told from one that is not.
"""

from __future__ import annotations

import json
import re
from datetime import datetime

from engine.library.branches import QUESTION
from engine.library.connection import Connection, Database, now
from engine.library.wording import clean

COMMANDS = "commands"
MOST_COMMANDS = 1_000
LONGEST_COMMAND = 2_000  # characters

_NAMES = r"key|token|secret|passw(?:or)?d|passphrase|credentials?|auth(?:orization)?|bearer"
_SECRET = re.compile(
    rf"(?:^|\s)-{{1,2}}[\w-]*(?:{_NAMES})\b"  # --api-key ...
    rf"|\b[\w-]*(?:{_NAMES})\s*[=:]\s*\S"  # token=...
    r"|://[^/\s]*@"  # an address with a name and a password
    r"|\b(?:sk|pk|gsk|hf|ghp|xai)[-_][A-Za-z0-9_-]{8,}"  # as services begin their keys
    r"|\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}\b",  # long and like nothing that people type
    re.IGNORECASE,
)


def secret(line: str) -> bool:
    """Whether a line may have a password or a key in it."""
    return _SECRET.search(line) is not None


class TypedBefore:
    """Questions and commands of a library, as a history brings them back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int = 1_000) -> tuple[str, ...]:
        """Questions and commands, each once, the last one first; none of conversations that are deleted."""
        with self._database.snapshot() as connection:
            found = connection.execute(
                """SELECT max(t.time), t.text FROM turns t JOIN conversations c ON c.id = t.conversation_id
                WHERE t.role = ? AND c.deleted = '' GROUP BY t.text ORDER BY max(t.id) DESC LIMIT ?""",
                (QUESTION, limit),
            ).fetchall()
            lines = [*((str(time), str(text)) for time, text in found), *reversed(_commands(connection))]
        lines.sort(key=lambda line: datetime.fromisoformat(line[0]), reverse=True)  # those of one second stay in order
        return tuple(dict.fromkeys(text for _, text in lines))[:limit]

    def keep_command(self, line: str) -> None:
        """Keep a command, unless it is too long or may have a password or a key in it."""
        line = clean(line.strip())
        if not line or len(line) > LONGEST_COMMAND or secret(line):
            return
        with self._database.write() as connection:
            kept = [each for each in _commands(connection) if each[1] != line]
            value = json.dumps([*kept, (now(), line)][-MOST_COMMANDS:], ensure_ascii=False)
            connection.execute(
                "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (COMMANDS, value),
            )


def _commands(connection: Connection) -> list[tuple[str, str]]:
    """Times and commands, oldest first."""
    row = connection.execute("SELECT value FROM state WHERE key = ?", (COMMANDS,)).fetchone()
    return [(time, line) for time, line in json.loads(row[0])] if row else []
