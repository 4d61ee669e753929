"""A chat model's task through a lens: its questions become the outline, what they have found joins the passages."""

from __future__ import annotations

from dataclasses import replace

from engine.agents.lenses.lens import Lens
from engine.events import LensApplied, Listener, ignore
from engine.reasoning.brief import Brief
from engine.reasoning.lensing.looking import Looked
from engine.records import Passage

LENT = 3
"""Further passages that a chat model is given at most: it reads each of them word by word."""


def brief_through(lens: Lens, brief: Brief, looked: Looked, listen: Listener = ignore) -> Brief:
    """The task, laid out by the questions of a lens, with the passages that they have found behind those of the brief.

    Args:
        lens: how the question is thought through.
        brief: the plain task.
        looked: what `look_through` has found for the lens's questions.
        listen: hears `LensApplied`, with the passages of the new brief that each question has found.
    """
    outline = "\n".join(
        f"**{facet.title}**: {question}" for facet, question in zip(lens.facets, looked.questions, strict=True)
    )
    task = (
        f"{brief.task}\n\nAnswer in one sentence first. Then think it through the {lens.id} way, under these headings: "
        "below each, what the passages say to its question, or one sentence that they do not say it.\n"
        f"{outline}\n{lens.form}"
    )
    known = {passage.chunk_id for passage in brief.passages}
    further = [passage for passage in _lent(looked) if passage.chunk_id not in known]
    known |= {passage.chunk_id for passage in further}
    counts = [sum(looked.passages[place].chunk_id in known for place in led) for led in looked.led]
    titles = [facet.title for facet in lens.facets]
    listen(LensApplied(lens.id, tuple(zip(titles, counts, strict=True)), looked.elapsed_ms))
    return replace(brief, task=task, passages=(*brief.passages, *further))


def _lent(looked: Looked) -> list[Passage]:
    """The new passages that a chat model reads: the best of each question in turn, `LENT` at most."""
    turns = max(map(len, looked.led), default=0)
    places = [led[turn] for turn in range(turns) for led in looked.led if turn < len(led)]
    new = dict.fromkeys(place for place in places if place >= looked.before)
    return [looked.passages[place] for place in list(new)[:LENT]]
