"""How well sentences answer a facet's question: whether they belong to the user's question at all, and whether they
have what the facet looks for.

Two measures are kept apart. Relevance is to the user's question: its telling words in the sentence and in what stands
above it, and likeness in meaning. Fit is to the facet: its signs, each worth more the fewer of the sentences have it,
and more likeness to its examples and its question than to those of the other facets. A sentence needs both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from engine.agents.lenses.lens import Facet
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import View, share, stems
from engine.reasoning.lensing.looking import Looked, context
from engine.reasoning.lensing.signs import found
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.wording import spoken

Floats = npt.NDArray[np.float64]

WORDS, ABOVE, MEANING = 0.4, 0.2, 0.4
"""Weights of relevance: words in the sentence, words in it or above it, likeness in meaning."""

FRONT, OPENING = 0.15, 6
"""What words count on top of that among a sentence's first six: what it begins with it is about."""

CHANCE = 0.3
"""What counts on top, for what the plain draft has weighed: its chance to hold the answer by the best one's."""

SIGN = 0.5
"""Fit of one sign that no other sentence has; each further one adds half of what is left."""

LIKENESS = 3.0
"""Weight of likeness in meaning against signs. Of 130 sentences with a sign, each judged, 45 in 100 answered their
facet's question; the number and rarity of the signs ranked them no better than chance (AUC .51), likeness to examples
.69, likeness to the question .68, all together .71."""

DOUBT = 0.25
"""What is taken off where there are examples to be like: a sign alone is then not enough."""

UNSIGNED = 0.75
"""What likeness is worth to a facet that has signs where a sentence has none of them."""

LEANING = 0.3
"""What a sentence is worth that begins with a word for something said before it, or is only a piece of one."""

WHOLE = 6
"""Words of a sentence that says something by itself, at least."""

LEANS = re.compile(
    r"\W*(?:(?:(?:none|some|many|most|all|each|one|two|both) of )?(?:it|its|this|these|that|those|they|them|their|he"
    r"|she|his|her|such|both|other|also|another|here|otherwise|instead|es|dies\w*|er|sie|il|elle|ils|elles|ce|cette|ces"
    r"|este|esta|estos|estas)\b|(?:select|click|use|press|choose|open) (?:this|that|these|those|it)\b)",
    re.IGNORECASE,
)

LED = 0.85
"""What a sentence is worth whose passage only a lens's question has found."""


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """n sentences and f facets."""

    texts: tuple[str, ...]  # as they stand in an answer
    relevance: Floats  # (n,), 0 to 1.45
    fit: Floats  # (n, f), about 0..1
    vectors: npt.NDArray[np.float32]  # (n, d)

    def chance(self, place: int) -> float:
        """How relevant a sentence is, 0..1."""
        return min(1.0, float(self.relevance[place]))


def measure(
    question: str,
    asked: View,
    facets: Sequence[Facet],
    evidence: Sequence[Evidence],
    looked: Looked,
    chances: Floats,
    vectors: SentenceVectors,
) -> Fits:
    """Relevance and fit of sentences.

    Args:
        question: the user's.
        asked: the same, with the weights of its words.
        facets: what is looked for.
        evidence: the sentences.
        looked: has the passages that `Evidence.passage` counts.
        chances: float64 (n,), of each sentence to hold the answer; 0 where nobody has weighed it.
        vectors: of sentences; only those of tier 1 know meaning, the hashed ones compare words once more.
    """
    if not evidence:
        return Fits((), np.zeros(0), np.zeros((0, len(facets))), np.zeros((0, vectors.encoder.dim), np.float32))
    texts = tuple(spoken(piece) for piece in evidence)
    rows = vectors.of(texts)
    words = [frozenset(stems(text)) for text in texts]
    above = [frozenset(stems(context(passage))) for passage in looked.passages]
    near = np.maximum(rows @ vectors.encoder.embed_query(question), 0.0)
    own = np.array([share(asked, set(each)) for each in words])
    whole = np.array(
        [share(asked, set(each | above[piece.passage])) for each, piece in zip(words, evidence, strict=True)]
    )
    front = np.array([share(asked, set(stems(" ".join(text.split()[:OPENING])))) for text in texts])
    stands = np.array([1.0 if _stands(text) else LEANING for text in texts])
    stands *= np.array([LED if piece.passage >= looked.before else 1.0 for piece in evidence])
    likely = chances / max(1e-9, float(chances.max()))
    relevance: Floats = stands * (WORDS * own + ABOVE * whole + MEANING * near + FRONT * front + CHANCE * likely)
    fit = np.stack([_signs(facet, texts) for facet in facets], axis=1)
    if vectors.encoder.tier:
        bare = (fit == 0.0) & np.array([bool(facet.signs) for facet in facets])
        near_facet = _examples(facets, rows, vectors) + _questions(looked.questions, rows, vectors)
        fit = fit + LIKENESS * np.where(bare, UNSIGNED, 1.0) * near_facet
        fit -= DOUBT * np.array([bool(facet.likeness) for facet in facets])
    return Fits(texts, relevance, fit, rows)


def _stands(text: str) -> bool:
    """Whether a sentence can be understood without the one before it."""
    whole = len(text.split()) >= WHOLE and not text[:1].islower() and not text.startswith("(")
    return whole and not LEANS.match(text)


def _signs(facet: Facet, texts: Sequence[str]) -> Floats:
    """float64 (n,), 0..1: what the signs say."""
    hits = [found(facet.signs, text) for text in texts]
    having = Counter(hit for each in hits for hit in each)
    rarity = {hit: 1.0 - (count - 1) / len(texts) for hit, count in having.items()}
    return np.array([1.0 - prod(1.0 - SIGN * rarity[hit] for hit in each) for each in hits])


def _examples(facets: Sequence[Facet], rows: npt.NDArray[np.float32], vectors: SentenceVectors) -> Floats:
    """float64 (n, f): likeness to each facet's examples, less what the sentence has in common with all facets and what
    the facet has in common with all sentences; 0 for a facet without examples."""
    having = [place for place, facet in enumerate(facets) if facet.likeness]
    found: Floats = np.zeros((len(rows), len(facets)))
    if having:
        near = np.stack([(rows @ vectors.of(facets[place].likeness).T).max(axis=1) for place in having], axis=1)
        alone = near - near.mean(axis=0, keepdims=True)
        found[:, having] = alone - alone.mean(axis=1, keepdims=True) if len(having) > 1 else alone
    return found


def _questions(questions: Sequence[str], rows: npt.NDArray[np.float32], vectors: SentenceVectors) -> Floats:
    """float64 (n, f): likeness to each facet's question, less what the sentence has in common with all of them."""
    near = np.stack([rows @ vectors.encoder.embed_query(question) for question in questions], axis=1)
    found: Floats = (near - near.mean(axis=1, keepdims=True)).astype(np.float64)
    return found
