"""Which threads words ask for: by the words that they have, and by meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.models.encoder import Encoder
from engine.threads.following import Group
from engine.threads.words import telling

LEAST_WORDS = 0.34
"""Share of the words, weighed by how telling they are, from which a thread is meant."""

LEAST_MEANING = 0.4
"""Cosine to a segment from which it is meant without them; of a neural encoder."""


def chosen(words: str, groups: Sequence[Group], rare: Mapping[str, float], encoder: Encoder) -> list[Group]:
    """The groups that the words mean, nearest first."""
    wanted = {key: max(rare.get(key, 1.0), 0.1) for key in telling(words)}
    asked = encoder.embed_query(words) if encoder.tier else None
    ranked = []
    for group in groups:
        share = max((_share(each.found.terms, wanted) for each in group.segments), default=0.0)
        near = 0.0
        if asked is not None:
            near = max((_near(each.found.vector, asked) for each in group.segments), default=0.0)
        if share >= LEAST_WORDS or near >= LEAST_MEANING:
            ranked.append((share + near, group))
    return [group for _, group in sorted(ranked, key=lambda each: (-each[0], each[1].thread_id))]


def _share(terms: Sequence[tuple[str, str, int]], wanted: Mapping[str, float]) -> float:
    have = {key for key, _, _ in terms}
    total = sum(wanted.values())
    return sum(weight for key, weight in wanted.items() if key in have) / total if total else 0.0


def _near(packed: bytes, asked: np.typing.NDArray[np.float32]) -> float:
    if len(packed) != len(asked):
        return 0.0
    vector = np.frombuffer(packed, np.int8).astype(np.float32)
    length = float(np.linalg.norm(vector))
    return float(vector @ asked) / length if length else 0.0
