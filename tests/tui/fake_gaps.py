"""Gaps of the engine in memory: always the same two, less those that were dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag

from engine.errors import Cancelled, UsageError
from engine.events import JobProgress, Listener, ignore
from engine.gaps.again import ClosedGap
from engine.gaps.records import Evidence, Gap, GapKind, GapReport
from engine.records import Place

ASKED = "Who paints the tower?"


class FakeGaps:
    """What `engine.gaps` is; knows what was asked and decided."""

    def __init__(self, here: Sequence[tuple[Place, str]], there: tuple[Place, str]) -> None:
        self._here = [Evidence(*each) for each in here]
        self._there = Evidence(*there, 0.31)
        self.asked: list[tuple[str, str]] = []
        self.decided: dict[str, str] = {}
        self.gone: tuple[ClosedGap, ...] = ()
        self.gate = Flag()  # a look through the library goes on when this is set
        self.gate.set()
        self.stopped = False

    def between(
        self, a: str, b: str, kinds: Sequence[GapKind] = (), *, listen: Listener = ignore, cancel: Flag | None = None
    ) -> GapReport:
        self.asked.append((a, b))
        if "nothing.md" in (a, b):
            raise UsageError("nothing in the library matches 'nothing.md'", "name another")
        gaps = [
            Gap(f"{n:012x}", GapKind.COVERAGE, title, "Nothing comes near it.", 0.9, (here,), (self._there,), "What?")
            for n, (title, here) in enumerate(zip(("Striking the bell", "Oil"), self._here, strict=True), 1)
        ]
        known = [replace(gap, decision=self.decided.get(gap.gap_id, "")) for gap in gaps]
        kept = tuple(gap for gap in known if gap.decision != "dropped")
        return GapReport(a, b, kept, {"coverage": 7}, len(gaps) - len(kept), {"coverage": 9.0, "total": 9.0})

    def library(
        self, kinds: Sequence[GapKind] = (), *, listen: Listener = ignore, cancel: Flag | None = None
    ) -> GapReport:
        listen(JobProgress("gaps", 1, 3))
        while not self.gate.wait(0.01):
            if cancel is not None and cancel.is_set():
                self.stopped = True
                raise Cancelled("the search for gaps was stopped", "ask again when there is time")
        found = self.between("", "", kinds)
        asked = Gap("0000000000ff", GapKind.QUESTION, ASKED, "Asked in a log.", 0.8, (self._there,), (), ASKED)
        gaps = (*found.gaps, replace(asked, decision=self.decided.get(asked.gap_id, "")))
        return replace(found, gaps=gaps, looked_at={"question": 3})

    def report(self, found: GapReport, form: str) -> str:
        return f"{form}: {', '.join(gap.title for gap in found.gaps)}"

    def closed(self) -> tuple[ClosedGap, ...]:
        return self.gone

    def news(self) -> int:
        return sum(each.is_news for each in self.gone)

    def seen(self) -> None:
        self.gone = tuple(replace(each, is_news=False) for each in self.gone)

    def keep(self, gap_id: str) -> str:
        self.decided[gap_id] = "kept"
        return gap_id

    def drop(self, gap_id: str) -> str:
        self.decided[gap_id] = "dropped"
        return gap_id

    def undecide(self, gap_id: str) -> str:
        self.decided.pop(gap_id, None)
        return gap_id
