"""Drafts an answer with a chat model, checks it, looks for what it lacks, and writes it again where that may help.

A draft is written with quotes; each claim is held against them without a language model; claims that fail and parts of
the question that are left open are looked for; with what that brings a new draft is written, which takes the place of
the one before only if support rises. It halts for a stated reason:

- 'supported': nothing fails and nothing is open
- 'no new evidence': the searches brought nothing that the draft did not have
- 'no rise': a new draft was no better, or could not be had
- 'rounds', 'time', 'tokens': the budget is used up
- 'cancelled': the user had enough; the best draft until then stands
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag
from time import perf_counter

from engine.errors import Cancelled
from engine.events import Listener, ModelFellBack, Withdrawn
from engine.reasoning.answering import Basis
from engine.reasoning.brief import CODE, FREE, Brief
from engine.reasoning.crew import Gather
from engine.reasoning.refining.aligning import Alignment
from engine.reasoning.refining.budget import Budget, Deadline
from engine.reasoning.refining.judging import Judge
from engine.reasoning.refining.rounds import Outcome, Rounds, is_bare
from engine.reasoning.refining.searching import Seeker
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.writing import Writer
from engine.retrieval.frequency import Frequencies


def refine(
    brief: Brief,
    basis: Basis,
    parts: Sequence[str],
    writer: Writer,
    gather: Gather,
    budget: Budget,
    models: Sequence[str],
    listen: Listener,
    cancel: Flag,
    *,
    vectors: SentenceVectors | None = None,
) -> Outcome | None:
    """The best supported draft that the budget allows; None where extracts have to do, which the events say.

    The first draft is shown while it grows, later ones once they are better. A text whose contract is 'free' is written
    once and not judged.

    Args:
        brief: what a model is asked to do, with the passages to begin with.
        basis: what the library offers to the question.
        parts: its parts, where it has several.
        writer: has it carried out.
        gather: looks up what a draft lacks.
        budget: when to stop.
        models: names to try instead of the chosen ones.
        listen: hears every step.
        cancel: ends the work.
        vectors: of sentences, so that claims of two drafts are compared by their meaning too.

    Raises:
        Cancelled: `cancel` was set before a draft was written, or while there was none that holds.
    """
    started = perf_counter()
    if brief.contract == FREE:
        held = writer.write(brief, models, listen, cancel)
        return Outcome(held, brief.passages, 1, "rounds", 0, 0, len(held.claims)) if held is not None else None
    # to the writer it is no cited text: where nothing of it holds, a later draft may still
    held = writer.write(replace(brief, contract=CODE), models, listen, cancel)
    if held is None:
        return None
    if is_bare(brief, held):
        listen(Withdrawn())
    idf = Frequencies(writer.attributor.library).idf
    alignment = Alignment(idf, vectors)
    judge = Judge(basis.found.query.text, parts, idf, alignment)
    with Deadline(budget.seconds - (perf_counter() - started), cancel) as flag:
        outcome = Rounds(
            brief, writer, Seeker(gather, idf, budget.passages), budget, models, listen, judge, alignment, cancel, flag
        ).run(held)
    if is_bare(brief, outcome.held):
        if cancel.is_set():
            raise Cancelled("the answer was stopped")
        listen(ModelFellBack(outcome.held.model, "the passages support nothing of what it wrote", "extracts"))
        return None
    return outcome
