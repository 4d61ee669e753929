"""What a network says of many questions, in PyTorch: for the peers, which numpy does not know."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.training.evidence.data import Data
from engine.training.evidence.saying import Said

ROWS = 256


@torch.no_grad()
def said_by(network: Any, data: Data, steps: int) -> tuple[Said, ...]:
    """After each of so many steps, the first one first.

    Args:
        network: a `trainer.Thinker`.
        data: the questions, with their prior.
        steps: to think.
    """
    network.eval()
    scores: list[list[Any]] = [[] for _ in range(steps)]
    halts: list[list[float]] = [[] for _ in range(steps)]
    nones: list[list[float]] = [[] for _ in range(steps)]
    for start in range(0, len(data), ROWS):
        counts = data.counts[start : start + ROWS]
        batch, _ = data.rows(torch.arange(start, start + len(counts)))
        for at, thought in enumerate(network.thoughts(batch, steps)):
            rows = thought.scores.cpu().numpy()
            scores[at] += [row[:count] for row, count in zip(rows, counts, strict=True)]
            halts[at] += torch.sigmoid(thought.halt).tolist()
            nones[at] += torch.sigmoid(thought.none).tolist()
    return tuple(Said(tuple(scores[at]), np.array(halts[at]), np.array(nones[at])) for at in range(steps))
