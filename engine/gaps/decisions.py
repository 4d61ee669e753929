"""What a person said of gaps: kept, because there is something to it, or dropped, because there is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import UsageError
from engine.gaps.records import Gap
from engine.library.connection import now
from engine.library.store import Library

KEPT, DROPPED = "kept", "dropped"


class Decisions:
    """The decisions of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def known(self) -> Mapping[str, str]:
        """'kept' or 'dropped' by the gap's number."""
        rows = self._library.read().execute("SELECT gap_id, decision FROM gaps WHERE decision != ''").fetchall()
        return {row[0]: row[1] for row in rows}

    def saw(self, gaps: Iterable[Gap]) -> None:
        """Remember that these were found, so that they can be named by a part of their number."""
        rows = [(each.gap_id, each.kind, now()) for each in gaps]
        if rows:
            with self._library.write() as connection:
                connection.executemany(
                    """INSERT INTO gaps (gap_id, kind, seen) VALUES (?, ?, ?)
                    ON CONFLICT (gap_id) DO UPDATE SET seen = excluded.seen""",
                    rows,
                )

    def decide(self, named: str, decision: str) -> str:
        """Say what becomes of a gap.

        Args:
            named: its number, or how it begins.
            decision: 'kept', 'dropped', or '' to take back what was said.

        Returns:
            its whole number.

        Raises:
            UsageError: no gap that was ever found has this number, or several do.
        """
        wanted = named.strip().lower()
        rows = self._library.read().execute("SELECT gap_id FROM gaps ORDER BY gap_id").fetchall()
        found = [row[0] for row in rows if wanted and row[0].startswith(wanted)]
        if len(found) != 1:
            raise UsageError(
                f"several gaps begin with '{named}'" if found else f"no gap has the number '{named}'",
                "look for gaps with nacre gaps A B; each shows its number",
            )
        with self._library.write() as connection:
            connection.execute("UPDATE gaps SET decision = ?, seen = ? WHERE gap_id = ?", (decision, now(), found[0]))
        return str(found[0])
