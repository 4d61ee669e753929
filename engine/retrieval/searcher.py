"""One search: words and codes side by side, fused into one ranking of passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter

from engine.events import Fused, Listener, Notice, QueryRead, Searched, ignore
from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.models.hashed import HashedEncoder
from engine.records import ArmScore, Passage
from engine.retrieval.codes import CodeIndex
from engine.retrieval.fusion import fuse, opinions
from engine.retrieval.query import Query, read_query
from engine.retrieval.words import search_words

CANDIDATES = 200
"""Chunks that each arm hands to the fusion at least."""

SHOWN = 5
"""Passages that the trace names."""


@dataclass(frozen=True, slots=True)
class Arms:
    """The bare rankings of one search, by chunk id, best first."""

    words: Mapping[int, float]
    codes: Mapping[int, float]
    fused: Mapping[int, float]

    def by_name(self) -> dict[str, Mapping[int, float]]:
        """The rankings under the names that `Passage.arms` has."""
        return {"words": self.words, "codes": self.codes, "fused": self.fused}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    query: Query
    passages: tuple[Passage, ...]
    tier: int  # of the encoder whose vectors were used; 0 where words ranked alone
    timings: Mapping[str, float]  # milliseconds of 'words', 'codes', 'fusion'
    arms: Arms  # that the passages were taken from


class Searcher:
    """Searches one library. May be used by several threads; `threads` of its own share one scan of the codes."""

    def __init__(self, library: Library, encoder: Encoder, threads: int = 1) -> None:
        self.library = library
        self._indexes = {each.id: CodeIndex(library, each, threads) for each in (HashedEncoder(), encoder)}
        self._preferred = encoder.id
        self._coverage: tuple[int, Mapping[str, int]] = (-1, {})  # generation, chunks by encoder

    def index(self) -> CodeIndex:
        """The codes to search: the preferred encoder's, or the older one's while the new ones are still fewer."""
        present = [name for name in self._indexes if self.library.embeddings.has_any(name)]
        if len(present) < 2:  # counting them all takes as long as many searches
            return self._indexes[present[0] if present else self._preferred]
        generation = self.library.generation()
        if self._coverage[0] != generation:
            self._coverage = generation, self.library.embeddings.coverage()
        covered = self._coverage[1]
        best = max(self._indexes, key=lambda name: (covered.get(name, 0), name == self._preferred))
        return self._indexes[best]

    def search(
        self, text: str, k: int = 10, documents: Iterable[int] | None = None, listen: Listener = ignore, scope: str = ""
    ) -> Found:
        """The best `k` passages for a question.

        Args:
            text: the question.
            k: passages at most.
            documents: ids of the documents to look in; None for all.
            listen: hears `QueryRead`, `Searched` for each arm and `Fused`; a `Notice` where a segment is damaged.
            scope: how the user named the documents, for the trace.
        """
        query = read_query(text)
        listen(QueryRead(text, query.terms, scope))
        index = self.index()
        arms, timings = self._arms(query, index, max(CANDIDATES, 2 * k), documents)
        for damage in index.damages():
            listen(Notice(damage, "warning"))
        started = perf_counter()
        best = list(arms.fused)[:k]
        firsts = {arm: next(iter(scores), 0) for arm, scores in arms.by_name().items()}  # 0: no chunk has that id
        known = {row.chunk_id: row for row in self.library.chunk_rows([*dict.fromkeys([*best, *firsts.values()])])}
        rows = [known[chunk] for chunk in best if chunk in known]
        by_arm = {arm: opinions(scores) for arm, scores in arms.by_name().items()}
        passages = tuple(self._passage(row, by_arm) for row in rows)
        timings["fusion"] = (perf_counter() - started) * 1000
        for arm, scores in (("words", arms.words), ("codes", arms.codes)):
            first = known.get(firsts[arm])
            listen(Searched(arm, len(scores), first.title if first else "", timings[arm]))
        listen(Fused(tuple((where(row), arms.fused[row.chunk_id]) for row in rows[:SHOWN]), timings["fusion"]))
        tier = index.encoder.tier if arms.codes or not arms.words else 0
        return Found(query, passages, tier, timings, arms)

    def arms(self, text: str, depth: int, documents: Iterable[int] | None = None) -> Arms:
        """The bare rankings, `depth` chunks each; what measurements compare."""
        return self._arms(read_query(text), self.index(), depth, documents)[0]

    def _arms(
        self, query: Query, index: CodeIndex, depth: int, documents: Iterable[int] | None
    ) -> tuple[Arms, dict[str, float]]:
        listed = None if documents is None else sorted(documents)
        started = perf_counter()
        words = search_words(self.library, query, depth, listed)
        searched = perf_counter()
        codes: dict[int, float] = {}
        cosines: dict[int, float] = {}
        if query.text.strip():
            vector = index.encoder.embed_query(query.text)
            codes = index.search(vector, depth, None if listed is None else self.library.chunk_ids(listed))
            cosines = codes | index.cosines(vector, [chunk for chunk in words if chunk not in codes])
        ended = perf_counter()
        timings = {"words": (searched - started) * 1000, "codes": (ended - searched) * 1000}
        return Arms(words, codes, dict(fuse(words, cosines))), timings

    def _passage(self, row: ChunkRow, by_arm: Mapping[str, Mapping[int, ArmScore]]) -> Passage:
        found = {arm: scores[row.chunk_id] for arm, scores in by_arm.items() if row.chunk_id in scores}
        place = self.library.place(row.version, row.start, row.end)
        text = self.library.text(row.version)[row.start : row.end]
        return Passage(row.chunk_id, place, text, found, by_arm["fused"][row.chunk_id].score)


def where(row: ChunkRow) -> str:
    """Where a chunk stands, in a few words."""
    return " › ".join([row.title or row.path, *row.headings])
