"""`nacre train gate`: fits the gate of the evidence loop, and what a newcomer has to be worth to displace a passage.

For the gate, positive are questions that need several passages, negative those that one passage answers. For the swaps,
positive are those that bring a document which the question asks for, negative those that lose one. Only even-numbered
questions are used, or those of articles at even places where a collection has articles; `nacre eval loop` reports on
the others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import UsageError
from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import SEED, Collection, Question, draw, load, ranked_questions
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import FEATURES, log_odds
from engine.reasoning.loop.select import looked, select
from engine.reasoning.loop.settings import Budget, LoopSettings, Parts
from engine.retrieval.searcher import Found
from engine.training.logistic import fit

KEPT = 1.0
"""Share of the questions with several passages that are to be followed up: one too many costs a tenth of a second, one
too few costs the answer."""

QUESTIONS = 1_000
"""Questions of each collection at most."""

WORTH_IT = 0.55
"""Chance from which a swap is made, chosen by cross-validation on the questions that are fitted on: below, those that
one passage answers lose it; above, those that need several passages do not gain theirs."""

EVERY_ROUND = LoopSettings(budget=Budget(seconds=math.inf), parts=Parts(gate=False, acceptance=False), selector="off")

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a collection."""

    look: Row  # what the gate sees
    gained: tuple[Row, ...]  # features of the swaps that brought a document that it asks for, all but the gate's
    lost: tuple[Row, ...]  # of those that lost one


def train(several: Sequence[Path], single: Sequence[Path], target: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Fit on collections and write `target`; what was written.

    Args:
        several: collections whose questions need several passages.
        single: collections whose questions one passage answers.
        target: the file, `gate.json`.
        listen: told of progress.

    Raises:
        UsageError: the questions are too few for both models.
    """
    positive = [case for each in several for case in _cases(load(each), listen)]
    negative = [case for each in single for case in _cases(load(each), listen)]
    found = fitted([case.look for case in positive], [case.look for case in negative])
    found["acceptance"] = accepting([*positive, *negative], gate.parse(found))
    found["card"] = {
        "data": f"{len(positive)} questions of {_listed(several)} (positive), {len(negative)} of {_listed(single)} "
        "(negative); even-numbered ones, or of articles at even places",
        "command": "nacre train gate "
        + " ".join([*(f"--several {each.name}" for each in several)])
        + " "
        + " ".join(f"--single {each.name}" for each in single),
        "seed": SEED,
        "date": date.today().isoformat(),
    }
    target.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return found


def fitted(positive: Sequence[Row], negative: Sequence[Row]) -> dict[str, Any]:
    """The model as `gate.parse` reads it, and what it does on its own questions."""
    rows = np.array([*positive, *negative])
    labels = np.r_[np.ones(len(positive)), np.zeros(len(negative))]
    bias, weights = fit(rows, labels, ridge=3.0)
    chances = 1.0 / (1.0 + np.exp(-(bias + rows @ weights)))
    threshold = math.floor(1e4 * float(np.quantile(chances[labels == 1], 1 - KEPT))) / 1e4
    return {
        "bias": round(bias, 4),
        **{name: round(float(weight), 4) for name, weight in zip(gate.FEATURES, weights, strict=True)},
        "threshold": threshold,
        "passed": {
            "several": round(float((chances[labels == 1] >= threshold).mean()), 3),
            "single": round(float((chances[labels == 0] >= threshold).mean()), 3),
        },
    }


def accepting(cases: Sequence[Case], fresh: gate.Gate) -> dict[str, Any]:
    """The model as `acceptance.parse` reads it, and how many swaps it was fitted on.

    Args:
        cases: questions with their swaps.
        fresh: the gate whose doubt is the last feature.

    Raises:
        UsageError: no swap gained a document that a question asks for, or none lost one.
    """
    doubts = [log_odds(fresh.model.chance(case.look)) for case in cases]
    gained = [(*row, doubt) for case, doubt in zip(cases, doubts, strict=True) for row in case.gained]
    lost = [(*row, doubt) for case, doubt in zip(cases, doubts, strict=True) for row in case.lost]
    if not gained or not lost:
        raise UsageError(
            f"follow-ups gained evidence {len(gained)} times and lost it {len(lost)} times, and both are needed",
            "name larger collections",
        )
    rows = np.array([*gained, *lost])
    labels = np.r_[np.ones(len(gained)), np.zeros(len(lost))]
    bias, weights = fit(rows, labels, ridge=1.0)
    return {
        "bias": round(bias, 4),
        **{name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "threshold": WORTH_IT,
        "swaps": {"gained": len(gained), "lost": len(lost)},
    }


def even(collection: Collection) -> list[Question]:
    """The questions that may be fitted on, at most `QUESTIONS`."""
    articles = sorted({question.article for question in collection.questions})
    kept = set(articles[::2])
    ids = {question.id for question in collection.questions[::2]}
    questions = [
        question
        for question in ranked_questions(collection, len(collection.questions))
        if (question.article in kept if len(articles) > 1 else question.id in ids)
    ]
    return draw(questions, QUESTIONS)


def cases(place: Bed, questions: Sequence[Question], listen: Listener = ignore) -> list[Case]:
    """What the gate sees of each question, and what single swaps of its last round would do."""
    found = []
    for done, question in enumerate(questions, 1):
        first = place.searcher.search(question.text, EVERY_ROUND.passages)
        if first.passages:
            found.append(_case(place, question, first))
        if done % 50 == 0 or done == len(questions):
            listen(JobProgress("questions", done, len(questions)))
    return found


def _case(place: Bed, question: Question, first: Found) -> Case:
    look = looked(place.searcher, first).features
    record = select(place.searcher, first, EVERY_ROUND).record
    swaps = record[-1].swaps if record else ()
    chunks = [passage.chunk_id for passage in first.passages]
    rows = place.library.chunk_rows([*chunks, *(swap.newcomer for swap in swaps)])
    named = {row.chunk_id: row.part for row in rows if row.part in question.relevant}
    before = {named[chunk] for chunk in chunks if chunk in named}
    gained: list[Row] = []
    lost: list[Row] = []
    for swap in swaps:
        left = [swap.newcomer, *(chunk for chunk in chunks if chunk != swap.displaced)]
        change = len({named[chunk] for chunk in left if chunk in named}) - len(before)
        if change:
            (gained if change > 0 else lost).append(swap.features[:-1])
    return Case(look, tuple(gained), tuple(lost))


def _cases(collection: Collection, listen: Listener) -> list[Case]:
    with bed(read_items(collection.items), listen) as place:
        return cases(place, even(collection), listen)


def _listed(folders: Sequence[Path]) -> str:
    return ", ".join(folder.name for folder in folders)
