"""What the loop's rounds say of each candidate: its chains, and its place in the hand-made choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.reasoning.loop.acceptance import load as acceptance
from engine.reasoning.loop.coverage import choose, worths
from engine.reasoning.loop.field import Floats
from engine.reasoning.loop.following_up import Evidence
from engine.reasoning.loop.rounds import Step
from engine.reasoning.loop.settings import Weights
from engine.reasoning.selecting.features import standard

CHAINED = ("worth", "chained", "link", "chosen", "kept", "first", "earned", "kin_led")
"""Standardised over the candidates, what a passage is worth by itself and by its best chain; its best link; reciprocal
ranks in the set that covers the question, in the evidence that the rounds ended with and in the first search; the
chance that it has earned the place of another one; whether its best link comes from its own document. All 0 before any
round."""

CHOSEN = 12
"""Passages that are chosen as a set, beyond those that the evidence has room for."""


def gathered(
    evidence: Evidence, step: Step, first: Sequence[int], weights: Weights, count: int
) -> tuple[list[int], Floats]:
    """The chunks to weigh, and float64 (n, len(CHAINED)) of them.

    First the evidence, then what the first search found, the best as a set, and the best by their chains.

    Args:
        evidence: of the rounds.
        step: where they ended.
        first: chunks of the first search, best first.
        weights: of chains.
        count: chunks at most.
    """
    field = step.field
    worth, chosen = worths(field, step.extensions, weights), _chosen(evidence, step, weights)
    best = field.chunks[np.argsort(-worth, kind="stable")[:count]].tolist()
    known = set(field.chunks.tolist())
    ordered = dict.fromkeys([*evidence.chunks, *first, *chosen, *best])
    chunks = [chunk for chunk in ordered if chunk in known][:count]
    places = [field.at(chunk) for chunk in chunks]
    links = np.array([each.link for each in step.extensions])
    ends = np.array([field.kin[field.at(each.chain.chunks[-1])] for each in step.extensions])
    earned = {swap.newcomer: acceptance().model.chance(swap.features) for swap in evidence.record[-1].swaps}
    columns = [
        standard(field.worth[places]),
        standard(worth[places]),
        links.max(axis=0)[places],
        _ranked(chunks, chosen),
        _ranked(chunks, evidence.chunks),
        _ranked(chunks, first),
        np.array([earned.get(chunk, 0.0) for chunk in chunks]),
        (ends[links.argmax(axis=0)] == field.kin)[places].astype(np.float64),
    ]
    return chunks, np.stack(columns, axis=1)


def _chosen(evidence: Evidence, step: Step, weights: Weights) -> list[int]:
    places = choose(step.field, step.extensions, step.field.at(evidence.top), CHOSEN, weights)
    return [int(step.field.chunks[place]) for place in places]


def _ranked(chunks: Sequence[int], ranking: Sequence[int]) -> Floats:
    ranks = {chunk: 1.0 / rank for rank, chunk in enumerate(ranking, 1)}
    return np.array([ranks.get(chunk, 0.0) for chunk in chunks])
