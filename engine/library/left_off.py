"""Where a person left off, so that a kill loses nothing: what stood in the composer, and what was looked at."""

from __future__ import annotations

import json
from dataclasses import asdict

from engine.library.connection import Database
from engine.library.wording import clean
from engine.records import LastSeen

DRAFT, SEEN = "draft", "last seen"


class LeftOff:
    """What a library remembers of the screen that shows it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_draft(self, text: str) -> None:
        """Keep what stands in the composer."""
        self._keep(DRAFT, clean(text))

    def draft(self) -> str:
        """What stood in the composer, '' where nothing did."""
        return self._kept(DRAFT)

    def save_seen(self, seen: LastSeen) -> None:
        """Keep what is looked at."""
        self._keep(SEEN, clean(json.dumps(asdict(seen), ensure_ascii=False)))

    def seen(self) -> LastSeen | None:
        """What was looked at last; None where nothing was, or where another version of Nacre wrote it otherwise."""
        kept = self._kept(SEEN)
        try:
            return LastSeen(**json.loads(kept)) if kept else None
        except (ValueError, TypeError):
            return None

    def _keep(self, key: str, value: str) -> None:
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )

    def _kept(self, key: str) -> str:
        row = self._database.connection().execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""
