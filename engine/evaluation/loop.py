"""`nacre eval loop`: the evidence loop against one search, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import Collection, Question, load, ranked_questions
from engine.evaluation.loop_change import change, intervals
from engine.evaluation.metrics import all_within, percentile
from engine.evaluation.retrieval import figures
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.loop.select import DEFAULTS, select
from engine.reasoning.loop.settings import LoopSettings
from engine.retrieval.searcher import Searcher

PARTS = ("gate", "bridging", "cover", "acceptance")
"""What can be left out to see what it brings."""

DEPTH = 400
"""Chunks of the first search that are ranked behind the evidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    one_shot: tuple[str, ...]  # ids of documents, best first
    loop: tuple[str, ...]
    relevant: Mapping[str, float]
    rounds: int
    halt: str
    added_ms: float
    even: bool


def settings_without(parts: Sequence[str], rounds: int) -> LoopSettings:
    """The settings of the product less some parts.

    Args:
        parts: of `PARTS`.
        rounds: at most, the first search included.
    """
    left = replace(
        DEFAULTS.parts,
        gate="gate" not in parts,
        bridging="bridging" not in parts,
        acceptance="acceptance" not in parts,
    )
    weights = replace(DEFAULTS.weights, coverage=0.0) if "cover" in parts else DEFAULTS.weights
    return replace(DEFAULTS, parts=left, weights=weights, budget=replace(DEFAULTS.budget, rounds=rounds))


def evaluate(
    directory: Path,
    haystack: Sequence[Path] = (),
    settings: LoopSettings = DEFAULTS,
    listen: Listener = ignore,
) -> dict[str, Any]:
    """The figures of the design, with intervals and times.

    Args:
        directory: the collection whose questions are asked.
        haystack: collections whose documents lie in the same library.
        settings: of the loop.
        listen: told of progress.
    """
    collection = load(directory)
    others = [load(each) for each in haystack]
    questions = ranked_questions(collection)
    items = [replace(item, id=_id(each, item.id)) for each in (collection, *others) for item in each.items]
    with bed(read_items(items), listen) as place:
        outcomes = ask_all(place, collection, questions, settings, listen)
        encoder = place.encoder.id
    halves = {
        "even": [outcome for outcome in outcomes if outcome.even],
        "odd": [outcome for outcome in outcomes if not outcome.even],
    }
    added = [outcome.added_ms for outcome in outcomes]
    halts = [outcome.halt for outcome in outcomes]
    return {
        "collection": collection.name,
        "haystack": [each.name for each in others],
        "documents": len(items),
        "queries": len(questions),
        "encoder": encoder,
        **_both(outcomes),
        "changed": change([_found_all(each) for each in outcomes]),
        "mean_rounds": fmean(outcome.rounds for outcome in outcomes) if outcomes else 0.0,
        "halts": {halt: halts.count(halt) for halt in sorted(set(halts))},
        "added": {"p50_ms": percentile(added, 0.5), "p95_ms": percentile(added, 0.95)} if added else {},
        "intervals": intervals(*_measures(outcomes)),
        "halves": {
            name: {**_both(half), "changed": change([_found_all(each) for each in half])}
            for name, half in halves.items()
        },
    }


def ask_all(
    place: Bed, collection: Collection, questions: Sequence[Question], settings: LoopSettings, listen: Listener = ignore
) -> list[Outcome]:
    """Every question, once by one search and once by the loop.

    Args:
        place: the library; its documents are named after their collections.
        collection: that the questions are of.
    """
    numbers = {question.id: number for number, question in enumerate(collection.questions)}
    articles = sorted({question.article for question in collection.questions})
    outcomes = []
    for done, question in enumerate(questions, 1):
        number = articles.index(question.article) if len(articles) > 1 else numbers[question.id]
        relevant = {_id(collection, name): gain for name, gain in question.relevant.items()}
        outcomes.append(_ask(place.searcher, question.text, relevant, settings, number % 2 == 0))
        if done % 50 == 0 or done == len(questions):
            listen(JobProgress("questions", done, len(questions)))
    return outcomes


def _ask(searcher: Searcher, text: str, relevant: Mapping[str, float], settings: LoopSettings, even: bool) -> Outcome:
    found = searcher.search(text, settings.passages)
    started = perf_counter()
    selected = select(searcher, found, settings)
    added_ms = (perf_counter() - started) * 1000
    # a deeper search stretches its scores otherwise: what the loop started from comes first
    fused = list(dict.fromkeys([*found.arms.fused, *searcher.arms(text, DEPTH).fused]))
    begun = selected.ranking if selected.weighed else selected.evidence
    ranked = list(dict.fromkeys([*begun, *fused]))
    rows = {row.chunk_id: row.part for row in searcher.library.chunk_rows(ranked)}

    def documents(chunks: Sequence[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rows[chunk] for chunk in chunks))

    return Outcome(documents(fused), documents(ranked), relevant, selected.rounds, selected.halt, added_ms, even)


def _id(collection: Collection, name: str) -> str:
    """Collections number their documents alike."""
    return f"{collection.name}:{name}"


def _both(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "one_shot": figures([(list(each.one_shot), each.relevant) for each in outcomes]),
        "loop": figures([(list(each.loop), each.relevant) for each in outcomes]),
    }


def _found_all(outcome: Outcome) -> tuple[bool, bool]:
    """Whether all that is relevant was among the first five, by one search and by the loop."""
    return (
        bool(all_within(outcome.one_shot, outcome.relevant)),
        bool(all_within(outcome.loop, outcome.relevant)),
    )


def _measures(outcomes: Sequence[Outcome]) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Each question's own figures, by one search and by the loop."""
    return (
        [figures([(list(each.one_shot), each.relevant)]) for each in outcomes],
        [figures([(list(each.loop), each.relevant)]) for each in outcomes],
    )
