"""By day, week or month: what was talked about, what was decided, what was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.library.store import Library
from engine.threads.elsewhere import Elsewhere
from engine.threads.following import Group, in_time, moment
from engine.threads.records import Find, FindKind, Period, Topic
from engine.threads.showing import in_time as find_in_time
from engine.threads.showing import read
from engine.threads.store import StoredFind, StoredSegment

GRAINS = ("day", "week", "month")

LISTED = 4
"""Topics, and finds of each kind, of a period."""

RECENT = 12
"""Periods, the last ones, whose finds are read; of earlier ones they are counted."""

DAYS, WEEKS = 21, 26 * 7
"""Days that a timeline by days, and one by weeks, spans at most."""

KINDS = (FindKind.DECISION, FindKind.TODO, FindKind.QUESTION)


def grain_of(segments: Sequence[StoredSegment]) -> str:
    """The finest that shows all of them at a glance."""
    days = sorted(found for each in segments if (found := _day(each.found.begins)))
    if not days:
        return "day"
    span = (days[-1] - days[0]).days
    return "day" if span <= DAYS or len(set(days)) <= DAYS else "week" if span <= WEEKS else "month"


def periods(library: Library, groups: Sequence[Group], found: Sequence[StoredFind], grain: str) -> tuple[Period, ...]:
    """The periods in which something was said, in order of time.

    Args:
        library: where the texts are.
        groups: the threads.
        found: decisions, to-dos and questions.
        grain: 'day', 'week' or 'month'.
    """
    group_of = {segment.segment_id: group for group in groups for segment in group.segments}
    by_period: defaultdict[str, list[StoredSegment]] = defaultdict(list)
    finds_of: defaultdict[str, list[StoredFind]] = defaultdict(list)
    for group in groups:
        for segment in group.segments:
            by_period[name(segment.found.begins, grain)].append(segment)
    for each in found:
        if each.segment_id in group_of:
            finds_of[name(each.found.time, grain)].append(each)
    reader = _Reader(library, group_of, Elsewhere(library))
    keys = sorted({*by_period, *finds_of}, key=lambda key: (not key, key))
    recent = set(keys[-RECENT:])
    return tuple(_period(key, by_period[key], finds_of[key], reader, LISTED if key in recent else 0) for key in keys)


def name(time: str, grain: str) -> str:
    """The period of a moment, by its own clock: '2025-07-28', '2025-W31' or '2025-07'; '' for none."""
    day = _day(time)
    if day is None:
        return ""
    if grain == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if grain == "day" else f"{day.year}-{day.month:02}"


def _day(time: str) -> date | None:
    try:
        return date.fromisoformat(time[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Reader:
    library: Library
    group_of: dict[int, Group]
    elsewhere: Elsewhere

    def find(self, stored: StoredFind) -> Find:
        return self.elsewhere.answered(read(self.library, stored), self.group_of[stored.segment_id])


def _period(
    key: str, segments: Sequence[StoredSegment], found: Sequence[StoredFind], reader: _Reader, most: int
) -> Period:
    by_group: defaultdict[int, list[StoredSegment]] = defaultdict(list)
    for each in sorted(segments, key=in_time):
        by_group[reader.group_of[each.segment_id].thread_id].append(each)
    topics = [
        Topic(
            thread,
            reader.group_of[members[0].segment_id].title,
            sum(each.found.messages for each in members),
            reader.library.place(members[0].version, members[0].found.start, members[0].found.end),
        )
        for thread, members in by_group.items()
    ]
    topics.sort(key=lambda each: (-each.messages, each.thread_id))
    kept = [find for kind in KINDS for find in map(reader.find, _best(found, kind)[:most])]
    listed = {(each.place.version, each.place.char_start): each for each in kept}
    open_ones = [
        each
        for each in found
        if each.found.kind is FindKind.QUESTION and each.found.by_person and not each.found.answered
    ]
    unanswered = sum(not _answered_after_all(each, listed) for each in open_ones)
    return Period(
        key,
        len({each.version for each in segments}),
        sum(each.found.messages for each in segments),
        tuple(topics[:LISTED]),
        tuple(sorted(kept, key=find_in_time)),
        {kind: sum(each.found.kind is kind for each in found) for kind in KINDS},
        unanswered,
    )


def _answered_after_all(stored: StoredFind, listed: dict[tuple[int, int], Find]) -> bool:
    known = listed.get((stored.version, stored.found.start))
    return known is not None and bool(known.answered)


def _best(found: Sequence[StoredFind], kind: FindKind) -> list[StoredFind]:
    """The finds of a kind that are listed: of questions those that nobody answered first, then the surest."""
    of_kind = [each for each in found if each.found.kind is kind]
    of_kind.sort(
        key=lambda each: (
            bool(each.found.answered),
            not each.found.by_person,
            -each.found.confidence,
            moment(each.found.time),
            each.version,
            each.found.start,
        )
    )
    return of_kind[:LISTED]
