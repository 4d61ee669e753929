"""What the evidence selector did, in words and figures that the trace, its graph and the command line share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from engine.events import EvidenceWeighed
from tui.talk import counted

UP, DOWN = "▲", "▼"
UNKNOWN = "—"
START = "start"  # the column of the scores that the selector began with
TELLING = 0.5
"""Chance that no candidate answers, from which the one line of it says so."""

LONGEST_FIGURE = 5  # characters: '-12.3'


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of a selector's steps."""

    name: str  # '1. ▲2', 'enough'
    where: str  # the passage that it is about, '' where it is about all
    figures: tuple[str, ...]  # before the first step and after each; '' where there is none


def weighed(event: EvidenceWeighed) -> str:
    """'weighed 32 passages in 3 steps: 2 of the first 5 moved'."""
    what = counted(event.candidates, "passage")
    rounds = f" of {event.round} rounds" if event.round > 1 else ""
    how = f"in {counted(len(event.steps), 'step')}" if event.steps else "by fixed scores alone"
    return f"weighed {what}{rounds} {how}: {_moves(event)}"


def verdicts(event: EvidenceWeighed) -> tuple[str, ...]:
    """'enough 84%', and 'none 71%' where that is likely; nothing without a step."""
    if not event.steps:
        return ()
    last = event.steps[-1]
    none = (f"none {_share(last.none)}",) if last.none >= TELLING else ()
    return (f"enough {_share(last.enough)}", *none)


def passage_rows(event: EvidenceWeighed) -> Iterator[Row]:
    """The first passages in the order of the last step: how far each rose or fell, and its scores."""
    columns = (event.baseline, *(step.scores for step in event.steps))
    for at, where in enumerate(event.passages):
        figures = tuple(_score(column[at]) if at < len(column) else UNKNOWN for column in columns)
        yield Row(f"{at + 1}. {moved(event, at)}".rstrip(), where, figures)


def verdict_rows(event: EvidenceWeighed) -> Iterator[Row]:
    """'enough', 'none' and 'drift' after each step; nothing without one."""
    if not event.steps:
        return
    yield Row("enough", "", ("", *(_share(step.enough) for step in event.steps)))
    yield Row("none", "", ("", *(_share(step.none) for step in event.steps)))
    yield Row("drift", "", ("", *(_score(step.drift) for step in event.steps)))


def table(event: EvidenceWeighed) -> list[Row]:
    """All rows below the one that names the columns."""
    steps = (START, *map(str, range(1, len(event.steps) + 1)))
    return [Row("step", "", steps), *passage_rows(event), *verdict_rows(event)]


def moved(event: EvidenceWeighed, at: int) -> str:
    """'▲2' for a passage that rose by two ranks, '▼1' for one that fell, '' for one that did neither."""
    places = _rise(event, at)
    return f"{UP if places > 0 else DOWN}{abs(places)}" if places else ""


def _rise(event: EvidenceWeighed, at: int) -> int:
    return event.before[at] - (at + 1) if at < len(event.before) else 0


def _moves(event: EvidenceWeighed) -> str:
    shown = len(event.passages)
    changed = sum(_rise(event, at) != 0 for at in range(shown))
    if not changed:
        return "the first ones stay" if shown < event.candidates else "the order stays"
    return f"{changed}{f' of the first {shown}' if shown < event.candidates else ''} moved"


def _share(value: float) -> str:
    return f"{value:.0%}" if isfinite(value) else UNKNOWN


def _score(value: float) -> str:
    if not isfinite(value):
        return UNKNOWN
    return next((text for digits in (2, 1, 0) if len(text := f"{value:.{digits}f}") <= LONGEST_FIGURE), f"{value:.0e}")
