"""What several texts come to."""

from __future__ import annotations

from collections.abc import Sequence

from engine.reasoning.crew import Task, Work
from engine.reasoning.features import Idf
from engine.reasoning.unmarked import unmarked
from engine.reasoning.ways.once import REPEATED
from engine.reasoning.ways.shown import Shown
from engine.reasoning.ways.texts import Text


def written_work(
    texts: Sequence[Text],
    agents: Sequence[str],
    joint: str,
    task: Task,
    idf: Idf,
    shown: Shown,
    timings: dict[str, float],
) -> Work | None:
    """What models wrote, as it is shown; None where they wrote nothing, and then what is shown is taken back.

    Args:
        texts: of all steps or parts.
        agents: the specialist of each.
        joint: stands between their ids.
        task: what they were given.
        idf: how telling a stem is in the library.
        shown: has the sections, those of the texts first.
        timings: milliseconds.
    """
    if not any(text.model for text in texts):
        shown.clear()
        return None
    text, citations = shown.joined()
    return Work(
        text=text,
        citations=citations,
        model=", ".join(dict.fromkeys(each.model for each in texts if each.model)),
        specialist=joint.join(agent for agent, each in zip(agents, texts, strict=True) if each.model),
        rounds=_rounds(task),
        halt="supported" if citations else task.basis.reason,
        timings=timings,
        unsupported=sum(
            len(unmarked(said.text, task.question, idf))
            for each, said in zip(texts, shown.parts, strict=False)
            if each.model and not each.bare and said.text != REPEATED
        ),
    )


def quoted_work(task: Task, shown: Shown, timings: dict[str, float]) -> Work:
    """What was quoted without a model, as it is shown."""
    text, citations = shown.joined()
    halt = "supported" if citations else task.basis.reason
    return Work(text, citations, model="", specialist="", rounds=_rounds(task), halt=halt, timings=timings)


def _rounds(task: Task) -> int:
    return task.basis.selected.rounds if task.basis.selected is not None else 1
