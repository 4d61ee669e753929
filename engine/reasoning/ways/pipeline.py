"""One specialist after the other: each is given what those before it have written, as data."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag
from time import perf_counter

from engine.events import Listener
from engine.reasoning.answering import stop
from engine.reasoning.brief import CITED, Note
from engine.reasoning.crew import Crew, Task, Work
from engine.reasoning.ways.delegating import delegate
from engine.reasoning.ways.delegation import Delegation
from engine.reasoning.ways.marks import without_marks
from engine.reasoning.ways.patience import Patience
from engine.reasoning.ways.shown import Shown
from engine.reasoning.ways.texts import SILENT, Step, Text, brief_for, title_of
from engine.reasoning.ways.working import written_work
from engine.reasoning.writing import Writer


def pipeline(task: Task, crew: Crew, writer: Writer, listen: Listener, cancel: Flag) -> Work | None:
    """The sections that the specialists wrote, in their order; None where nobody could write.

    Each is shown while it is written. A step that fails is one line, and the next goes on with what there is.

    Raises:
        Cancelled: `cancel` was set; what is shown until then stands.
    """
    started = perf_counter()
    steps = delegate(task, crew.specialists, writer.prose, listen, cancel)
    timings = {"delegate": (perf_counter() - started) * 1000}
    shown = Shown(listen, cancel)
    written: dict[str, Text] = {}
    patience = Patience()
    for number, step in enumerate(steps, 1):
        stop(cancel)
        text = _carry_out(number, step, _notes(step, written), task, crew, writer, shown, patience, cancel)
        written[step.agent] = text
        timings[step.agent] = text.elapsed_ms
    return written_work(list(written.values()), list(written), " → ", task, crew.idf, shown, timings)


def _carry_out(
    number: int,
    step: Delegation,
    notes: Sequence[Note],
    task: Task,
    crew: Crew,
    writer: Writer,
    shown: Shown,
    patience: Patience,
    cancel: Flag,
) -> Text:
    """One step, shown while it is written."""
    specialist = crew.specialists[step.agent]
    title = title_of(specialist)
    begun = Step(number, step.agent, step.task, tuple(note.title for note in notes), shown.hear)
    passages = task.basis.passages if task.basis.reason == "supported" else ()
    silent = f"Not written: {patience.over}." if patience.over else ""
    if silent or (specialist.contract == CITED and not passages):
        text = begun.left(title, silent or SILENT)
        shown.say(text.said)
        return text
    shown.begin(title)
    held = writer.write(brief_for(specialist, step.task, task, passages, notes), task.models, begun.hear, cancel)
    text = begun.done(title, held, specialist.contract)
    patience.note(begun)
    if text.model:
        shown.finish(text.said)
    else:
        shown.fill(text.said)
    return text


def _notes(step: Delegation, written: dict[str, Text]) -> tuple[Note, ...]:
    """What a step is given to read, oldest first; a line that says why there is no text is nothing to go on."""
    texts = [(agent, written[agent]) for agent in step.context if agent in written]
    return tuple(Note(agent, without_marks(text.said.text)) for agent, text in texts if text.model)
