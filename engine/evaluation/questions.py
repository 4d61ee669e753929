"""`nacre eval questions`: does the library tell questions that it does not answer from those that it does?

Beside the judge of the open questions stand the answerer's own support in the same run, and what retrieval alone would
say: the cosine and the BM25 of the best passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from engine.config import AskSettings
from engine.errors import UsageError
from engine.evaluation.bed import bed, read_items
from engine.evaluation.collection import Question, draw, load
from engine.evaluation.metrics import auroc, percentile
from engine.events import JobProgress, Listener, ignore
from engine.questions.judging import Judge
from engine.reasoning.answering import Answerer

LIMIT = 150
"""Questions of each kind, where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said to one question."""

    judged: float  # support
    open: bool  # whether it would be listed as not answered
    judge_ms: float
    support: float  # the answerer's
    abstained: bool
    answer_ms: float
    cosine: float  # of the best passage, -1 where there is none
    words: float  # BM25 of the best passage


def evaluate(directory: Path, limit: int = LIMIT, listen: Listener = ignore) -> dict[str, Any]:
    """How well 'not answered by the library' is told, by each arm.

    Args:
        directory: a collection that says which questions have no answer: by empty `answers`, or by the type 'Null'.
        limit: answerable questions, and as many unanswerable ones, evenly over the articles, drawn with a fixed seed.
        listen: told of progress.

    Raises:
        UsageError: the collection has only questions of one kind.
    """
    collection = load(directory)
    no = draw([each for each in collection.questions if each.answers == ()], limit)
    yes = draw([each for each in collection.questions if each.answers != ()], limit)
    if not yes or not no:
        raise UsageError(
            f"{directory} does not say which questions have no answer",
            "name a collection with empty 'answers', or with questions of type 'Null'",
        )
    with bed(read_items(collection.items), listen) as place:
        answerer = Answerer(place.searcher, AskSettings())
        outcomes = _ask(answerer, [*yes, *no], listen)
        encoder = place.encoder.id
    told, silent = outcomes[: len(yes)], outcomes[len(yes) :]
    return {
        "collection": collection.name,
        "encoder": encoder,
        "answered": len(told),
        "unanswered": len(silent),
        "auroc": {
            "judge": auroc([each.judged for each in told], [each.judged for each in silent]),
            "answerer": auroc([each.support for each in told], [each.support for each in silent]),
            "cosine": auroc([each.cosine for each in told], [each.cosine for each in silent]),
            "words": auroc([each.words for each in told], [each.words for each in silent]),
        },
        "listed": {
            "judge": _share([each.open for each in told], [each.open for each in silent]),
            "answerer": _share([each.abstained for each in told], [each.abstained for each in silent]),
        },
        "timings": {
            "judge_p50_ms": percentile([each.judge_ms for each in outcomes], 0.5),
            "answerer_p50_ms": percentile([each.answer_ms for each in outcomes], 0.5),
        },
    }


def _share(told: Sequence[bool], silent: Sequence[bool]) -> dict[str, float]:
    """Of the questions that would be called unanswered: how many are, and how many of those that are it finds."""
    right, wrong = sum(silent), sum(told)
    return {"precision": right / (right + wrong) if right + wrong else 0.0, "recall": fmean(silent)}


def _ask(answerer: Answerer, questions: Sequence[Question], listen: Listener) -> list[Outcome]:
    judge = Judge(answerer)
    outcomes = []
    for done, question in enumerate(questions, 1):
        started = perf_counter()
        judged = judge.judge(question.text)
        between = perf_counter()
        basis = answerer.basis(question.text)
        ended = perf_counter()
        passages = basis.found.passages
        outcomes.append(
            Outcome(
                judged=judged.support,
                open=not judged.answered,
                judge_ms=(between - started) * 1000,
                support=basis.draft.support,
                abstained=basis.reason != "supported",
                answer_ms=(ended - between) * 1000,
                cosine=max((p.arms["codes"].score for p in passages if "codes" in p.arms), default=-1.0),
                words=max((p.arms["words"].score for p in passages if "words" in p.arms), default=0.0),
            )
        )
        if done % 25 == 0 or done == len(questions):
            listen(JobProgress("questions", done, len(questions)))
    return outcomes
