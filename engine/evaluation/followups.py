"""`nacre eval followups`: what a follow-up finds as typed, completed, joined to the question before, and whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import thread_time
from typing import Any

from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import Collection, Question, load
from engine.evaluation.followup_pairs import DROPPED, PRONOUN, Pair, pairs, sentence_with
from engine.evaluation.metrics import percentile, recall
from engine.events import JobProgress, Listener, ignore
from engine.reasoning.following.resolve import resolve
from engine.records import Turn

WITHIN = 5
DEPTH = 50
"""Chunks that are ranked; more than enough for the first documents."""

MOST_PAIRS = 1_600
WAYS = ("bare", "resolved", "joined", "full")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one follow-up."""

    pair: Pair
    resolved: str
    recalls: tuple[float, ...]  # by way of asking, in the order of `WAYS`
    even: bool

    @property
    def right(self) -> bool:
        """Whether the completed question names what was taken out."""
        return self.pair.name.lower() in self.resolved.lower()


def evaluate(directory: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Recall of the first passages by way of asking, and how many questions that stand by themselves stay untouched.

    Args:
        directory: a collection in which several questions belong to one passage.
        listen: told of progress.
    """
    collection = load(directory)
    articles = sorted({question.article for question in collection.questions})
    even = {article: place % 2 == 0 for place, article in enumerate(articles)}
    made = pairs(collection)
    made = made[:: max(1, -(-len(made) // MOST_PAIRS))]
    with bed(read_items(collection.items), listen) as place:
        outcomes = []
        for done, pair in enumerate(made, 1):
            outcomes.append(_ask(place, pair, even[pair.full.article]))
            if done % 50 == 0 or done == len(made):
                listen(JobProgress("follow-ups", done, len(made)))
        encoder = place.encoder.id
    return {
        "collection": collection.name,
        "encoder": encoder,
        "follow_ups": len(outcomes),
        "halves": {
            name: {
                passage: {
                    kind: _figures(
                        [
                            each
                            for each in outcomes
                            if (each.even, each.pair.kind, each.pair.same_passage) == (half, kind, same)
                        ]
                    )
                    for kind in (PRONOUN, DROPPED)
                }
                for passage, same in (("same_passage", True), ("other_passage", False))
            }
            for name, half in (("even", True), ("odd", False))
        },
        "untouched": {
            name: untouched(collection, {article for article, is_even in even.items() if is_even == half})
            for name, half in (("even", True), ("odd", False))
        },
    }


def said(question: str, answer: str) -> tuple[Turn, ...]:
    """A conversation of one exchange."""
    return Turn(1, "user", question, "", "", partial=False), Turn(2, "nacre", answer, "", "", partial=False)


def untouched(collection: Collection, articles: set[str]) -> dict[str, Any]:
    """How many questions stay as they are after one of another article, and what resolving takes of a processor.

    Every question counts, those too that point to something outside themselves as they stand in the collection.
    """
    texts = {item.id: item.text for item in collection.items}
    asked = [question for question in collection.questions if question.article in articles]
    changed: list[str] = []
    took_ms: list[float] = []
    for place, question in enumerate(asked):
        other = _of_another(asked, place)
        passage = next(iter(other.relevant), "")
        turns = said(other.text, sentence_with(texts.get(passage, ""), other))
        started = thread_time()
        resolved = resolve(question.text, turns)
        took_ms.append((thread_time() - started) * 1000)
        if resolved.question != question.text:
            changed.append(question.text)
    return {
        "questions": len(asked),
        "share": 1 - len(changed) / len(asked) if asked else 0.0,
        "p50_ms": percentile(took_ms, 0.5),
        "p99_ms": percentile(took_ms, 0.99),
    }


def _of_another(asked: Sequence[Question], place: int) -> Question:
    """A question of another article, the same one in every run."""
    step = len(asked) // 2 + 7
    for turn in range(1, len(asked)):
        other = asked[(place + step * turn) % len(asked)]
        if other.article != asked[place].article:
            return other
    return asked[place]


def _ask(place: Bed, pair: Pair, even: bool) -> Outcome:
    resolved = resolve(pair.follow_up, said(pair.earlier.text, pair.said)).question
    texts = (pair.follow_up, resolved, f"{pair.earlier.text} {pair.follow_up}", pair.full.text)
    return Outcome(pair, resolved, tuple(_recall(place, text, pair.full) for text in texts), even)


def _recall(place: Bed, text: str, question: Question) -> float:
    chunks = list(place.searcher.arms(text, DEPTH).fused)
    rows = {row.chunk_id: row.part for row in place.library.chunk_rows(chunks)}
    documents = list(dict.fromkeys(rows[chunk] for chunk in chunks))
    return recall(documents, question.relevant, WITHIN)


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    if not outcomes:
        return {"follow_ups": 0}
    return {
        "follow_ups": len(outcomes),
        "completed": fmean(each.resolved != each.pair.follow_up for each in outcomes),
        "right": fmean(each.right for each in outcomes),
        "fixed": sum(each.recalls[1] > each.recalls[0] for each in outcomes),  # found only once it was completed
        "broken": sum(each.recalls[1] < each.recalls[0] for each in outcomes),  # found only as it was typed
        "recall@5": {way: fmean(each.recalls[at] for each in outcomes) for at, way in enumerate(WAYS)},
    }
