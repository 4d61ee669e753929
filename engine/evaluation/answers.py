"""`nacre eval answers`: does the draft hold a gold answer, is it short, and does it know when to be silent?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from engine.config import AskSettings
from engine.errors import UsageError
from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import Collection, Question, by_article, draw, load
from engine.evaluation.metrics import auroc, percentile
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.answering import Answerer
from engine.reasoning.check import dangling, exact
from engine.reasoning.wording import count_words
from engine.records import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    contains_gold: bool
    words: int
    support: float
    abstained: bool
    citations: int
    exact: int
    dangling: int
    elapsed_ms: float


def evaluate(directory: Path, limit: int = 1_000, listen: Listener = ignore) -> dict[str, Any]:
    """The figures of the design, and the same by halves of the articles (even: the weights were fitted on them).

    Args:
        directory: a collection whose questions name their `answers`; an empty list means there is none.
        limit: answerable questions, and as many unanswerable ones, evenly over the articles.
        listen: told of progress.

    Raises:
        UsageError: the collection does not say which questions have answers.
    """
    collection = load(directory)
    answerable = draw([q for q in collection.questions if q.answers], limit)
    unanswerable = draw([q for q in collection.questions if q.answers == ()], limit)
    if not answerable:
        raise UsageError(f"{directory} names no answers", "name a collection whose queries have 'answers'")
    with bed(read_items(collection.items), listen) as place:
        outcomes = _ask(place, [*answerable, *unanswerable], listen)
        absent = _ask_elsewhere(place, collection, answerable) if any(q.article for q in answerable) else []
        encoder = place.encoder.id
    yes, no = outcomes[: len(answerable)], outcomes[len(answerable) :]
    articles = sorted({q.article for q in collection.questions})
    even = {article for at, article in enumerate(articles) if at % 2 == 0}
    return {
        "collection": collection.name,
        "encoder": encoder,
        **_figures(yes, no),
        "absent": {
            "n": len(absent),
            "auroc": auroc([o.support for o in yes], [a.support for a in absent]) if absent else None,
            "abstained": fmean(answer.abstained for answer in absent) if absent else None,
        },
        "halves": {
            "even": _figures(*(_only(each, even) for each in (yes, no))),
            "odd": _figures(*(_only(each, set(articles) - even) for each in (yes, no))),
        },
    }


def _ask_elsewhere(place: Bed, collection: Collection, questions: Sequence[Question]) -> list[Answer]:
    """The answers of a library that lacks each question's article: every one should be an abstention."""
    answerer = Answerer(place.searcher, AskSettings())
    documents = by_article(collection)
    return [
        answerer.answer(question.text, documents=place.without(documents[question.article])) for question in questions
    ]


def _only(outcomes: Sequence[Outcome], articles: set[str]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.question.article in articles]


def _ask(place: Bed, questions: Sequence[Question], listen: Listener) -> list[Outcome]:
    answerer = Answerer(place.searcher, AskSettings())
    outcomes = []
    for done, question in enumerate(questions, 1):
        started = perf_counter()
        basis = answerer.basis(question.text)
        answer = answerer.extracts(question.text, basis)
        elapsed_ms = (perf_counter() - started) * 1000
        outcomes.append(
            Outcome(
                question=question,
                contains_gold=contains(basis.text, question.answers or ()),
                words=count_words(basis.text),
                support=answer.support,
                abstained=answer.abstained,
                citations=len(basis.citations),
                exact=exact(place.library, basis.citations),
                dangling=dangling(basis.text, basis.citations) + dangling(answer.text, answer.citations),
                elapsed_ms=elapsed_ms,
            )
        )
        if done % 50 == 0 or done == len(questions):
            listen(JobProgress("questions", done, len(questions)))
    return outcomes


def contains(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the answers stands in the text, whole words, without regard to case and white space."""
    spoken = " ".join(text.casefold().split())
    return any(
        re.search(rf"(?<!\w){re.escape(' '.join(answer.casefold().split()))}(?!\w)", spoken)
        for answer in answers
        if answer
    )


def _figures(yes: Sequence[Outcome], no: Sequence[Outcome]) -> dict[str, Any]:
    if not yes:
        return {}
    answered = [outcome for outcome in yes if not outcome.abstained]
    every = [*yes, *no]
    return {
        "answerable": {
            "n": len(yes),
            "contains_gold": fmean(outcome.contains_gold for outcome in yes),
            "mean_words": fmean(outcome.words for outcome in yes),
            "max_words": max(outcome.words for outcome in every),
            "coverage": len(answered) / len(yes),
            "accuracy_when_answered": fmean(outcome.contains_gold for outcome in answered) if answered else 0.0,
        },
        "unanswerable": {
            "n": len(no),
            "abstained": fmean(outcome.abstained for outcome in no) if no else None,
        },
        "abstention": {"auroc": auroc([o.support for o in yes], [o.support for o in no]) if no else None},
        "citations": {
            "n": sum(outcome.citations for outcome in every),
            "exact": sum(outcome.exact for outcome in every),
            "dangling": sum(outcome.dangling for outcome in every),
        },
        "timings": {
            "p50_ms": percentile([outcome.elapsed_ms for outcome in every], 0.5),
            "p95_ms": percentile([outcome.elapsed_ms for outcome in every], 0.95),
        },
    }
