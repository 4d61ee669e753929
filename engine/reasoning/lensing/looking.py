"""What a lens looks for: each of its questions is put to the library as a further search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Event as Flag
from time import perf_counter

from engine.agents.lenses.lens import Lens
from engine.agents.lenses.load import SUBJECT
from engine.errors import Cancelled
from engine.reasoning.features import View, share, stems, view
from engine.reasoning.lensing.subject import subject_words
from engine.records import Passage
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import Query
from engine.retrieval.searcher import Searcher

FOUND = 4
"""Passages that each question brings at most."""

NEAR = 0.4
"""Share of the question's telling words that a further passage has at least, with its title and headings."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    questions: tuple[str, ...]  # by facet
    passages: tuple[Passage, ...]  # those that were there before, then the new ones
    led: tuple[tuple[int, ...], ...]  # by facet: places of the passages that its question found, best first
    before: int  # how many there were before
    elapsed_ms: float


def plan(lens: Lens, subject: str) -> tuple[str, ...]:
    """The questions of a lens, one for each facet.

    Args:
        lens: what asks.
        subject: what the user's question is about, see `subject.subject_words`.
    """
    return tuple(facet.question.replace(SUBJECT, subject) for facet in lens.facets)


def look_through(
    lens: Lens,
    query: Query,
    passages: Sequence[Passage],
    searcher: Searcher,
    frequencies: Frequencies,
    documents: Iterable[int] | None = None,
    cancel: Flag | None = None,
) -> Looked:
    """What the questions of a lens find beyond the passages that the user's own question has found.

    Args:
        lens: what asks.
        query: the user's question.
        passages: what was found for it.
        searcher: of the library.
        frequencies: of the library's words.
        documents: ids of the documents to look in; None for all.
        cancel: looked at before each search.

    Raises:
        Cancelled: `cancel` was set.
    """
    asked = view(query, frequencies.idf, frequencies.chunks())
    return look(searcher, plan(lens, subject_words(query.text, asked)), asked, passages, documents, cancel)


def look(
    searcher: Searcher,
    questions: Sequence[str],
    asked: View,
    passages: Sequence[Passage],
    documents: Iterable[int] | None = None,
    cancel: Flag | None = None,
) -> Looked:
    """Put the questions of a lens to the library. What has too little of the user's own question is left out.

    Args:
        searcher: of the library.
        questions: of the lens, by facet.
        asked: the user's question.
        passages: what was found for it.
        documents: ids of the documents to look in; None for all.
        cancel: looked at before each search.

    Raises:
        Cancelled: `cancel` was set.
    """
    started = perf_counter()
    listed = None if documents is None else sorted(documents)
    places = {passage.chunk_id: place for place, passage in enumerate(passages)}
    kept = list(passages)
    led: list[tuple[int, ...]] = []
    for question in questions:
        if cancel is not None and cancel.is_set():
            raise Cancelled("the answer was stopped")
        found = searcher.search(question, FOUND, listed).passages
        for passage in found:
            if passage.chunk_id not in places and _near(asked, passage):
                places[passage.chunk_id] = len(kept)
                kept.append(passage)
        led.append(tuple(places[passage.chunk_id] for passage in found if passage.chunk_id in places))
    elapsed_ms = (perf_counter() - started) * 1000
    return Looked(tuple(questions), tuple(kept), tuple(led), len(passages), elapsed_ms)


def context(passage: Passage) -> str:
    """What stands above a passage: its title and headings."""
    return " ".join([passage.place.title, *passage.place.headings])


def _near(asked: View, passage: Passage) -> bool:
    return share(asked, set(stems(f"{context(passage)} {passage.text}"))) >= NEAR
