"""What the library offers to several questions, as the basis of one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.reasoning.answering import Basis
from engine.reasoning.loop.selected import Selected
from engine.records import Passage

EACH = 2
"""Passages of each part that a chat model reads, where there are more parts than passages to go round."""

MOST = 10
"""Passages in all: a chat model on a slow machine reads ten words of them in the time in which it writes one."""


def merged(bases: Sequence[Basis], passages: int) -> Basis:
    """The best passages of each part in turn, those of parts that are answered first.

    Args:
        bases: by part, at least one.
        passages: that an answer to one question draws on.
    """
    answered = [basis for basis in bases if basis.reason == "supported"] or list(bases)
    best = max(answered, key=lambda basis: basis.draft.support)
    if best.selected is None:
        return best
    seen: dict[int, Passage] = {}
    for rank in range(max(len(basis.passages) for basis in answered)):
        for basis in answered:
            if rank < len(basis.passages):
                seen.setdefault(basis.passages[rank].chunk_id, basis.passages[rank])
    room = min(MOST, max(passages, EACH * len(answered)))
    return replace(best, selected=_with(best.selected, tuple(seen.values())[:room]), timings=_summed(bases))


def _with(selected: Selected, passages: tuple[Passage, ...]) -> Selected:
    chunks = tuple(passage.chunk_id for passage in passages)
    return replace(selected, passages=passages, evidence=chunks)


def _summed(bases: Sequence[Basis]) -> dict[str, float]:
    summed: dict[str, float] = {}
    for basis in bases:
        for stage, ms in basis.timings.items():
            summed[stage] = summed.get(stage, 0.0) + ms
    return summed
