"""What is read of the threads that are shown: places, finds with their answers in later segments, chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from engine.library.store import Library
from engine.threads.chains import Statement, chains, followed
from engine.threads.elsewhere import Elsewhere
from engine.threads.following import Group, moment
from engine.threads.records import Chain, Find, FindKind, Link, Segment, Step, Thread
from engine.threads.store import StoredFind, StoredSegment, finds

STATED = (FindKind.CLAIM, FindKind.DECISION, FindKind.DEFINITION)
"""What can be said again, or corrected."""

LISTED_FINDS, LISTED_SEGMENTS = 6, 3
"""What is read of a thread in a list of all: each costs a look into a text, and a list has many."""

_ORDER = (
    FindKind.QUESTION,
    FindKind.DECISION,
    FindKind.TODO,
    FindKind.CLAIM,
    FindKind.DEFINITION,
    FindKind.CODE,
)

MOST_STATED = 2_000
"""Statements of a thread that are compared, the last ones."""


def listed(library: Library, groups: Sequence[Group]) -> tuple[tuple[Thread, ...], tuple[Chain, ...]]:
    """The threads as a list of all shows them: with what matters most in each."""
    return _shown(library, groups, LISTED_SEGMENTS, LISTED_FINDS)


def whole(library: Library, groups: Sequence[Group]) -> tuple[tuple[Thread, ...], tuple[Chain, ...]]:
    """The threads with all their segments and finds, and their chains, those with a correction first."""
    return _shown(library, groups, None, None)


def _shown(
    library: Library, groups: Sequence[Group], most_segments: int | None, most_finds: int | None
) -> tuple[tuple[Thread, ...], tuple[Chain, ...]]:
    by_segment: defaultdict[int, list[StoredFind]] = defaultdict(list)
    for each in finds(library, {segment.version for group in groups for segment in group.segments}):
        by_segment[each.segment_id].append(each)
    elsewhere = Elsewhere(library)
    shown, all_chains = [], []
    for group in groups:
        stored = [each for segment in group.segments for each in by_segment[segment.segment_id]]
        found = [read(library, each) for each in sorted(stored, key=_weight)[:most_finds]]
        found = [elsewhere.answered(each, group) for each in found]
        found.sort(key=in_time)
        found, joined = _chained(found)
        shown.append(_thread(library, group, group.segments[:most_segments], stored, found))
        all_chains += joined
    all_chains.sort(key=lambda each: not each.corrected)  # otherwise as the threads stand
    return tuple(shown), tuple(all_chains)


def read(library: Library, stored: StoredFind) -> Find:
    """A find with its words and its place."""
    one = stored.found
    answer = library.place(stored.version, *one.answer) if one.answer is not None else None
    return Find(
        one.kind,
        library.place(stored.version, one.start, one.end),
        library.text(stored.version)[one.start : one.end],
        one.confidence,
        one.answered,
        answer,
        by_person=one.by_person,
    )


def in_time(find: Find) -> tuple[bool, str, int, int]:
    """What finds are sorted by: those without a time come last."""
    return not find.place.time, moment(find.place.time or ""), find.place.version, find.place.char_start


def _is_open(stored: StoredFind) -> bool:
    one = stored.found
    return one.kind is FindKind.QUESTION and one.by_person and not one.answered


def _weight(stored: StoredFind) -> tuple[bool, bool, bool, int, float, int, int]:
    """What matters most comes first: open questions, then what people decided, have to do and stated."""
    one = stored.found
    return (
        not _is_open(stored), bool(one.answered), not one.by_person, _ORDER.index(one.kind), -one.confidence,
        stored.version, one.start,
    )  # fmt: skip


def _thread(
    library: Library,
    group: Group,
    listed: Sequence[StoredSegment],
    stored: Sequence[StoredFind],
    found: Sequence[Find],
) -> Thread:
    segments = tuple(
        Segment(
            each.segment_id,
            library.place(each.version, each.found.start, each.found.end),
            each.found.messages,
            tuple(surface for _, surface, _ in each.found.terms[:5]),
        )
        for each in listed
    )
    times = sorted(
        (time for each in group.segments for time in (each.found.begins, each.found.ends) if time), key=moment
    )
    providers = tuple(dict.fromkeys(each.provider for each in group.segments if each.provider))
    return Thread(
        group.thread_id,
        group.title,
        group.keywords,
        segments,
        tuple(found),
        times[0] if times else "",
        times[-1] if times else "",
        providers,
        len({each.version for each in group.segments}),
        group.messages,
        {kind: sum(each.found.kind is kind for each in stored) for kind in FindKind},
        sum(map(_is_open, stored)) - sum(_newly(each, found) for each in stored if _is_open(each)),
    )


def _newly(stored: StoredFind, found: Sequence[Find]) -> bool:
    """Whether an open question turned out to be answered elsewhere."""
    return any(
        each.answered and (each.place.version, each.place.char_start) == (stored.version, stored.found.start)
        for each in found
    )


def _chained(found: list[Find]) -> tuple[list[Find], list[Chain]]:
    """The finds with what followed on each, and the chains."""
    stated = [
        Statement(at, each.text, each.kind is not FindKind.DECISION)
        for at, each in enumerate(found)
        if each.kind in STATED
    ][-MOST_STATED:]
    made: list[Chain] = []
    later: dict[int, tuple[int, ...]] = {}
    for chain in chains(followed(stated)):
        links = [
            Link(found[at], Step.FIRST if not n else Step.CORRECTS if change else Step.REPEATS, change)
            for n, (at, change) in enumerate(chain)
        ]
        for n, (at, _) in enumerate(chain):
            later[at] = tuple(each for each, _ in chain[n + 1 :])
        made.append(Chain(tuple(links)))
    marked = [_with_later(each, later.get(at, ()), found) for at, each in enumerate(found)]
    return marked, made


def _with_later(find: Find, later: Sequence[int], found: Sequence[Find]) -> Find:
    return replace(find, later=tuple(found[at].place for at in later)) if later else find
