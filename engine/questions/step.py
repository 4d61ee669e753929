"""Background work: the open questions are asked again where new documents may answer them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from threading import Event as Flag

from engine.errors import Cancelled, UsageError
from engine.events import JobProgress, Listener, ignore
from engine.graph.records import Cited
from engine.library.rows import Job
from engine.library.store import Library
from engine.questions.judging import NOTHING, Judge
from engine.questions.near import Near
from engine.questions.records import Judged
from engine.questions.store import Questions, Waiting
from engine.reasoning.answering import Answerer

QUESTIONS = "questions"
"""The kind of the background job that asks open questions again."""

BATCH = 16
"""Questions of one transaction: what a kill can cost."""

SINCE = "SELECT id FROM documents WHERE state = 'live' AND current_version > ?"

Step = Callable[[Library, Job, Listener, Flag], int]


def questions_step(answerer: Callable[[], Answerer]) -> Step:
    """Asks again what is open; its units are the questions that were asked."""

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        return settle(answerer(), listen, cancel)

    return step


def settle(answerer: Answerer, listen: Listener = ignore, cancel: Flag | None = None) -> int:
    """Ask the open questions that new documents may bear on; how many were asked.

    A question is answered now if the answerer, asked as a person would ask, answers and cites a new document. What has
    been found stays when it is stopped.

    Raises:
        Cancelled: `cancel` was set.
    """
    library = answerer.library
    encoder = answerer.vectors().encoder
    questions = Questions(library)
    questions.reopen(encoder.id)
    newest = questions.newest()
    waiting = questions.waiting(newest)
    asked = 0
    known = sorted(waiting, key=lambda each: each.tried_version)
    for since, same in groupby(known, key=lambda each: each.tried_version):
        group = sorted(same, key=lambda each: -each.question_id)
        documents = frozenset(row[0] for row in library.read().execute(SINCE, (since,)).fetchall())
        near = Near(library, encoder, cancel).near(group, documents, since)
        questions.passed([each.question_id for each in group if each.question_id not in near], newest)
        chosen = [each for each in group if each.question_id in near]
        for start in range(0, len(chosen), BATCH):
            found: list[tuple[int, Judged]] = []
            for each in chosen[start : start + BATCH]:
                if cancel is not None and cancel.is_set():
                    questions.tried(found, newest)
                    raise Cancelled("asking the open questions again was stopped", "it goes on the next time")
                found.append((each.question_id, _ask(answerer, each, documents)))
            questions.tried(found, newest)
            asked += len(found)
            listen(JobProgress(QUESTIONS, asked, max(asked, len(waiting))))
    return asked


def _ask(answerer: Answerer, question: Waiting, documents: frozenset[int]) -> Judged:
    """What the new documents say; answered only if the whole library is, and by them."""
    try:
        within = answerer.library.scope(question.scope)
        chosen = documents if within is None else documents & within
        judged = Judge(answerer).judge(question.text, chosen) if chosen else NOTHING
        if not judged.answered:
            return judged
        basis = answerer.basis(question.text, question.scope)
    except UsageError:  # what it was asked within is gone, or the settings take no question so long any more
        return NOTHING
    new = [each for each in basis.citations if each.place.document_id in documents]
    if basis.reason != "supported" or not new:
        return Judged(judged.support, False, judged.best, judged.score)
    return Judged(basis.draft.support, True, Cited(new[0].place, new[0].quote))
