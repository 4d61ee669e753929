"""One role, its load shared: copies of one specialist take the parts of a question, or the documents of one part."""

from __future__ import annotations

from threading import Event as Flag
from time import perf_counter

from engine.agents.specialists.specialist import Specialist
from engine.events import Listener
from engine.reasoning.brief import CITED
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

    texts = abreast(place.jobs(_shares(task, place.specialist)), crew.at_once, show, listen, cancel)
    timings = {"pool": (perf_counter() - started) * 1000}
    return written_work(texts, [place.specialist.id] * len(texts), " + ", task, crew.idf, shown, timings)


def by_part(task: Task) -> tuple[Part, ...]:
    """The parts of the question."""
    return tuple(Part(each, each, each) for each in gathered_up(task.sub_questions))


def by_document(task: Task) -> tuple[Part, ...]:
    """The question put to each document of the evidence by itself; one part where there is one, or none."""
    documents: dict[int, list[Passage]] = {}
    for passage in task.basis.passages if task.basis.reason == "supported" else ():
        known = documents.get(passage.place.document_id)
        if known is None and len(documents) == MOST_TEXTS:
            known = list(documents.values())[-1]
        if known is None:
            known = documents[passage.place.document_id] = []
        known.append(passage)
    if len(documents) < 2:
        return whole(task)
    return tuple(
        Part(passages[0].place.title, task.question, task.question, tuple(passages)) for passages in documents.values()
    )


def whole(task: Task) -> tuple[Part, ...]:
    """The question as one part."""
    passages = task.basis.passages if task.basis.reason == "supported" else ()
    return (Part("", task.question, task.question, passages),)


def _shares(task: Task, specialist: Specialist) -> tuple[Part, ...]:
    """What each copy is given. Code or a poem is not made document by document."""
    if len(task.sub_questions) > 1:
        return by_part(task)
    return by_document(task) if specialist.contract == CITED else whole(task)
