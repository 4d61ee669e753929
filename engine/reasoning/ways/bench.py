"""Copies of one specialist at work: each looks its part up, and writes in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag

from engine.agents.route import RESEARCH
from engine.agents.specialists.load import for_role
from engine.agents.specialists.specialist import Specialist
from engine.errors import UsageError
from engine.events import Listener, PartBegun
from engine.reasoning.answering import Basis, stop
from engine.reasoning.brief import CITED, FREE
from engine.reasoning.crew import Crew, Gather, Task
from engine.reasoning.ways.abreast import Job
from engine.reasoning.ways.aspects import Part
from engine.reasoning.ways.patience import Patience
from engine.reasoning.ways.texts import SILENT, Step, Text, brief_for
from engine.reasoning.writing import Writer
from engine.records import Passage


@dataclass(frozen=True, slots=True)
class Bench:
    """Where copies of one specialist work on the parts of one task."""

    specialist: Specialist
    task: Task
    gather: Gather
    writer: Writer
    patience: Patience

    def jobs(self, parts: Sequence[Part]) -> list[Job[Text]]:
        """One for each part, in their order."""
        return [self._job(part, number, len(parts)) for number, part in enumerate(parts, 1)]

    def _job(self, part: Part, number: int, parts: int) -> Job[Text]:
        def job(listen: Listener, cancel: Flag) -> Text:
            listen(PartBegun(number, parts, part.question))
            passages = part.passages or evidence(part, self.task, self.gather, listen, cancel)
            stop(cancel)
            step = Step(number, self.specialist.id, part.task, (), listen)
            brief = brief_for(self.specialist, part.task, self.task, passages)
            if part.contract:
                brief = replace(brief, contract=part.contract)
            if brief.contract == CITED and not passages:
                return step.left(part.title, SILENT)
            if self.patience.over:
                return step.left(part.title, f"Not written: {self.patience.over}.")
            held = self.writer.think(brief, self.task.models, step.hear, cancel)
            text = step.done(part.title, held, brief.contract)
            self.patience.note(step)
            return replace(text, bare=part.contract == FREE)

        return job


def bench(task: Task, crew: Crew, writer: Writer) -> Bench:
    """The place of work for whoever answers for the task's first role."""
    role = task.roles[0] if task.roles else RESEARCH
    return Bench(task.specialist or for_role(crew.specialists, role), task, crew.gather, writer, Patience())


def evidence(part: Part, task: Task, gather: Gather, listen: Listener, cancel: Flag) -> tuple[Passage, ...]:
    """What the library has for a part, or else for the whole question; () where it has nothing."""
    own = looked_up(part, task, gather, listen, cancel)
    if own.reason == "supported":
        return own.passages
    return task.basis.passages if task.basis.reason == "supported" else ()


def looked_up(part: Part, task: Task, gather: Gather, listen: Listener, cancel: Flag) -> Basis:
    """What the library offers to a part; what it offers to the whole question where the part is too long to look up.

    Raises:
        Cancelled: `cancel` was set.
    """
    try:
        return gather(part.question, listen, cancel)
    except UsageError:
        return task.basis
