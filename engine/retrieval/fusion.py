"""Rankings from scores: each arm's opinion, and one ranking of the words' and the codes' opinions.

Each arm's scores are stretched to 0..1 over the candidates (min-max) and averaged. Reciprocal rank fusion was measured
beside it and loses to words alone on chats; no single weight is best everywhere, and one half is never far off.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.records import ArmScore

WORDS_WEIGHT = 0.5


def fuse(
    words: Mapping[int, float], codes: Mapping[int, float], weight: float = WORDS_WEIGHT
) -> list[tuple[int, float]]:
    """Candidates with their fused scores in 0..1, best first, ties by the lower id.

    Args:
        words: BM25 by chunk, higher is better; a chunk that is missing has none of the words.
        codes: cosine by chunk; empty where there are no vectors, then words rank alone.
        weight: the words' share.
    """
    if not codes:
        weight = 1.0
    elif not words:
        weight = 0.0
    lexical = _stretched(words, floor=0.0)
    semantic = _stretched(codes)
    scores = {
        chunk: weight * lexical.get(chunk, 0.0) + (1.0 - weight) * semantic.get(chunk, 0.0)
        for chunk in words.keys() | codes.keys()
    }
    return _best_first(scores)


def opinions(scores: Mapping[int, float]) -> dict[int, ArmScore]:
    """Rank and score of each id by one arm, best first, ties by the lower id."""
    return {each: ArmScore(rank, score) for rank, (each, score) in enumerate(_best_first(scores), 1)}


def _best_first(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _stretched(scores: Mapping[int, float], floor: float | None = None) -> dict[int, float]:
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    span = max(scores.values()) - low
    return {chunk: (score - low) / span if span > 0 else 1.0 for chunk, score in scores.items()}
