"""What all rounds of a question search in, and when they have to end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Event as Flag
from time import perf_counter
from weakref import WeakKeyDictionary

import numpy as np

from engine.library.store import Library
from engine.memory.segments import View
from engine.reasoning.loop.field import Asked, ask
from engine.reasoning.loop.lexical import Lexicon
from engine.reasoning.loop.likeness import Ids
from engine.reasoning.loop.settings import LoopSettings
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.searcher import Found, Searcher
from engine.retrieval.words_lengths import ChunkLengths


class Stopped(Exception):
    """The loop has to end between two units of work; `args[0]` is the reason it halts for."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Ends the loop: looked at between units of work."""

    deadline: float  # of `perf_counter`
    cancel: Flag | None

    def look(self) -> None:
        """Raises `Stopped` where the work has to end."""
        if self.cancel is not None and self.cancel.is_set():
            raise Stopped("cancelled")
        if perf_counter() > self.deadline:
            raise Stopped("time")


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What all rounds of a question search in."""

    library: Library
    lexicon: Lexicon
    view: View
    vectors: SentenceVectors
    allowed: Ids | None  # chunks to look at, ascending; None for all
    asked: Asked
    settings: LoopSettings
    clock: Clock


@dataclass(slots=True)
class _Kept:
    """What one searcher's questions share."""

    lengths: ChunkLengths = field(default_factory=ChunkLengths)
    vectors: SentenceVectors | None = None


_kept: WeakKeyDictionary[Searcher, _Kept] = WeakKeyDictionary()


def ground_of(
    searcher: Searcher,
    found: Found,
    settings: LoopSettings,
    cancel: Flag | None = None,
    documents: Iterable[int] | None = None,
) -> Ground:
    """The ground of one question.

    Args:
        searcher: of the library.
        found: what it found for the question.
        settings: of the loop; its time runs from now.
        cancel: ends the work where it is set.
        documents: ids of the documents to look in; None for all.
    """
    kept = _kept.setdefault(searcher, _Kept())
    index = searcher.index()
    if kept.vectors is None or kept.vectors.encoder is not index.encoder:
        kept.vectors = SentenceVectors(index.encoder)
    library = searcher.library
    lexicon = Lexicon(library, kept.lengths)
    allowed = None if documents is None else np.unique(np.fromiter(library.chunk_ids(documents), np.int64))
    return Ground(
        library=library,
        lexicon=lexicon,
        view=index.refresh(),
        vectors=kept.vectors,
        allowed=allowed,
        asked=ask(found.query, index.encoder.embed_query(found.query.text), lexicon),
        settings=settings,
        clock=Clock(perf_counter() + settings.budget.seconds, cancel),
    )
