"""Threads of a conversation in the fake library: one with an open question, a decision and a correction."""

from __future__ import annotations

from threading import Event as Flag

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.records import Place
from engine.threads.records import (
    Chain,
    Find,
    FindKind,
    Link,
    Period,
    Segment,
    Step,
    Thread,
    ThreadReport,
    Timeline,
    Topic,
)

TALK = "Talk about the bell"


def place(quote: str, at: int, minute: int, speaker: str = "User") -> Place:
    """Where a message stands."""
    time = f"2026-01-02T03:{minute:02}:00+00:00"
    return Place(1, 1, "/docs/lamp.md", "", TALK, (), None, speaker, time, 9, 9, at, at + len(quote))


def find(kind: FindKind, text: str, at: int, minute: int, **more: object) -> Find:
    """Something found in a message."""
    return Find(kind, place(text, at, minute), text, 0.9, **more)  # type: ignore[arg-type]


WET = find(FindKind.QUESTION, "What if the rope is wet?", 20, 1, answered=False)
ROPE = find(FindKind.DECISION, "We'll go with a hemp rope.", 60, 2)
TWICE = find(FindKind.CLAIM, "The bell is struck once a minute.", 90, 3)
ONCE = find(FindKind.CLAIM, "Actually the bell is struck twice a minute.", 130, 4)


class FakeThreads:
    """The threads' service of the fake engine."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def threads(
        self, words: str = "", *, scope: str = "", k: int = 20, listen: Listener = ignore, cancel: Flag | None = None
    ) -> ThreadReport:
        self.asked.append(("threads", words))
        segment = Segment(4096, place("", 0, 1), 4, ("bell", "rope"))
        thread = Thread(
            4096, "Fog bell, hemp rope", ("Fog bell", "hemp rope"), (segment,), (WET, ROPE, TWICE, ONCE),
            "2026-01-02T03:01:00+00:00", "2026-01-02T03:04:00+00:00", ("claude",), 1, 4, {FindKind.QUESTION: 1},
            1,
        )  # fmt: skip
        chain = Chain((Link(TWICE, Step.FIRST), Link(ONCE, Step.CORRECTS, "number: once → twice")))
        found = () if words == "whales" else (thread,)
        return ThreadReport(words, found, (chain,) if found else (), 1, len(found), {"total": 2.0})

    def timeline(
        self, *, scope: str = "", by: str = "", listen: Listener = ignore, cancel: Flag | None = None
    ) -> Timeline:
        self.asked.append(("timeline", by))
        if by == "hour":
            raise UsageError("there is no period 'hour'", "there are day, week, month")
        counts = {FindKind.QUESTION: 1, FindKind.DECISION: 1}
        topic = Topic(4096, "Fog bell, hemp rope", 4, place("", 0, 1))
        period = Period("2026-01-02", 1, 4, (topic,), (WET, ROPE), counts, 1)
        return Timeline(by or "day", (period,), {"total": 1.0})
