"""Aspects side by side, each looked up and written by itself: what they share is said once, where they differ last."""

from __future__ import annotations

from threading import Event as Flag
from time import perf_counter

from engine.events import Listener
from engine.reasoning.brief import CITED
from engine.reasoning.crew import Crew, Task, Work
from engine.reasoning.ways.abreast import abreast
from engine.reasoning.ways.aspects import aspects
from engine.reasoning.ways.bench import bench
from engine.reasoning.ways.differences import differences
from engine.reasoning.ways.once import Once
from engine.reasoning.ways.shown import Shown
from engine.reasoning.ways.texts import Text
from engine.reasoning.ways.working import written_work
from engine.reasoning.writing import Writer


def panel(task: Task, crew: Crew, writer: Writer, listen: Listener, cancel: Flag) -> Work | None:
    """A section for each aspect, shown as soon as those before it are there; None where nothing could be written.

    Raises:
        Cancelled: `cancel` was set; what is shown until then stands.
    """
    started = perf_counter()
    place = bench(task, crew, writer)
    shown = Shown(listen, cancel)
    once = Once()

    def show(text: Text) -> None:
        shown.say(once.fresh(text.said) if text.model else text.said)

    texts = abreast(place.jobs(aspects(task)), crew.at_once, show, listen, cancel)
    if place.specialist.contract == CITED and not any(text.said.citations for text in texts):
        shown.clear()  # what is missing says nothing by itself
        return None
    differing = differences([text.said for text in texts if text.model], crew.idf, listen)
    if differing is not None:
        shown.say(differing)
    timings = {"panel": (perf_counter() - started) * 1000}
    return written_work(texts, [place.specialist.id] * len(texts), " + ", task, crew.idf, shown, timings)
