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

    def saw(self, gaps: Iterable[Gap], a: str = "", b: str = "") -> None:
        """Remember that these were found between two sides, or within the library: to be named, and looked for again.

        Of a gap's text only the place is kept.
        """
        found = list(gaps)
        rows = [(each.gap_id, each.kind, now()) for each in found]
        places = [
            (each.gap_id, a, b, each.a[0].place.version, each.a[0].place.char_start, each.a[0].place.char_end)
            for each in found
            if each.a
        ]
        if rows:
            with self._library.write() as connection:
                connection.executemany(
                    """INSERT INTO gaps (gap_id, kind, seen) VALUES (?, ?, ?)
                    ON CONFLICT (gap_id) DO UPDATE SET seen = excluded.seen""",
                    rows,
                )
                connection.executemany(
                    """INSERT INTO gap_places SELECT ?1, ?2, ?3, ?4, ?5, ?6, (SELECT ifnull(MAX(id), 0) FROM versions),
                    '', 0 WHERE EXISTS (SELECT 1 FROM versions WHERE id = ?4)
                    ON CONFLICT (gap_id) DO UPDATE SET a = excluded.a, b = excluded.b, version_id = excluded.version_id,
                    char_start = excluded.char_start, char_end = excluded.char_end,
                    tried_version = excluded.tried_version, closed = '', news = 0""",
                    places,
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
