"""The extractive draft: which sentences of the passages most likely answer, and how likely it is that they do.

A passage that a follow-up search found is read in the light of that follow-up, not of the question, whose words it need
not have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.library.store import Library
from engine.reasoning import weights
from engine.reasoning.compose import Chosen, choose
from engine.reasoning.evidence import Evidence, gather
from engine.reasoning.features import Candidate, PassageView, View, sentence_rows, share, stems, support_row, view
from engine.reasoning.loop.selected import Lead
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.wording import spoken
from engine.records import Passage
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import Query, read_query

READ_CLOSELY = 16
"""Pieces whose meaning is compared with the question's; embedding them is most of an answer's time. On the articles
that the weights were fitted on, 16 find the same answers as all of the 22 that five passages have on average; 12 lose
two in a thousand."""


DOUBT = 8.0
"""What a chance counts that is read in the light of a follow-up: so many times the gate's chance that the question
needs follow-ups at all, and never more than the chance itself. Its sentences get the room that the others leave. On
even-numbered questions, drafts hold the answer in .34 of MuSiQue's (.14 without) and .55 of HotpotQA's (.40), and in
.893 of SQuAD 2.0's (development set, even articles), which one passage answers (.893), with 3 words more; without the
gate it is .38, .62 and .900, with 11 words more."""


CAUTION = 2.0
"""The same for whether there is an answer at all."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be said, before it is decided whether to say it."""

    chosen: list[Chosen]
    support: float  # 0..1
    evidence: list[Evidence]  # everything that was weighed
    chances: list[float]  # 0..1 by piece of evidence: that it holds the answer

    @property
    def considered(self) -> int:
        """How many pieces were weighed."""
        return len(self.evidence)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything quotable that was found, with its features."""

    question: View
    evidence: list[Evidence]
    candidates: list[Candidate]
    passages: list[PassageView]
    rows: list[list[float]]  # by candidate, in the order of `features.SENTENCE_FEATURES`


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Pieces of evidence in the light of one question."""

    evidence: list[Evidence]
    chances: list[float]
    support: float


class Drafter:
    """Drafts from one library. May be used by several threads."""

    def __init__(self, library: Library, frequencies: Frequencies, vectors: Callable[[], SentenceVectors]) -> None:
        """`vectors` gives those of the encoder whose codes are searched at the moment."""
        self._library = library
        self._frequencies = frequencies
        self._vectors = vectors

    def draft(
        self,
        query: Query,
        passages: Sequence[Passage],
        leads: Mapping[int, Lead] | None = None,
        needed: float = 1.0,
    ) -> Draft:
        """The sentences that most likely answer, and how likely it is that they do.

        Args:
            query: the question.
            passages: what may be quoted, best first.
            leads: by chunk id, how passages were come by that the question itself did not find.
            needed: 0..1, the chance that the question needs them.
        """
        model = weights.load(self._vectors().encoder.tier)
        trust = min(1.0, DOUBT * needed)
        plain = self._weighed(query, passages, model)
        if plain is None:
            return Draft([], 0.0, [], [])
        best = dict(zip(map(_key, plain.evidence), zip(plain.evidence, plain.chances, strict=True), strict=True))
        chosen, support = choose(plain.evidence, plain.chances, model.worth), plain.support
        further: list[tuple[Evidence, float]] = []
        for index, passage in enumerate(passages):
            lead = leads.get(passage.chunk_id) if leads else None
            if lead is None:
                continue
            source = next((each.score for each in passages if each.chunk_id == lead.source), 0.0)
            alone = replace(passage, score=max(passage.score, source))  # as good as the one that led to it
            led = self._weighed(read_query(lead.follow_up), [alone], model)
            if led is None:
                continue
            support = max(support, support + min(1.0, CAUTION * needed) * (led.support - support))
            for piece, chance in zip(led.evidence, led.chances, strict=True):
                piece = replace(piece, passage=index)
                further.append((piece, trust * chance))
                if trust * chance > best.get(_key(piece), (piece, 0.0))[1]:
                    best[_key(piece)] = piece, trust * chance
        if further:
            chosen = choose([piece for piece, _ in further], [chance for _, chance in further], model.worth, chosen)
        evidence, chances = zip(*(best[key] for key in sorted(best)), strict=True)
        return Draft(chosen, support, list(evidence), list(chances))

    def _weighed(self, query: Query, passages: Sequence[Passage], model: weights.Weights) -> _Weighed | None:
        """Every piece that may be quoted with its chance; None where there is none."""
        measured = self.measure(query, passages)
        if not measured.candidates:
            return None
        chances = [model.sentence.chance(row) for row in measured.rows]
        features = support_row(measured.question, measured.candidates, measured.rows, chances, measured.passages)
        return _Weighed(measured.evidence, chances, model.support.chance(features))

    def measure(self, query: Query, passages: Sequence[Passage]) -> Measured:
        """What passages offer to quote, with its features."""
        question = view(query, self._frequencies.idf, self._frequencies.chunks())
        evidence = _likeliest(gather(self._library, passages), question, passages)
        candidates = self._candidates(query.text, evidence)
        views = [_passage_view(passage) for passage in passages]
        return Measured(question, evidence, candidates, views, sentence_rows(question, candidates, views))

    def _candidates(self, question: str, evidence: list[Evidence]) -> list[Candidate]:
        if not evidence:
            return []
        vectors = self._vectors()
        texts = [spoken(piece) for piece in evidence]
        cosines = vectors.of(texts) @ vectors.encoder.embed_query(question)
        return [
            Candidate(text, float(cosine), piece.passage, piece.order)
            for text, cosine, piece in zip(texts, cosines, evidence, strict=True)
        ]


def _key(piece: Evidence) -> tuple[int, int]:
    return piece.passage, piece.order


def _likeliest(evidence: list[Evidence], question: View, passages: Sequence[Passage]) -> list[Evidence]:
    """At most `READ_CLOSELY` pieces, by their words and their passage, in their order."""
    if len(evidence) <= READ_CLOSELY:
        return evidence
    rated = [share(question, set(stems(piece.quote))) + passages[piece.passage].score for piece in evidence]
    kept = sorted(range(len(evidence)), key=lambda index: (-rated[index], index))[:READ_CLOSELY]
    return [evidence[index] for index in sorted(kept)]


def _passage_view(passage: Passage) -> PassageView:
    context = " ".join([passage.place.title, *passage.place.headings, passage.text])
    words = passage.arms["words"].score if "words" in passage.arms else 0.0
    cosine = passage.arms["codes"].score if "codes" in passage.arms else 0.0  # far down: as good as none
    return PassageView(context, passage.score, cosine, words)
