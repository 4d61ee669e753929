"""Documents and passages that are like a target, near-duplicates marked, and what to read next.

Candidates come from the codes of the target's own passages and from its telling words, so the work grows with the
target and not with the library. How each is judged is in `judging`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.records import ArmScore, Passage, Place, Similar, SimilarDocument, SimilarPassage
from engine.retrieval import reasons
from engine.retrieval.bundles import Bundles
from engine.retrieval.codes import CodeIndex
from engine.retrieval.contents import Contents, Floats, contents, is_common, telling
from engine.retrieval.editions import NEAR, Wording, resemblance
from engine.retrieval.frequency import Frequencies
from engine.retrieval.fusion import opinions
from engine.retrieval.judging import Judged, arms_of, judge
from engine.retrieval.query import Query
from engine.retrieval.targets import Target
from engine.retrieval.words import search_words

DEPTH = 60
"""Passages that each passage of the target brings in by its code."""

BY_WORDS = 300
"""Passages that the telling words bring in."""

TERMS = 16
"""Telling words looked for. With 12 linked notes rank as well, with 24 and 40 .015 and .022 of nDCG@10 lower."""

JUDGED = 60
"""Documents that are judged closely."""

NEXT = 3
"""Documents named to read next."""

CONSIDERED = 15
"""Documents that the ones to read next are chosen from, the most alike."""

REDUNDANCY = 0.3
"""How much likeness to what is already named counts against a document (maximal marginal relevance, Carbonell and
Goldstein, 1998)."""

SAME_SUBJECT = 0.6
"""Share of the best score from which a document is on the same subject."""

LEAST = 0.2
"""Score below which nothing is on the same subject. Of two libraries without a common subject the best pairs had .17,
the tenth of each note's neighbours among 173 notes on one product .24 and more."""

EDITION = 0.95
"""Cosine of two documents' directions from which only one of them is named to read next."""

WORTH_READING = 0.5
"""Likeness by codes, or by words where there are no codes yet, below which two texts are not compared word by word:
edited copies have .7 and more."""

NEW = 0.6
"""Cosine below which a passage says something that the target does not."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages that may be alike, without the target's own."""

    rows: Mapping[int, ChunkRow]
    codes: Mapping[int, float]  # the best cosine to any passage of the target
    words: Mapping[int, float]  # BM25 as a share of the target's own

    def by_document(self, scores: Mapping[int, float]) -> dict[int, float]:
        """The best score of each document's passages."""
        best: dict[int, float] = {}
        for chunk, score in scores.items():
            document = self.rows[chunk].document_id
            best[document] = max(score, best.get(document, 0.0))
        return best


