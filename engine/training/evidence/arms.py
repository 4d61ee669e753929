"""What the network is compared with that is no network: single retrievers, fusions, feedback, hand-made chains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import log_odds
from engine.reasoning.selecting.candidates import Vectors
from engine.reasoning.selecting.choosing import ahead
from engine.reasoning.selecting.weights import Priors
from engine.training.evidence.measures import Floats
from engine.training.evidence.samples import Sample
from engine.training.evidence.store import Made

Scores = tuple[Vectors, ...]
"""float32 (k,) of each question."""

FUSED = "fused"
COLUMNS = {"BM25": "bm25", "codes": "cosine", FUSED: "fused"}
"""Arms that are one feature of a passage."""

FEEDBACK_PASSAGES = 3
FEEDBACK_PULL = 10.0
"""What the network's own refined query starts with, see `network.PULL`."""

KEPT = "kept"
"""The feature that ranks the loop's own evidence: 1 for the first, 1/2, 1/3 and so on, 0 for the rest."""

GATE = "gate"
"""The feature of a question that is the hand-made gate's chance, as log odds."""


def columns(samples: Sequence[Sample], made: Made) -> dict[str, Scores]:
    """The arms of `COLUMNS` whose feature is measured."""
    return {
        arm: tuple(each.candidates.features[:, made.features.index(name)] for each in samples)
        for arm, name in COLUMNS.items()
        if name in made.features
    }


def weighed(samples: Sequence[Sample], priors: Priors) -> Scores:
    """A linear fusion of all features."""
    return tuple(priors.of(each.stage).scores(each.candidates.features) for each in samples)


def earned(samples: Sequence[Sample], scores: Scores, made: Made) -> Scores:
    """Scores as the product uses them: what the rounds kept is ahead; before any round none is, and nothing changes."""
    if KEPT not in made.features:
        return scores
    at = made.features.index(KEPT)
    return tuple(mine + ahead(each.candidates.features[:, at]) for each, mine in zip(samples, scores, strict=True))


def with_feedback(samples: Sequence[Sample], priors: Priors) -> Scores:
    """Average pseudo-relevance feedback: the question's vector is averaged with those of the prior's first passages,
    and what that changes of the cosines is added to the prior, weighed as the network's refined query is at first."""
    found = []
    for each in samples:
        candidates, scores = each.candidates, priors.of(each.stage).scores(each.candidates.features)
        first = np.argsort(-scores, kind="stable")[:FEEDBACK_PASSAGES]
        query = candidates.question + candidates.passages[first].sum(axis=0)
        query /= max(float(np.linalg.norm(query)), 1e-9)
        found.append(scores + np.float32(FEEDBACK_PULL) * (candidates.passages @ (query - candidates.question)))
    return tuple(found)


def by_chains(samples: Sequence[Sample], made: Made) -> Scores | None:
    """The evidence that the loop chose by its hand-made score, and the fused rest behind it; None where it is not
    measured."""
    if not {KEPT, COLUMNS[FUSED]} <= set(made.features):
        return None
    kept, fused = made.features.index(KEPT), made.features.index(COLUMNS[FUSED])
    found = []
    for each in samples:
        rest = each.candidates.features[:, fused]
        above = float(rest.max(initial=0.0)) + 1.0
        chosen = each.candidates.features[:, kept]
        found.append(np.where(chosen > 0, above + chosen, rest).astype(np.float32))
    return tuple(found)


def passes_gate(samples: Sequence[Sample], made: Made) -> Floats | None:
    """float64 (n,): 1 where the hand-made gate looks further, else 0; None where it is not measured."""
    if GATE not in made.whole:
        return None
    at, threshold = made.whole.index(GATE), log_odds(gate.load().threshold)
    return np.array([float(each.candidates.whole[at] >= threshold) for each in samples])
