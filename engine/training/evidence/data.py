"""Samples side by side as tensors, from which batches are drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np
import torch
from torch import Tensor

from engine.reasoning.selecting.weights import Priors
from engine.training.evidence.arms import weighed
from engine.training.evidence.batch import Batch, batched
from engine.training.evidence.loss import Targets, enough, pieces
from engine.training.evidence.samples import Sample


class Data:
    """All samples of a run on one device; vectors lie in float16, 25 KB a sample of 32."""

    def __init__(
        self, samples: Sequence[Sample], priors: Priors, device: str = "cpu", *, first_settled: bool = False
    ) -> None:
        """
        Args:
            samples: one at least.
            priors: whose scores the network's own are added to.
            device: as PyTorch names it.
            first_settled: whether the product orders what a first search found by the prior alone.
        """
        self.sources = [sample.source for sample in samples]
        self.counts = [len(sample.gold) for sample in samples]
        whole = batched(
            [sample.candidates for sample in samples],
            weighed(samples, priors),
        )
        self._batch = replace(whole, passages=whole.passages.half()).to(device)
        gold = torch.zeros(whole.mask.shape, dtype=torch.bool)
        units = torch.full(whole.mask.shape, -1)
        for row, sample in enumerate(samples):
            gold[row, : self.counts[row]] = torch.from_numpy(sample.gold)
            _, small = np.unique(sample.units, return_inverse=True)
            units[row, : self.counts[row]] = torch.from_numpy(small.reshape(-1))
        complete = torch.tensor([sample.complete for sample in samples])
        known = Targets(gold, complete, units)
        settled = torch.tensor([first_settled and sample.stage == 0 for sample in samples])
        by_prior = enough(whole.prior.masked_fill(~whole.mask, -math.inf), known)
        self._targets = replace(known, settled=settled, settled_enough=by_prior).to(device)

    def __len__(self) -> int:
        return len(self.counts)

    def rows(self, chosen: Tensor) -> tuple[Batch, Targets]:
        """Some samples: int64 (rows,)."""
        batch, targets = self._batch.rows(chosen), self._targets
        return replace(batch, passages=batch.passages.float()), targets.rows(chosen)

    def shares(self, balance: float) -> list[float]:
        """How much each sample counts: see `Recipe.balance`."""
        return shares(self.sources, balance)

    def mark(self) -> str:
        """What tells these samples from others, for a checkpoint that goes on with them."""
        parts = (self._batch.question, self._batch.prior, self._targets.gold)
        digest = sha256()
        for part in parts:
            digest.update(part.cpu().numpy().tobytes())
        return digest.hexdigest()[:16]


def shares(sources: Sequence[str], balance: float) -> list[float]:
    """The weight of each sample, with a mean of 1."""
    count = Counter(sources)
    weights = [count[source] ** -balance for source in sources]
    scale = len(weights) / sum(weights)
    return [scale * weight for weight in weights]


def without(batch: Batch, targets: Targets, dropped: Tensor) -> tuple[Batch, Targets]:
    """A batch less some candidates: bool (rows, k). Evidence of which nothing is left is no longer complete."""
    mask = batch.mask & ~dropped
    kept = mask[..., None]
    gold = targets.gold & mask
    complete = targets.complete & (pieces(gold, targets.units) == pieces(targets.gold, targets.units))
    return (
        replace(
            batch,
            passages=batch.passages * kept,
            features=batch.features * kept,
            prior=batch.prior * mask,
            mask=mask,
        ),
        replace(targets, gold=gold, complete=complete),
    )
