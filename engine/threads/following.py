"""Threads: segments that belong together, named, and in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.threads.clustering import ALIKE, cluster, document_frequency, rarity, vectors
from engine.threads.naming import KEYWORDS, keywords, title
from engine.threads.store import StoredSegment


@dataclass(frozen=True, slots=True)
class Group:
    """The segments of one thread, before anything is read of them."""

    thread_id: int
    title: str
    keywords: tuple[str, ...]
    segments: tuple[StoredSegment, ...]  # in order of time

    @property
    def messages(self) -> int:
        return sum(each.found.messages for each in self.segments)


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """All threads of some conversations."""

    groups: tuple[Group, ...]  # most messages first
    rare: Mapping[str, float]  # how telling each word is


def follow(segments: Sequence[StoredSegment], *, by_meaning: bool) -> Followed:
    """The threads that segments make.

    Args:
        segments: any number.
        by_meaning: whether the embeddings are a neural encoder's.
    """
    found = [each.found for each in segments]
    rare = rarity(document_frequency(found), len(found))
    groups = cluster(vectors(found, rare), ALIKE[by_meaning]) if found else []
    made = [_group([segments[at] for at in group], rare) for group in groups]
    return Followed(tuple(sorted(made, key=lambda each: (-each.messages, each.thread_id))), rare)


def in_time(segment: StoredSegment) -> tuple[bool, str, int]:
    """What segments are sorted by: those without a time come last."""
    return not segment.found.begins, moment(segment.found.begins), segment.segment_id


def moment(time: str) -> str:
    """A time as a text that sorts: in UTC."""
    from datetime import UTC, datetime

    try:
        parsed = datetime.fromisoformat(time)
    except ValueError:
        return ""
    return parsed.astimezone(UTC).isoformat() if parsed.tzinfo else time


def _group(segments: Sequence[StoredSegment], rare: Mapping[str, float]) -> Group:
    ordered = tuple(sorted(segments, key=in_time))
    words = keywords([each.found for each in ordered], rare, KEYWORDS)
    return Group(min(each.segment_id for each in ordered), title(words, "Small talk"), words, ordered)
