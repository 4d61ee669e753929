"""One text of several: a specialist is given its part of the task, and what it wrote is held against the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from engine.agents.specialists.specialist import Specialist
from engine.events import Delegated, Event, Listener, ModelFellBack, ModelReplied, StepDone
from engine.reasoning.brief import CITED, FREE, Brief, Note
from engine.reasoning.crew import Task
from engine.reasoning.joining import Said
from engine.reasoning.writing import Held
from engine.records import Passage

SILENT = "The library does not say."
NOBODY = "nobody"
"""What takes over where a model fails that was to write one of several texts."""

UNSUPPORTED = "the passages support nothing of what it wrote"

_TITLES = {
    "researcher": "Research",
    "planner": "Design",
    "programmer": "Code",
    "writer": "Text",
    "explainer": "Explanation",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What came of one part."""

    said: Said
    model: str  # '' where `said` is the line that says why nobody wrote it
    elapsed_ms: float
    bare: bool = False  # what it says can have no source


def title_of(specialist: Specialist) -> str:
    """The heading over what a specialist writes in a pipeline."""
    name = specialist.id.replace("-", " ").replace("_", " ")
    return _TITLES.get(specialist.id, name[:1].upper() + name[1:])


def brief_for(
    specialist: Specialist, part: str, task: Task, passages: Sequence[Passage], notes: Sequence[Note] = ()
) -> Brief:
    """A part of a task, as a specialist is given it.

    Args:
        specialist: who carries it out.
        part: what it is to do; the whole question, or something within it.
        task: the whole.
        passages: what it may read.
        notes: what others have written.
    """
    system = specialist.system
    if task.lens is not None and specialist.contract != "code":
        system = f"{system.rstrip()}\n{task.lens.form.strip()}"
    return Brief(
        task=part if task.question in part else f"{task.question}\n\nYour part of it: {part}",
        system=system,
        passages=tuple(passages),
        notes=tuple(notes),
        history=task.history,
        agent=specialist.id,
        contract=specialist.contract,
        temperature=specialist.temperature,
        model=specialist.model,
    )


class Step:
    """Tells when a text is begun and how it ended, and remembers why it came to nothing."""

    def __init__(self, number: int, agent: str, task: str, context: tuple[str, ...], listen: Listener) -> None:
        self._number = number
        self._agent = agent
        self._listen = listen
        self._started = perf_counter()
        self.why = ""  # it came to nothing
        self.answered = False  # a model said something, whatever it is worth
        listen(Delegated(number, agent, task, context))

    def hear(self, event: Event) -> None:
        """An event of the writing."""
        self.answered |= isinstance(event, ModelReplied)
        if isinstance(event, ModelFellBack) and event.then == "extracts":
            self.why = event.why.rstrip(".")
            event = replace(event, then=NOBODY)
        self._listen(event)

    def done(self, title: str, held: Held | None, contract: str) -> Text:
        """The text below its title, or a line that says why there is none."""
        self.answered |= held is not None
        if held is None or not held.text.strip():
            return self.left(title, f"Not written: {self.why or 'no text came'}.")
        if contract == CITED and not held.citations:
            return self.left(title, f"Not written: {UNSUPPORTED}.")
        supported = 0 if contract == FREE else sum(claim.held for claim in held.claims)
        elapsed_ms = (perf_counter() - self._started) * 1000
        self._listen(StepDone(self._number, self._agent, held.text, len(held.claims), supported, elapsed_ms))
        return Text(Said(title, held.text, held.citations), held.model, elapsed_ms)

    def quoted(self, said: Said) -> None:
        """Extracts instead of a text."""
        elapsed_ms = (perf_counter() - self._started) * 1000
        count = len(said.citations)
        self._listen(StepDone(self._number, self._agent, said.text, count, count, elapsed_ms))

    def left(self, title: str, line: str) -> Text:
        """One line instead of a text."""
        elapsed_ms = (perf_counter() - self._started) * 1000
        self._listen(StepDone(self._number, self._agent, line, 0, 0, elapsed_ms))
        return Text(Said(title, line, ()), "", elapsed_ms)
