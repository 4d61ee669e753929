"""The passages that a question's evidence is chosen from, as arrays: what each is worth, and what of it each covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.memory.segments import View
from engine.reasoning.loop.bridges import flat, title_tokens, words_of
from engine.reasoning.loop.lexical import Lexicon
from engine.reasoning.loop.likeness import Ids, Vectors, cosines
from engine.reasoning.loop.settings import Weights
from engine.retrieval.query import Query

Floats = npt.NDArray[np.float64]


TELLING = 3
"""Rarity to this power is a token's weight: names count, and what every tenth chunk has hardly does."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as the loop sees it. t is the number of its tokens."""

    text: str
    tokens: tuple[str, ...]  # of the full-text index, each once
    words: tuple[str, ...]  # (t,), the word that each token is from
    weights: Floats  # (t,): how telling each is, its rarity to the power of `TELLING`
    vector: Vectors  # float32 (d,)

    def weight_by_token(self) -> Mapping[str, float]:
        """How telling each token is."""
        return dict(zip(self.tokens, self.weights.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ends between which scores are stretched to 0..1; of the first search, so that later rounds compare."""

    words: float  # the best BM25
    low: float  # the worst cosine
    high: float  # the best


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """n passages and t tokens of the question."""

    chunks: Ids  # (n,), ascending
    worth: Floats  # (n,): by itself, as one search would rank it
    cover: Floats  # (t, n), 0..1: how well each passage has each token
    kin: Ids  # (n,): the same number for passages of the same title
    weights: Floats  # (t,), of sum 1

    def at(self, chunk: int) -> int:
        """The place of a chunk of this field."""
        return int(np.searchsorted(self.chunks, chunk))

    def covered(self, places: Sequence[int]) -> float:
        """0..1: how much of the question some passages cover together."""
        if not self.weights.size or not len(places):
            return 0.0
        return float(self.weights @ self.cover[:, list(places)].max(axis=1))


def ask(query: Query, vector: Vectors, lexicon: Lexicon) -> Asked:
    """Read a question once for all rounds.

    Args:
        query: the question.
        vector: its embedding.
        lexicon: of the library.
    """
    words: dict[str, str] = {}
    for term in query.terms:
        for token in flat([term]):
            words.setdefault(token, term)
    known = lexicon.tokens(list(words))
    weights = np.array([known[token].rarity ** TELLING for token in words])
    return Asked(query.text, tuple(words), tuple(words.values()), weights, vector)


def field_of(
    asked: Asked,
    chunks: Ids,
    titles: Sequence[str],
    lexicon: Lexicon,
    view: View,
    weights: Weights,
    stretch: Stretch | None,
) -> tuple[Field, Stretch]:
    """The arrays of some passages.

    Args:
        asked: the question.
        chunks: ascending, at least one.
        titles: of each.
        lexicon: of the library.
        view: of its embeddings.
        weights: of what a passage is worth by itself.
        stretch: of an earlier field; None to take it from these passages.
    """
    part = shares_of(asked, chunks, lexicon)
    cosine = cosines(view, asked.vector[None], chunks)[0].astype(np.float64)
    known = lexicon.tokens(asked.tokens)
    words = np.array([known[token].ceiling for token in asked.tokens]) @ part
    stretch = stretch or Stretch(float(words.max()), float(cosine.min()), float(cosine.max()))
    parts = asked.weights / (asked.weights.sum() or 1.0)
    worth = (
        weights.words * words / (stretch.words or 1.0)
        + weights.codes * (cosine - stretch.low) / ((stretch.high - stretch.low) or 1.0)
        + weights.share * (parts @ (part > 0))
        + weights.title * _named_in(asked, titles, lexicon)
    )
    numbers = {title: number for number, title in enumerate(dict.fromkeys(titles))}
    kin = np.array([numbers[title] for title in titles], np.int64)
    # The root lifts a word said once in a long passage: it is covered nearly as well as one said often.
    return Field(chunks, worth, np.sqrt(part), kin, parts), stretch


def shares_of(asked: Asked, chunks: Ids, lexicon: Lexicon) -> Floats:
    """float64 (t, n), 0..1: what each token adds to each chunk's BM25, as a part of the most that it can add.

    Args:
        chunks: ascending.
    """
    known = lexicon.tokens(asked.tokens)
    found = [known[token].among(chunks) / known[token].ceiling for token in asked.tokens]
    return np.array(found).reshape(len(asked.tokens), chunks.size)


def _named_in(asked: Asked, titles: Sequence[str], lexicon: Lexicon) -> Floats:
    """(n,): the rarity of the rarest word of each title that the question has as it stands, 0 for other titles."""
    spoken = f" {' '.join(flat(words_of(asked.text)))} "
    found = np.zeros(len(titles))
    for title in dict.fromkeys(titles):
        tokens = title_tokens(title)
        if tokens and f" {' '.join(tokens)} " in spoken:
            known = lexicon.tokens(tokens)
            found[[each == title for each in titles]] = max(known[token].rarity for token in tokens)
    return found
