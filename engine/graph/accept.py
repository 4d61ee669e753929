"""Looks at candidates once more: how alike a triple, said in words, and its sentence are to the embedder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.graph.prose import masked
from engine.graph.records import Extracted, Relation, Triple
from engine.graph.weights import is_fitted, looks_at_likeness, with_likeness
from engine.models.encoder import Encoder

SAID = {
    Relation.IS_A: "is a",
    Relation.PART_OF: "is part of",
    Relation.LOCATED_IN: "is located in",
    Relation.AUTHORED_BY: "was made by",
    Relation.DATED: "dates from",
    Relation.SAME_AS: "is the same as",
}
"""A relation in words; those that are not here are not looked at."""

MOST = 400  # triples of one text that are looked at, for 4 ms each


class Judge:
    """Judges the triples of one text at a time, so that what a text gives depends on that text alone."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._looks = encoder.tier > 0 and looks_at_likeness()  # hashed tokens are alike in every triple

    def judged(self, text: str, extracted: Extracted) -> Extracted:
        """The same with confidences that know the likeness of each triple to its sentence."""
        if not self._looks:
            return extracted
        chosen = [each for each in extracted.triples if is_fitted(each.method) and each.relation in SAID]
        chosen = chosen[:MOST]
        if not chosen:
            return extracted
        alike = likenesses(self._encoder, text, chosen)
        new = {
            id(each): replace(each, confidence=with_likeness(each.confidence, value))
            for each, value in zip(chosen, alike, strict=True)
        }
        return replace(extracted, triples=tuple(new.get(id(each), each) for each in extracted.triples))


def likenesses(encoder: Encoder, text: str, triples: Sequence[Triple]) -> list[float]:
    """Cosine of each triple, as words, to the sentence that carries it."""
    carriers = [" ".join(masked(text[each.start : each.end]).split()) for each in triples]
    said = [f"{each.subject} {SAID[each.relation]} {each.object}" for each in triples]
    every = sorted({*carriers, *said})
    vectors = encoder.embed(every)
    row = {words: at for at, words in enumerate(every)}
    return [float(vectors[row[one]] @ vectors[row[other]]) for one, other in zip(said, carriers, strict=True)]
