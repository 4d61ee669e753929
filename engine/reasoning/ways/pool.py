"""One role, its load shared: copies of one specialist take the parts of a question, or the documents of one part."""

from __future__ import annotations

from threading import Event as Flag
from time import perf_counter

from engine.events import Listener
from engine.reasoning.crew import Crew, Task, Work
from engine.reasoning.ways.abreast import MOST_TEXTS, abreast
from engine.reasoning.ways.aspects import Part, gathered_up
from engine.reasoning.ways.bench import bench
from engine.reasoning.ways.shown import Shown
from engine.reasoning.ways.texts import Text
from engine.reasoning.ways.working import written_work
from engine.reasoning.writing import Writer
from engine.records import Passage


def pool(task: Task, crew: Crew, writer: Writer, listen: Listener, cancel: Flag) -> Work | None:
    """The parts' texts in their order, each shown as soon as those before it are there; None where there are none.

    Raises:
        Cancelled: `cancel` was set; what is shown until then stands.
    """
    started = perf_counter()
    place = bench(task, crew, writer)
    shown = Shown(listen, cancel)

    def show(text: Text) -> None:
        shown.say(text.said)

    texts = abreast(place.jobs(shares(task)), crew.at_once, show, listen, cancel)
    timings = {"pool": (perf_counter() - started) * 1000}
    return written_work(texts, [place.specialist.id] * len(texts), " + ", task, shown, timings)


def shares(task: Task) -> tuple[Part, ...]:
    """What each copy is given: a part of the question; one document, where there is one part; or everything."""
    if len(task.sub_questions) > 1:
        return tuple(Part(each, each, each) for each in gathered_up(task.sub_questions))
    by_document: dict[int, list[Passage]] = {}
    for passage in task.basis.passages if task.basis.reason == "supported" else ():
        known = by_document.get(passage.place.document_id)
        if known is None and len(by_document) == MOST_TEXTS:
            known = list(by_document.values())[-1]
        if known is None:
            known = by_document[passage.place.document_id] = []
        known.append(passage)
    if len(by_document) < 2:
        return (Part("", task.question, task.question, task.basis.passages if by_document else ()),)
    return tuple(
        Part(passages[0].place.title, task.question, task.question, tuple(passages))
        for passages in by_document.values()
    )
