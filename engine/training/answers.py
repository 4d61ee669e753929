"""`nacre train answers`: fits the two models that extractive answers rest on.

Only articles at even places (in alphabetical order) are used; the odd ones stay for `nacre eval answers` to report on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from engine.config import AskSettings
from engine.errors import UsageError
from engine.evaluation.answers import contains
from engine.evaluation.bed import bed, read_items
from engine.evaluation.collection import SEED, by_article, draw, load
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.answering import Answerer
from engine.reasoning.compose import MAX_WORDS, RELATIVE
from engine.reasoning.drafting import Measured
from engine.reasoning.features import SENTENCE_FEATURES, SUPPORT_FEATURES, support_row
from engine.reasoning.wording import count_words
from engine.training.logistic import fit

MEAN_WORDS = 51.0
"""Words of a draft on average: two sentences of most prose."""

COVERAGE = 0.95
"""Share of the answerable questions that are to be answered rather than abstained from."""

QUESTIONS = 2_000
"""Questions of each kind, of all articles."""


@dataclass(frozen=True, slots=True)
class _Case:
    measured: Measured
    answerable: bool
    labels: tuple[float, ...]  # per candidate: does it hold a gold answer?
    words: tuple[int, ...]


def train(directory: Path, target: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Fit on a collection with `answers` and write the tier's entry into `target`; the entry.

    Args:
        directory: the collection.
        target: a `weights.json`; other tiers' entries in it stay.
        listen: told of progress.

    Raises:
        UsageError: the collection lacks answerable or unanswerable questions.
    """
    collection = load(directory)
    articles = sorted({q.article for q in collection.questions})
    even = set(articles[::2])
    questions = [q for q in collection.questions if q.article in even]
    answerable = draw([q for q in questions if q.answers], QUESTIONS // 2)
    unanswerable = draw([q for q in questions if q.answers == ()], QUESTIONS // 2)
    if not answerable or not unanswerable:
        raise UsageError(f"{directory} lacks answerable or unanswerable questions", "name a collection that has both")
    drawn = [*answerable, *unanswerable]
    absent = answerable[: QUESTIONS // 4]  # asked once more, of a library that lacks their article
    articles_documents = by_article(collection)
    cases: list[_Case] = []
    with bed(read_items(collection.items), listen) as place:
        answerer = Answerer(place.searcher, AskSettings())
        for done, question in enumerate([*drawn, *absent], 1):
            lacking = done > len(drawn)
            documents = place.without(articles_documents[question.article]) if lacking else None
            found = place.searcher.search(question.text, AskSettings().passages, documents)
            measured = answerer.drafter.measure(found.query, found.passages)
            if measured.candidates:
                texts = [candidate.text for candidate in measured.candidates]
                answers = () if lacking else question.answers or ()
                labels = tuple(float(contains(text, answers)) for text in texts)
                cases.append(_Case(measured, bool(answers), labels, tuple(map(count_words, texts))))
            if done % 50 == 0 or done == len(drawn) + len(absent):
                listen(JobProgress("questions", done, len(drawn) + len(absent)))
        encoder, tier = place.encoder.id, place.encoder.tier
    entry = _fit(cases)
    entry["card"] = {
        "encoder": encoder,
        "data": f"{directory.name}: {len(cases)} questions of {len(even)} of {len(articles)} articles (the even ones), "
        f"{len(absent)} of them asked of a library without their article",
        "command": f"nacre train answers {directory.name}",
        "seed": SEED,
        "date": date.today().isoformat(),
    }
    data = json.loads(target.read_text("utf-8")) if target.is_file() else {"tiers": {}}
    data["tiers"]["1" if tier else "0"] = entry
    target.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    return entry


def _fit(cases: Sequence[_Case]) -> dict[str, Any]:
    yes = [case for case in cases if case.answerable]
    rows = np.array([row for case in yes for row in case.measured.rows])
    sentence = fit(rows, np.array([label for case in yes for label in case.labels]))
    chances = [_chances(sentence, case.measured.rows) for case in cases]
    support_rows = np.array([_support(case, scored) for case, scored in zip(cases, chances, strict=True)])
    answerable = np.array([float(case.answerable) for case in cases])
    support = fit(support_rows, answerable, ridge=3.0)
    supports = _chances(support, support_rows)
    return {
        "sentence": _named(sentence, SENTENCE_FEATURES),
        "support": _named(support, SUPPORT_FEATURES),
        "choice": {
            "worth": _worth([(s, case.words) for s, case in zip(chances, cases, strict=True) if case.answerable]),
            "threshold": round(float(np.quantile(supports[answerable == 1], 1 - COVERAGE)), 4),
        },
    }


def _chances(model: tuple[float, Any], rows: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-(model[0] + np.array(rows) @ model[1])))


def _support(case: _Case, scored: Any) -> list[float]:
    measured = case.measured
    return support_row(measured.question, measured.candidates, measured.rows, scored.tolist(), measured.passages)


def _worth(drafts: Sequence[tuple[Any, tuple[int, ...]]]) -> float:
    """The price of a word at which drafts have `MEAN_WORDS` on average, by bisection."""
    low, high = 0.0, 0.05
    for _ in range(30):
        middle = (low + high) / 2
        mean = np.mean([_length(scored, words, middle) for scored, words in drafts])
        low, high = (middle, high) if mean > MEAN_WORDS else (low, middle)
    return round(high, 5)


def _length(scored: Any, words: tuple[int, ...], worth: float) -> int:
    """Words of the draft that `compose.choose` would make."""
    taken = 0
    ranked = np.argsort(-scored, kind="stable")
    for index in ranked:
        length = words[index]
        least = max(worth * length, RELATIVE * scored[ranked[0]])
        if taken and (taken + length > MAX_WORDS or scored[index] < least):
            continue
        taken += min(length, MAX_WORDS)
    return taken


def _named(model: tuple[float, Any], names: Sequence[str]) -> Mapping[str, float]:
    return {"bias": round(model[0], 4)} | {
        name: round(float(weight), 4) for name, weight in zip(names, model[1], strict=True)
    }
