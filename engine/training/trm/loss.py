"""What a step is trained for."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

HALT_SHARE = 0.5


def stable_max_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy with s(x) = x + 1 for x >= 0, else 1 / (1 - x), in place of the exponential, in float64.

    After Prieto et al., 'Grokking at the edge of numerical stability' (2025).

    Args:
        logits: float (..., classes).
        targets: int64 (...); -100 counts for nothing.

    Returns:
        float64 (...), 0 where nothing counts.
    """
    wide = logits.to(torch.float64)
    grown = torch.where(wide >= 0, wide + 1.0, 1.0 / (1.0 - wide.clamp(max=0.0)))
    chances = torch.log(grown / grown.sum(-1, keepdim=True))
    counts = targets != -100
    picked = chances.gather(-1, targets.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return torch.where(counts, -picked, torch.zeros_like(picked))


def puzzle_loss(logits: Tensor, halt: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Loss of a step, the mean over its rows, and which rows are right: bool (rows,).

    The answer's loss is the mean over a row's positions; half the binary cross-entropy of halting is added, whose
    target is whether the whole row is right.
    """
    counts = targets != -100
    right = ((logits.argmax(-1) == targets) | ~counts).all(-1)
    answer = stable_max_loss(logits, targets).sum(-1) / counts.sum(-1).clamp(min=1)
    halting = functional.binary_cross_entropy_with_logits(halt.double(), right.double(), reduction="none")
    return (answer + HALT_SHARE * halting).mean(), right
