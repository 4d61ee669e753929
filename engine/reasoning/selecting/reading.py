"""What is measured of a candidate's text, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine.reasoning.features import View, fits, has_new_name
from engine.reasoning.loop.bridges import flat, words_of
from engine.reasoning.loop.field import Asked, Floats
from engine.sources.sentences import sentences

READ = ("sentence", "sentence_plain", "window", "pairs", "kind", "new_name")
"""The most of the question's words that one sentence has, by the loop's weights and by bare rarity; the most that two
neighbouring sentences have; the share of the question's neighbouring words that are close together in it; whether the
sentence that has most of the question holds what is asked for (a year, a number, a name), and a name that is new."""

NEAR = 3
"""Words that are no further apart are close."""


def read(asked: Asked, question: View, texts: Sequence[str], rarities: Floats) -> Floats:
    """float64 (n, len(READ)).

    Args:
        asked: the question.
        question: the same as the answerer's features see it.
        texts: of the candidates.
        rarities: (t,) of the question's tokens.
    """
    places = {token: at for at, token in enumerate(asked.tokens)}
    telling = asked.weights / (asked.weights.sum() or 1.0)
    plain = rarities / (rarities.sum() or 1.0)
    close = set(pairwise(range(len(asked.tokens))))
    found = np.zeros((len(texts), len(READ)))
    for row, text in zip(found, texts, strict=True):
        spans = sentences(text) or [(0, len(text))]
        held = []
        met: set[tuple[int, int]] = set()
        for start, end in spans:
            at = [(n, places[token]) for n, token in enumerate(flat(words_of(text[start:end]))) if token in places]
            held.append({place for _, place in at})
            for (one, first), (two, second) in pairwise(at):
                if two - one <= NEAR:
                    met |= {(first, second), (second, first)} & close
        weights = [float(sum(telling[place] for place in each)) for each in held]
        best = int(np.argmax(weights))
        row[0] = weights[best]
        row[1] = max(float(sum(plain[place] for place in each)) for each in held)
        row[2] = max((float(sum(telling[p] for p in a | b)) for a, b in pairwise(held)), default=row[0])
        row[3] = len(met) / max(1, len(close))
        start, end = spans[best]
        row[4] = fits(question.kind, text[start:end], question)
        row[5] = float(has_new_name(text[start:end], question))
    return found
