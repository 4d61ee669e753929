"""Gaps of the engine in memory: always the same two, less those that were dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.gaps.records import Evidence, Gap, GapKind, GapReport
from engine.records import Place


class FakeGaps:
    """What `engine.gaps` is; knows what was asked and decided."""

    def __init__(self, here: Sequence[tuple[Place, str]], there: tuple[Place, str]) -> None:
        self._here = [Evidence(*each) for each in here]
        self._there = Evidence(*there, 0.31)
        self.asked: list[tuple[str, str]] = []
        self.decided: dict[str, str] = {}

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
        return replace(self.between("", "", kinds), looked_at={"question": 3})

    def keep(self, gap_id: str) -> str:
        self.decided[gap_id] = "kept"
        return gap_id

    def drop(self, gap_id: str) -> str:
        self.decided[gap_id] = "dropped"
        return gap_id

    def undecide(self, gap_id: str) -> str:
        self.decided.pop(gap_id, None)
        return gap_id
