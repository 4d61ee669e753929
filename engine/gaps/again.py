"""Gaps that a person keeps are looked for again when new sources come: which of them are found no more?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Event as Flag

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.gaps.decisions import KEPT
from engine.gaps.finder import Looking
from engine.gaps.looking import BETWEEN, WITHIN
from engine.gaps.naming import title
from engine.gaps.records import GapKind
from engine.gaps.side import Side
from engine.library.connection import now
from engine.library.rows import Job
from engine.library.store import Library
from engine.records import Place

KEPT_GAPS = "kept-gaps"
"""The kind of the background job that looks for kept gaps again."""

AGAIN = (GapKind.COVERAGE, GapKind.EMPHASIS, GapKind.LINK, GapKind.QUESTION, GapKind.DISAGREEMENT, GapKind.STANCE)
"""Kinds whose absence says that they are closed. Regions of the graph shift with every document: that a hole is found
no more says nothing."""

_NEWEST = "(SELECT ifnull(MAX(current_version), 0) FROM documents WHERE state = 'live')"
_WAITING = f"""FROM gap_places p JOIN gaps g ON g.gap_id = p.gap_id
    WHERE g.decision = '{KEPT}' AND p.closed = '' AND p.tried_version < {_NEWEST}"""

Step = Callable[[Library, Job, Listener, Flag], int]
Sides = Callable[[str], Side]


@dataclass(frozen=True, slots=True)
class ClosedGap:
    """A gap that was kept, and is found no more."""

    gap_id: str
    kind: GapKind
    title: str  # in the words of its source
    a: str
    b: str
    place: Place  # where it stood
    closed: str  # ISO 8601
    is_news: bool  # nobody has looked yet


class KeptGaps:
    """The gaps of one library that a person keeps."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def pending(self) -> bool:
        """Whether there is one to look for again."""
        return self._library.read().execute(f"SELECT 1 {_WAITING} LIMIT 1").fetchone() is not None

    def news(self) -> int:
        """How many were closed and nobody has looked."""
        return int(self._library.read().execute("SELECT COUNT(*) FROM gap_places WHERE news").fetchone()[0])

    def closed(self) -> tuple[ClosedGap, ...]:
        """Those that are found no more, the last first."""
        rows = self._library.read().execute(
            """SELECT p.gap_id, g.kind, p.a, p.b, p.version_id, p.char_start, p.char_end, p.closed, p.news
            FROM gap_places p JOIN gaps g ON g.gap_id = p.gap_id WHERE p.closed != '' ORDER BY p.closed DESC, 1"""
        )
        return tuple(self._closed(*row) for row in rows.fetchall())

    def seen(self) -> None:
        """Someone has looked."""
        if self.news():
            with self._library.write() as connection:
                connection.execute("UPDATE gap_places SET news = 0 WHERE news")

    def settle(self, sides: Sides, listen: Listener = ignore, cancel: Flag | None = None) -> int:
        """Look for the kept gaps again where there are new documents; how many were looked for.

        Raises:
            Cancelled: `cancel` was set; what was looked for until then stays so.
        """
        rows = self._library.read().execute(f"SELECT p.a, p.b, g.kind, p.gap_id {_WAITING} ORDER BY 1, 2, 3").fetchall()
        newest = int(self._library.read().execute(f"SELECT {_NEWEST}").fetchone()[0])
        for (a, b, kind), same in groupby(rows, key=lambda row: (row[0], row[1], GapKind(row[2]))):
            named = [row[3] for row in same]
            gone = _gone(sides, a, b, kind, named, Looking(listen, cancel)) if kind in AGAIN else []
            with self._library.write() as connection:
                connection.execute(
                    "UPDATE gap_places SET tried_version = ? WHERE gap_id IN (SELECT value FROM json_each(?))",
                    (newest, json.dumps(named)),
                )
                connection.execute(
                    """UPDATE gap_places SET closed = ?, news = 1
                    WHERE gap_id IN (SELECT value FROM json_each(?))""",
                    (now(), json.dumps(gone)),
                )
        return len(rows)

    def _closed(
        self, gap_id: str, kind: str, a: str, b: str, version: int, start: int, end: int, closed: str, news: int
    ) -> ClosedGap:
        place = self._library.place(version, start, end)
        words = title(self._library.text(version)[start:end], place.headings, whole=False)
        return ClosedGap(gap_id, GapKind(kind), words, a, b, place, closed, bool(news))


def kept_step(sides: Sides) -> Step:
    """Looks for kept gaps again; its units are the gaps."""

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        return KeptGaps(library).settle(sides, listen, cancel)

    return step


def _gone(sides: Sides, a: str, b: str, kind: GapKind, named: Sequence[str], looking: Looking) -> list[str]:
    """Which of some gaps are found no more; none where one can't look any more, or not at all of it.

    The search ends with the last of them that is found: each gap that it gives costs its passages and a reason.
    """
    looking.go_on()
    missing = dict.fromkeys(named)
    try:
        for each in _each(sides, a, b, kind, looking):
            missing.pop(each, None)
            if not missing:
                return []
    except UsageError:  # a side is gone
        return []
    return [] if looking.is_foreign or looking.is_partial else list(missing)


def _each(sides: Sides, a: str, b: str, kind: GapKind, looking: Looking) -> Iterator[str]:
    found: Iterable[str]
    if b:
        one, other = sides(a), sides(b)
        found = (gap.gap_id for each in BETWEEN if each.kind is kind for gap in each.find(one, other, looking))
    else:
        whole = sides("")
        found = (gap.gap_id for each in WITHIN if each.kind is kind for gap in each.find(whole, looking))
    yield from found
