"""The door to the ways of working together."""

from __future__ import annotations

from threading import Event as Flag

from engine.errors import UsageError
from engine.events import Listener
from engine.reasoning.crew import Crew, Task, Work
from engine.reasoning.ways import plain
from engine.reasoning.ways.panel import panel
from engine.reasoning.ways.pipeline import pipeline
from engine.reasoning.ways.pool import pool
from engine.reasoning.wish import PANEL, PIPELINE, POOL

_WRITTEN = {PIPELINE: pipeline, PANEL: panel, POOL: pool}
_QUOTED = {PIPELINE: plain.pipeline, PANEL: plain.panel, POOL: plain.pool}


def work(way: str, task: Task, crew: Crew, listen: Listener, cancel: Flag) -> Work | None:
    """A text by several specialists, or by several copies of one; shown while it grows.

    Args:
        way: 'pipeline', 'panel' or 'pool'.
        task: what is to be answered.
        crew: who and what is at hand.
        listen: hears every step; never called by two threads at a time.
        cancel: ends the work within and between its steps.

    Returns:
        None where nothing could be written or quoted that the plain extracts do not say; they stand in, and nothing of
        what was shown is left.

    Raises:
        Cancelled: `cancel` was set; what is shown until then stands.
        UsageError: there is no such way.
    """
    if way not in _WRITTEN:
        raise UsageError(
            f"there is no way of working '{way}' that several take part in", f"one of {', '.join(_WRITTEN)}"
        )
    if crew.writer is None:
        return _QUOTED[way](task, crew, listen, cancel)
    return _WRITTEN[way](task, crew, crew.writer, listen, cancel)
