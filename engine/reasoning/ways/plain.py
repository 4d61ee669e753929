"""The ways without a chat model: everything is quoted, and what only a model could write is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag
from time import perf_counter

from engine.agents.lenses.lens import Facet
from engine.agents.route import CODE
from engine.events import Listener, PartBegun
from engine.reasoning.answering import stop
from engine.reasoning.crew import Crew, Task, Work
from engine.reasoning.joining import Said
from engine.reasoning.lensing.signs import found
from engine.reasoning.ways.abreast import Job, abreast
from engine.reasoning.ways.aspects import Part, facets
from engine.reasoning.ways.bench import looked_up
from engine.reasoning.ways.delegation import PROGRAMMER, RESEARCHER
from engine.reasoning.ways.differences import differences
from engine.reasoning.ways.once import Once
from engine.reasoning.ways.pool import by_part
from engine.reasoning.ways.quoting import best, by_source, code, prose
from engine.reasoning.ways.shown import Shown
from engine.reasoning.ways.texts import SILENT, Step
from engine.reasoning.ways.working import quoted_work

NEEDS_MODEL = (
    "Design and explanation need a chat model: nacre models pull NAME fetches one, and nacre models list shows which "
    "there are."
)


def pipeline(task: Task, crew: Crew, listen: Listener, cancel: Flag) -> Work | None:
    """The extracts, then code of the sources; None where there is no code, for then the extracts are all."""
    started = perf_counter()
    if CODE not in task.roles:
        return None
    examples = code("Code", task.question, task.basis)
    if not examples.citations:
        wanted = Part("", f"{task.question} code example", task.question)
        examples = code("Code", task.question, looked_up(wanted, task, crew.gather, listen, cancel))
    if not examples.citations:
        return None
    shown = Shown(listen, cancel)
    supported = task.basis.reason == "supported"
    extracts = prose("Research", task.basis) if supported else Said("Research", SILENT, ())
    steps = [(RESEARCHER, extracts)] if extracts.text else []
    for number, (agent, said) in enumerate([*steps, (PROGRAMMER, examples)], 1):
        stop(cancel)
        Step(number, agent, task.question, (), listen).quoted(said)
        shown.say(said)
    shown.say(Said("", NEEDS_MODEL, ()))
    return quoted_work(task, shown, {"pipeline": (perf_counter() - started) * 1000})


def panel(task: Task, crew: Crew, listen: Listener, cancel: Flag) -> Work | None:
    """What the sources say to each facet of a lens, or each source by itself; None where there is one or none."""
    started = perf_counter()
    if len(task.sub_questions) > 1:
        return pool(task, crew, listen, cancel)
    if task.lens is not None:
        jobs = [
            _fitting(part, facet, task, crew)
            for part, facet in zip(facets(task.lens, task.question), task.lens.facets, strict=False)
        ]
    else:
        sources = by_source(task.basis) if task.basis.reason == "supported" else ()
        if len(sources) < 2:
            return None
        jobs = [_known(said) for said in sources]
    shown, once = Shown(listen, cancel), Once()
    sections = abreast(jobs, crew.at_once, lambda said: shown.say(_or_silent(once.fresh(said))), listen, cancel)
    differing = differences(sections, crew.idf, listen)
    if differing is not None:
        shown.say(differing)
    return _quoted("panel", sections, task, shown, started)


def pool(task: Task, crew: Crew, listen: Listener, cancel: Flag) -> Work | None:
    """The extracts of each part of the question; None where it has one."""
    if len(task.sub_questions) < 2:
        return None
    started = perf_counter()
    parts = by_part(task)
    shown = Shown(listen, cancel)
    jobs = [_extracts(part, number, len(parts), task, crew) for number, part in enumerate(parts, 1)]
    sections = abreast(jobs, crew.at_once, lambda said: shown.say(_or_silent(said)), listen, cancel)
    return _quoted("pool", sections, task, shown, started)


def _quoted(way: str, sections: Sequence[Said], task: Task, shown: Shown, started: float) -> Work | None:
    """What was quoted; None where nothing was, and then what is shown is taken back."""
    if not any(said.citations for said in sections):
        shown.clear()
        return None
    return quoted_work(task, shown, {way: (perf_counter() - started) * 1000})


def _or_silent(said: Said) -> Said:
    """One line where the sources have nothing."""
    return said if said.text else replace(said, text=SILENT)


def _known(said: Said) -> Job[Said]:
    return lambda listen, cancel: said


def _extracts(part: Part, number: int, parts: int, task: Task, crew: Crew) -> Job[Said]:
    """The extracts of one part."""

    def job(listen: Listener, cancel: Flag) -> Said:
        listen(PartBegun(number, parts, part.question))
        basis = crew.gather(part.question, listen, cancel)
        supported = basis.reason == "supported"
        return Said(part.title, basis.text, basis.citations) if supported else Said(part.title, "", ())

    return job


def _fitting(part: Part, facet: Facet, task: Task, crew: Crew) -> Job[Said]:
    """The sentences that what is found for a facet has to it."""

    def job(listen: Listener, cancel: Flag) -> Said:
        basis = looked_up(part, task, crew.gather, listen, cancel)
        return best(part.title, basis, lambda text: bool(found(facet.signs, text)))

    return job
