"""Samples made by chance that can be learned from, for tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.training.evidence.samples import HELD, TRAIN, Sample
from engine.training.evidence.store import Made
from tests.engine.reasoning.selecting.made import candidates

NAMES = Made(
    encoder="made/1",
    features=("bm25", "cosine", "fused", "kept", "spare", "other"),
    whole=("gate", "missing", "size"),
    about="made up",
)
"""The names of what `sample` has."""


def sample(number: int, split: str = TRAIN, *, stage: int = 0, count: int = 8, source: str = "made") -> Sample:
    """A question that can be learned: its evidence has a higher first feature, which a line can tell, and a fifth near
    0, which it can't.

    Every fifth question has no evidence among its candidates; two candidates are always parts of one document.
    """
    random = np.random.default_rng((number, stage))
    found = candidates(count, 1_000 * stage + number)
    gold = np.zeros(count, np.bool_)
    if number % 5:
        gold[random.choice(count - 2, 1 + number % 2, replace=False)] = True
    features = found.features.copy()
    features[gold, 0] += 1.0
    features[gold, 4] *= 0.1
    features[:, 2] = features[:, 0] + 0.5 * random.standard_normal(count)
    features[:, 3] = np.where(gold, 1.0, 0.0) if stage else 0.0
    units = np.arange(count)
    units[-1] = units[-2]
    return Sample(
        candidates=replace(found, features=features),
        units=units,
        gold=gold,
        wanted=max(1, int(gold.sum())),
        stage=stage,
        split=split,
        group=f"article {number // 4}",
        source=source,
        question=f"What is {number}?",
        key=f"{source}:{number}",
    )


def samples(train: int, held: int = 0, *, stages: int = 1) -> list[Sample]:
    """So many questions to learn from and to report on."""
    return [
        sample(number, TRAIN if number < train else HELD, stage=stage)
        for number in range(train + held)
        for stage in range(stages)
    ]
