"""`nacre train gate`: fits the gate of the evidence loop.

Positive are questions that need several passages, negative those that one passage answers. Only even-numbered questions
are used, or those of articles at even places where a collection has articles; `nacre eval loop` reports on the others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import SEED, Collection, Question, draw, load, ranked_questions
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.loop.gate import FEATURES
from engine.reasoning.loop.select import looked
from engine.reasoning.loop.settings import LoopSettings
from engine.training.logistic import fit

KEPT = 1.0
"""Share of the questions with several passages that are to be followed up: one too many costs a tenth of a second, one
too few costs the answer."""

QUESTIONS = 300
"""Questions of each collection at most."""

Row = tuple[float, ...]


def train(several: Sequence[Path], single: Sequence[Path], target: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Fit on collections and write `target`; what was written.

    Args:
        several: collections whose questions need several passages.
        single: collections whose questions one passage answers.
        target: the file, `gate.json`.
        listen: told of progress.
    """
    positive = [row for each in several for row in _rows(load(each), listen)]
    negative = [row for each in single for row in _rows(load(each), listen)]
    found = fitted(positive, negative)
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
        **{name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "threshold": threshold,
        "passed": {
            "several": round(float((chances[labels == 1] >= threshold).mean()), 3),
            "single": round(float((chances[labels == 0] >= threshold).mean()), 3),
        },
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


def rows(place: Bed, questions: Sequence[Question], listen: Listener = ignore) -> list[Row]:
    """What the gate sees of each question."""
    settings = LoopSettings()
    found = []
    for done, question in enumerate(questions, 1):
        first = place.searcher.search(question.text, settings.passages)
        if first.passages:
            found.append(looked(place.searcher, first, settings).features)
        if done % 50 == 0 or done == len(questions):
            listen(JobProgress("questions", done, len(questions)))
    return found


def _rows(collection: Collection, listen: Listener) -> list[Row]:
    with bed(read_items(collection.items), listen) as place:
        return rows(place, even(collection), listen)


def _listed(folders: Sequence[Path]) -> str:
    return ", ".join(folder.name for folder in folders)
