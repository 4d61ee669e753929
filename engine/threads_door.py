"""The threads' service: conversations taken apart, followed by topic, and laid out in time."""

from __future__ import annotations

from threading import Event as Flag
from time import perf_counter
from typing import TYPE_CHECKING

from engine.errors import Cancelled, no_such
from engine.events import Listener, ignore
from engine.room import Room

if TYPE_CHECKING:
    from engine.library.store import Library
    from engine.threads.following import Followed
    from engine.threads.records import ThreadReport, Timeline

SHOWN = 20


class ThreadService:
    """Topics across conversations, what was decided, left to do and asked in them, and when."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._known: tuple[object, Followed] | None = None  # the last threads, and what they were made of

    def threads(
        self,
        words: str = "",
        *,
        scope: str = "",
        k: int = SHOWN,
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> ThreadReport:
        """The threads of all conversations, the longest first, or those that words mean, whole and the nearest first.

        What was taken in since the last time is read first.

        Args:
            words: '' for all.
            scope: what `--in` says, '' for the whole library.
            k: how many at most.
            listen: hears how far reading is.
            cancel: stops it.

        Raises:
            UsageError: the scope matches nothing.
            Cancelled: `cancel` was set.
        """
        from engine.threads import showing, store
        from engine.threads.choosing import chosen
        from engine.threads.records import ThreadReport

        started = perf_counter()
        documents = self._room.library.scope(scope)
        self.settle(listen=listen, cancel=cancel)
        settled = perf_counter()
        found = self._followed(documents)
        followed = perf_counter()
        groups = chosen(words, found.groups, found.rare, self._room.encoder()) if words.strip() else found.groups
        _check(cancel)
        show = showing.whole if words.strip() else showing.listed
        shown, chains = show(self._room.library, groups[:k])
        done = perf_counter()
        timings = {
            "read": 1e3 * (settled - started),
            "follow": 1e3 * (followed - settled),
            "show": 1e3 * (done - followed),
            "total": 1e3 * (done - started),
        }
        return ThreadReport(
            words, shown, chains, store.conversations(self._room.library, documents), len(groups), timings
        )

    def timeline(
        self, *, scope: str = "", by: str = "", listen: Listener = ignore, cancel: Flag | None = None
    ) -> Timeline:
        """What was talked about, decided and asked, by 'day', 'week' or 'month'; '' for what fits the time it spans.

        Raises:
            UsageError: the scope matches nothing, or there is no such period.
            Cancelled: `cancel` was set.
        """
        from engine.threads import store, timeline
        from engine.threads.records import Timeline

        if by and by not in timeline.GRAINS:
            raise no_such("period", by, timeline.GRAINS)
        started = perf_counter()
        documents = self._room.library.scope(scope)
        self.settle(listen=listen, cancel=cancel)
        settled = perf_counter()
        groups = self._followed(documents).groups
        _check(cancel)
        segments = [segment for group in groups for segment in group.segments]
        versions = None if documents is None else {each.version for each in segments}
        found = store.finds(self._room.library, versions, timeline.KINDS)
        grain = by or timeline.grain_of(segments)
        periods = timeline.periods(self._room.library, groups, found, grain)
        done = perf_counter()
        timings = {"read": 1e3 * (settled - started), "show": 1e3 * (done - settled), "total": 1e3 * (done - started)}
        return Timeline(grain, periods, timings)

    def settle(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> int:
        """Take apart the conversations that are new or changed; how many.

        Raises:
            Cancelled: `cancel` was set; what is done stays.
        """
        from engine.threads import store

        return store.settle(self._room.library, self._room.encoder().id, listen, cancel)

    def _followed(self, documents: frozenset[int] | None) -> Followed:
        """The threads; those of the last call where nothing has changed since."""
        from engine.threads.following import follow
        from engine.threads.store import segments

        encoder = self._room.encoder()
        state = (encoder.id, documents, _state(self._room.library))
        if self._known is None or self._known[0] != state:
            made = follow(segments(self._room.library, documents), by_meaning=encoder.tier > 0)
            self._known = state, made
        return self._known[1]


def _state(library: Library) -> tuple[int, ...]:
    """What changes with every conversation that comes, goes or is taken apart again."""
    row = library.read().execute("SELECT COUNT(*), ifnull(SUM(version_id * (1 + embedded)), 0) FROM thread_versions")
    return (library.generation(), *row.fetchone())


def _check(cancel: Flag | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("looking for threads was stopped", "ask again")
