"""Background work: the open questions are asked again where new documents may answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

MOST = 500
"""Questions that are asked in one go: a minute's work."""

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
    been found stays when it is stopped. Of more than `MOST` the last asked are asked now, and the others the next time.

    Raises:
        Cancelled: `cancel` was set.
    """
    encoder = answerer.vectors().encoder
    questions = Questions(answerer.library)
    questions.reopen(encoder.id)
    newest = questions.newest()
    chosen = list(_near(answerer.library, Near(answerer.library, encoder, cancel), questions, newest))
    chosen = sorted(chosen, key=lambda each: -each[0].question_id)[:MOST]
    for start in range(0, len(chosen), BATCH):
        found: list[tuple[int, Judged]] = []
        for question, documents in chosen[start : start + BATCH]:
            if cancel is not None and cancel.is_set():
                questions.tried(found, newest)
                raise Cancelled("asking the open questions again was stopped", "it goes on the next time")
            found.append((question.question_id, _ask(answerer, question, documents)))
        questions.tried(found, newest)
        listen(JobProgress(QUESTIONS, start + len(found), len(chosen)))
    return len(chosen)


def _near(library: Library, near: Near, questions: Questions, newest: int) -> Iterator[tuple[Waiting, frozenset[int]]]:
    """The questions that are to be asked, each with the documents that it knows nothing of; the others are passed."""
    waiting = sorted(questions.waiting(newest), key=lambda each: each.tried_version)
    for since, same in groupby(waiting, key=lambda each: each.tried_version):
        group = list(same)
        documents = frozenset(row[0] for row in library.read().execute(SINCE, (since,)).fetchall())
        chosen = near.near(group, documents, since)
        questions.passed([each.question_id for each in group if each.question_id not in chosen], newest)
        yield from ((each, documents) for each in group if each.question_id in chosen)


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
