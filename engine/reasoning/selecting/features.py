"""What is measured of each candidate passage before they are weighed as a set, and of the question as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.library.rows import ChunkRow
from engine.reasoning.loop.bridges import flat, words_of
from engine.reasoning.loop.field import Asked, Floats, shares_of
from engine.reasoning.loop.lexical import Lexicon
from engine.retrieval.query import WORD
from engine.retrieval.searcher import Arms

Vectors = npt.NDArray[np.float32]

SEARCHED = (
    "words", "words_rank", "codes", "codes_rank", "fused", "fused_rank", "bm25", "cosine", "overlap", "cover", "names",
    "numbers", "heading", "length", "kin", "similarity",
)  # fmt: skip
"""From the first search: scores of BM25, of the codes and fused, standardised over the candidates, and reciprocal ranks
(0 for a passage that the arm did not find); BM25 as a share of what the question's words could reach; the bare cosine;
the weights of the question's words that the passage has, and how well it has them; the share of the question's names
and of its numbers that it has; of its words that title and headings have; the log of its length in characters; the
share of the candidates of the same document; the mean cosine to the other candidates."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidate passages with what the arms say of them. n passages, ascending by chunk id."""

    rows: Sequence[ChunkRow]  # n, in the order of `chunks`
    chunks: npt.NDArray[np.int64]  # (n,)
    vectors: Vectors  # float32 (n, d)


def searched(asked: Asked, pool: Pool, arms: Arms, lexicon: Lexicon) -> Floats:
    """float64 (n, len(SEARCHED))."""
    part = shares_of(asked, pool.chunks, lexicon)
    known = lexicon.tokens(asked.tokens)
    ceilings = np.array([known[token].ceiling for token in asked.tokens])
    weights = asked.weights / (asked.weights.sum() or 1.0)
    bm25 = ceilings @ part
    cosine = (pool.vectors @ asked.vector).astype(np.float64)
    likeness = pool.vectors @ pool.vectors.T
    n = pool.chunks.size
    documents = np.array([row.document_id for row in pool.rows])
    spoken = _capitalised(asked.text)
    named = np.array([word in spoken for word in asked.words], np.bool_)
    counted = np.array([any(letter.isdigit() for letter in word) for word in asked.words], np.bool_)
    columns = [
        standard(bm25),
        _reciprocal(pool.chunks, arms.words),
        standard(cosine),
        _reciprocal(pool.chunks, arms.codes),
        standard(np.array([arms.fused.get(chunk, 0.0) for chunk in pool.chunks.tolist()])),
        _reciprocal(pool.chunks, arms.fused),
        bm25 / (ceilings.sum() or 1.0),
        cosine,
        weights @ (part > 0),
        weights @ np.sqrt(part),
        _share(part, asked.weights, named),
        _share(part, asked.weights, counted),
        _headed(asked, pool.rows, weights),
        np.log([max(1, row.end - row.start) for row in pool.rows]) - 6.0,
        (documents[:, None] == documents).mean(axis=1),
        (likeness.sum(axis=1) - np.diag(likeness)) / max(1, n - 1),
    ]
    return np.stack(columns, axis=1)


def standard(values: Floats) -> Floats:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros(values.size)


def _reciprocal(chunks: npt.NDArray[np.int64], scores: Mapping[int, float]) -> Floats:
    ranks = {chunk: rank for rank, chunk in enumerate(scores, 1)}
    return np.array([1.0 / ranks[chunk] if chunk in ranks else 0.0 for chunk in chunks.tolist()])


def _share(part: Floats, weights: Floats, which: npt.NDArray[np.bool_]) -> Floats:
    if not which.any():
        return np.zeros(part.shape[1])
    found: Floats = weights[which] @ (part[which] > 0) / (weights[which].sum() or 1.0)
    return found


def _capitalised(text: str) -> frozenset[str]:
    """The words of a question that it writes with a capital, in lower case; its first word does not count."""
    words = list(WORD.finditer(text))[1:]
    return frozenset(word.group().lower() for word in words if word.group()[0].isupper())


def _headed(asked: Asked, rows: Sequence[ChunkRow], weights: Floats) -> Floats:
    places = {token: at for at, token in enumerate(asked.tokens)}
    found = np.zeros(len(rows))
    known: dict[tuple[str, ...], float] = {}
    for at, row in enumerate(rows):
        heads = (row.title, *row.headings)
        if heads not in known:
            tokens = set(flat(words_of(" ".join(heads))))
            known[heads] = float(sum(weights[places[token]] for token in tokens if token in places))
        found[at] = known[heads]
    return found