class Alike:
    """Finds what is alike in one library. May be used by several threads."""

    def __init__(self, library: Library, index: CodeIndex, bundles: Bundles | None = None) -> None:
        self._library = library
        self._index = index
        self._bundles = bundles
        self._frequencies = Frequencies(library)

    @property
    def encoder(self) -> Encoder:
        """Whose vectors are compared."""
        return self._index.encoder

    def find(self, target: Target, k: int, scope: frozenset[int] | None = None) -> Similar:
        """The `k` documents and `k` passages most like a target, and what to read next.

        Args:
            target: what they are to be like; its own documents are left out.
            k: of each at most.
            scope: ids of the documents to look in; None for all.
        """
        started = perf_counter()
        terms = telling(target.wording.text, self._frequencies, TERMS)
        candidates, timings = self._candidates(target, terms, scope)
        judged = self._judge(target, candidates)
        arms = arms_of(judged)
        timings["judging"] = (perf_counter() - started) * 1000 - timings["codes"] - timings["words"]
        shown = [self._document(target, each, arms[each.document_id], terms) for each in judged[:k]]
        marked = {each.place.document_id for each in shown if each.near_duplicate}
        next_up = self._read_next(target, [each for each in judged if each.document_id not in marked])
        documents = {each.place.document_id: each for each in shown}
        for each in next_up:
            if each.document_id not in documents:
                documents[each.document_id] = self._document(target, each, arms[each.document_id], terms)
        found = Similar(
            target=target.name,
            documents=tuple(shown),
            passages=self._passages(target, candidates, k),
            read_next=tuple(self._reading(each, documents[each.document_id]) for each in next_up),
            words=terms,
            timings=timings,
        )
        timings["total"] = (perf_counter() - started) * 1000
        return found

    # --- candidates -----------------------------------------------------------------------------------------------

    def _candidates(
        self, target: Target, terms: tuple[str, ...], scope: frozenset[int] | None
    ) -> tuple[_Candidates, dict[str, float]]:
        started = perf_counter()
        own = set(self._library.chunk_ids(target.documents))
        codes = self._by_codes(target, own, scope)
        searched = perf_counter()
        words = self._by_words(target, own, terms, scope)
        for vector in target.vectors:
            more = self._index.cosines(vector, list(words))
            codes |= {chunk: max(cosine, codes.get(chunk, -1.0)) for chunk, cosine in more.items()}
        rows = {row.chunk_id: row for row in self._library.chunk_rows([*dict.fromkeys([*codes, *words])])}
        ended = perf_counter()
        kept = [{chunk: score for chunk, score in arm.items() if chunk in rows} for arm in (codes, words)]
        timings = {"codes": (searched - started) * 1000, "words": (ended - searched) * 1000}
        return _Candidates(rows, *kept), timings

    def _by_codes(self, target: Target, own: set[int], scope: frozenset[int] | None) -> dict[int, float]:
        within = None if scope is None else sorted(set(self._library.chunk_ids(scope)) - own)
        limit = DEPTH if within is not None else DEPTH + len(own)
        best: dict[int, float] = {}
        for vector in target.vectors:
            for chunk, cosine in self._index.search(vector, limit, within).items():
                if chunk not in own:
                    best[chunk] = max(cosine, best.get(chunk, -1.0))
        return best

    def _by_words(
        self, target: Target, own: set[int], terms: tuple[str, ...], scope: frozenset[int] | None
    ) -> dict[int, float]:
        query = Query(" ".join(terms), terms)
        mine = search_words(self._library, query, 1, target.documents) if target.documents else {}
        found = search_words(self._library, query, BY_WORDS, None if scope is None else scope - target.documents)
        full = max(mine.values(), default=0.0) or max(found.values(), default=0.0)
        return {chunk: min(1.0, score / full) for chunk, score in found.items() if chunk not in own and full > 0}

    # --- documents ------------------------------------------------------------------------------------------------

    def _judge(self, target: Target, candidates: _Candidates) -> list[Judged]:
        words = candidates.by_document(candidates.words)
        promise = candidates.by_document(candidates.codes)
        for document, share in words.items():
            promise[document] = promise.get(document, 0.0) + share
        chosen = sorted(promise, key=lambda document: (-promise[document], document))[:JUDGED]
        encoder = self._index.encoder
        held = contents(self._library, encoder.id, encoder.dim, chosen)
        tree = self._bundles.cosines(target, list(held)) if self._bundles else {}
        return judge(target, held.values(), words, tree)

    def _document(
        self,
        target: Target,
        each: Judged,
        arms: Mapping[str, ArmScore],
        terms: Sequence[str],
    ) -> SimilarDocument:
        row, column = np.unravel_index(int(np.argmax(each.cosines)), each.cosines.shape)
        place = self._place(each.held, int(column))
        here = target.places[int(row)]
        text = self._library.text(each.held.version)
        shared = self._shared(target, each)
        near = shared >= NEAR
        why = (
            reasons.edition(shared)
            if near
            else reasons.link(
                self._spot(place),
                self._spot(here) if here else None,
                float(each.cosines[row, column]) if "codes" in each.opinions else None,
                reasons.shared_words(terms, text),
            )
        )
        return SimilarDocument(place, each.held.kind, each.score, near, shared, arms, why)

    def _shared(self, target: Target, each: Judged) -> float:
        """Wording in common; what means something else is not read."""
        likeness = each.opinions.get("codes", each.opinions.get("words", 0.0))
        if likeness < WORTH_READING or len(target.documents) > 1:
            return 0.0
        return resemblance(target.wording, Wording(self._library.text(each.held.version)))

    def _place(self, held: Contents, row: int) -> Place:
        return self._library.place(held.version, *held.spans[row])

    def _spot(self, place: Place) -> reasons.Spot:
        text = self._library.text(place.version)[place.char_start : place.char_end]
        return reasons.Spot(place, text, bool(place.headings) and is_common(self._library, place.headings[-1]))

    # --- reading on -----------------------------------------------------------------------------------------------

    def _read_next(self, target: Target, judged: Sequence[Judged]) -> list[Judged]:
        """Documents that are alike but no editions, unlike each other, with something that the target lacks."""
        least = max(LEAST, SAME_SUBJECT * max((each.score for each in judged), default=0.0))
        subject = [each for each in judged if each.score >= least][:CONSIDERED]
        left = [each for each in subject if "codes" in each.opinions and bool((each.nearest < NEW).any())]
        directions = {each.document_id: each.direction() for each in left}
        chosen: list[Judged] = []
        while left and len(chosen) < NEXT:
            best = max(left, key=lambda each: (_marginal(each, chosen, directions), -each.document_id))
            left.remove(best)
            named = (float(directions[best.document_id] @ directions[each.document_id]) for each in chosen)
            if max(named, default=0.0) < EDITION and self._shared(target, best) < NEAR:
                chosen.append(best)
        return chosen

    def _reading(self, each: Judged, known: SimilarDocument) -> SimilarDocument:
        """The document at what it adds: a passage central to it, of some length, that is not like the target's."""
        central = each.held.floats() @ each.direction()
        long_enough = np.minimum(each.held.sizes() / 200, 1)  # a line of links adds little
        adds = self._place(each.held, int(np.argmax((1 - each.nearest + central) * long_enough)))
        return replace(known, place=adds, why=reasons.reading(self._spot(known.place), self._spot(adds)))

    # --- passages -------------------------------------------------------------------------------------------------

    def _passages(self, target: Target, candidates: _Candidates, k: int) -> tuple[SimilarPassage, ...]:
        codes, words = candidates.codes, candidates.words
        scores = {chunk: (codes.get(chunk, 0.0) + words.get(chunk, 0.0)) / 2 for chunk in candidates.rows}
        by_arm = {"codes": opinions(codes), "words": opinions(words)}
        found = []
        for chunk in sorted(scores, key=lambda each: (-scores[each], each))[:k]:
            row = candidates.rows[chunk]
            text = self._library.text(row.version)[row.start : row.end]
            arms = {arm: known[chunk] for arm, known in by_arm.items() if chunk in known}
            place = self._library.place(row.version, row.start, row.end)
            near = codes.get(chunk, words.get(chunk, 0.0)) >= WORTH_READING and _near(Wording(text), target)
            found.append(SimilarPassage(Passage(chunk, place, text, arms, scores[chunk]), near))
        return tuple(found)


def _near(wording: Wording, target: Target) -> bool:
    return any(resemblance(wording, other) >= NEAR for other in target.texts)


def _marginal(each: Judged, chosen: Sequence[Judged], directions: Mapping[int, Floats]) -> float:
    own = directions[each.document_id]
    known = max((float(own @ directions[other.document_id]) for other in chosen), default=0.0)
    return (1 - REDUNDANCY) * each.score - REDUNDANCY * known
