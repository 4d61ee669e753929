"""From questions to samples: each is asked as a user would ask it, and what is found is held against what is known."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event as Flag

import numpy as np

from engine.errors import Cancelled
from engine.evaluation.collection import Collection, Question, draw, ranked_questions
from engine.events import JobProgress, Listener, ignore
from engine.library.rows import ChunkRow
from engine.reasoning.selecting.candidates import Candidates, Ids
from engine.reasoning.selecting.gathering import EVERY_ROUND, both
from engine.retrieval.searcher import Searcher
from engine.training.evidence.own import split
from engine.training.evidence.own_source import Own
from engine.training.evidence.samples import HELD, TRAIN, TUNE, Flags, Sample
from engine.training.evidence.store import Store

Look = Callable[[Searcher, str], Sequence[Candidates]]
"""The candidates of a question at stage 0, 1 and so on; none where nothing is found."""

ARTICLES_SEED = 7
ARTICLES_TO_LEARN_FROM, ARTICLES_TO_TUNE_BY = 24 / 35, 5 / 35
TRAINED, REPORTED = 3_000, 1_500
"""Questions of each collection at most, drawn evenly over articles."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, and what answers it: documents by the collection's ids, or chunks that each do by themselves."""

    key: str
    text: str
    split: str
    group: str
    source: str
    documents: frozenset[str] = frozenset()
    chunks: frozenset[int] = frozenset()

    @property
    def wanted(self) -> int:
        """Pieces of evidence that there are."""
        return len(self.documents) or int(bool(self.chunks))

    def labels(self, rows: Sequence[ChunkRow]) -> tuple[Ids, Flags]:
        """Units and gold of passages, see `Sample`."""
        if self.documents:
            units = np.array([row.document_id for row in rows], np.int64)
            return units, np.array([row.part in self.documents for row in rows], np.bool_)
        gold = np.array([row.chunk_id in self.chunks for row in rows], np.bool_)
        return np.where(gold, -1, np.array([row.chunk_id for row in rows], np.int64)), gold


def of_collection(collection: Collection, *, train: bool = True) -> list[Ask]:
    """The questions of a test collection: of 35 articles 24 to learn from, 5 to tune by and 6 to report on, or where
    there are no articles even questions to learn from and odd ones to report on.

    Args:
        collection: with documents and questions.
        train: whether it may be learned from at all.
    """
    splits = _splits(collection)
    parts: dict[str, list[Question]] = {TRAIN: [], TUNE: [], HELD: []}
    for question in ranked_questions(collection, len(collection.questions)):
        parts[splits[question.id] if train else HELD].append(question)
    return [
        of_question(collection.name, question, split)
        for split, part in parts.items()
        for question in draw(part, TRAINED if split == TRAIN else REPORTED)
    ]


def _splits(collection: Collection) -> dict[str, str]:
    """What each question may be used for, by its id."""
    articles = sorted({question.article for question in collection.questions})
    if len(articles) < 2:
        return {each.id: HELD if number % 2 else TRAIN for number, each in enumerate(collection.questions)}
    random.Random(ARTICLES_SEED).shuffle(articles)
    learned = round(ARTICLES_TO_LEARN_FROM * len(articles))
    tuned = learned + round(ARTICLES_TO_TUNE_BY * len(articles))
    place = {article: at for at, article in enumerate(articles)}

    def split(article: str) -> str:
        return TRAIN if place[article] < learned else TUNE if place[article] < tuned else HELD

    return {each.id: split(each.article) for each in collection.questions}


def of_question(source: str, question: Question, split: str) -> Ask:
    """A collection's question."""
    return Ask(
        key=f"{source}:{question.id}",
        text=question.text,
        split=split,
        group=question.article or question.id,
        source=source,
        documents=frozenset(name for name, gain in question.relevant.items() if gain > 0),
    )


def of_own(found: Sequence[Own]) -> list[Ask]:
    """Questions that a library gives of itself, in their order, so that any beginning of them has both splits.

    Answers that were called bad have nothing that answers: their evidence was not enough.
    """
    train, held = split(found)
    splits = {**dict.fromkeys(train, TRAIN), **dict.fromkeys(held, HELD)}
    return [
        Ask(
            key=str(number),
            text=own.question,
            split=splits[own],
            group=",".join(map(str, own.documents)),
            source=own.kind,
            chunks=frozenset() if own.kind == "bad" else frozenset(own.chunks),
        )
        for number, own in enumerate(found)
        if own in splits
    ]


def look_twice(searcher: Searcher, text: str) -> Sequence[Candidates]:
    """What is found for a question before any round and after all of them."""
    return both(searcher, searcher.search(text, EVERY_ROUND.passages))


def gather(
    searcher: Searcher,
    asks: Sequence[Ask],
    store: Store,
    look: Look,
    listen: Listener = ignore,
    cancel: Flag | None = None,
    seconds: float = 0.0,
) -> None:
    """Ask what has not been asked yet, and keep it.

    Args:
        searcher: of the library that the questions are about.
        asks: in the order in which they are asked.
        store: where the samples go.
        look: what is found for a question.
        listen: told of progress.
        cancel: looked at between questions; what was gathered is kept.
        seconds: after which it ends; 0 for no limit.

    Raises:
        Cancelled: it was; what was gathered is kept.
    """
    started = time.monotonic()
    try:
        for done, ask in enumerate(asks, 1):
            if ask.key in store:
                continue
            if seconds and time.monotonic() - started > seconds:
                break
            if cancel is not None and cancel.is_set():
                raise Cancelled("gathering was stopped", "nacre train evidence --resume goes on with it")
            store.add(ask.key, samples_of(searcher, ask, look))
            if done % 10 == 0 or done == len(asks):
                listen(JobProgress("asking questions", done, len(asks)))
    finally:
        store.flush()


def samples_of(searcher: Searcher, ask: Ask, look: Look) -> list[Sample]:
    """A question at each of its stages."""
    found = []
    for stage, candidates in enumerate(look(searcher, ask.text)):
        rows = _rows(searcher, candidates.chunks)
        units, gold = ask.labels(rows)
        found.append(
            Sample(
                candidates=candidates,
                units=units,
                gold=gold,
                wanted=ask.wanted,
                stage=stage,
                split=ask.split,
                group=ask.group,
                source=ask.source,
                question=ask.text if ask.documents else "",  # a user's own words stay in the library alone
                key=ask.key,
            )
        )
    return found


def _rows(searcher: Searcher, chunks: Iterable[int]) -> list[ChunkRow]:
    wanted = [int(chunk) for chunk in chunks]
    rows: Mapping[int, ChunkRow] = {row.chunk_id: row for row in searcher.library.chunk_rows(wanted)}
    return [rows[chunk] for chunk in wanted]
