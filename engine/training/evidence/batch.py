"""Questions with their candidates side by side, padded to the longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from engine.reasoning.selecting.candidates import Candidates, Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What a batch of questions is thought over. Floats; empty places hold zeros and are False in `mask`."""

    question: Tensor  # (rows, E)
    passages: Tensor  # (rows, k, E)
    features: Tensor  # (rows, k, F)
    whole: Tensor  # (rows, G)
    prior: Tensor  # (rows, k)
    mask: Tensor  # bool (rows, k)

    def __len__(self) -> int:
        return len(self.question)

    def to(self, device: str) -> Batch:
        """The same on a device, as PyTorch names it."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))

    def rows(self, chosen: Tensor) -> Batch:
        """Some of the questions: int64 or bool (rows,)."""
        return Batch(*(getattr(self, field.name)[chosen] for field in fields(self)))


def batched(candidates: Sequence[Candidates], priors: Sequence[Vectors]) -> Batch:
    """Questions and the prior scores of their candidates, one row each; all of the same E, F and G."""
    longest = max(len(each.chunks) for each in candidates)

    def padded(parts: Sequence[Vectors]) -> Tensor:
        whole = torch.zeros(len(parts), longest, *parts[0].shape[1:])
        for row, part in enumerate(parts):
            whole[row, : len(part)] = torch.from_numpy(part)
        return whole

    mask = torch.zeros(len(candidates), longest, dtype=torch.bool)
    for row, each in enumerate(candidates):
        mask[row, : len(each.chunks)] = True
    return Batch(
        question=torch.stack([torch.from_numpy(each.question) for each in candidates]),
        passages=padded([each.passages for each in candidates]),
        features=padded([each.features for each in candidates]),
        whole=torch.stack([torch.from_numpy(each.whole) for each in candidates]),
        prior=padded(list(priors)),
        mask=mask,
    )
