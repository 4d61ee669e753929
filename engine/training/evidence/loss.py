"""What a step of the selector is trained for: gold first, and knowing when it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional

from engine.training.evidence.network import Thought

ENOUGH = 5
"""Candidates that an answer rests on: halting is right where all gold is among the first so many."""

HALT_SHARE = 0.5
NONE_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What is known of a batch's questions."""

    gold: Tensor  # bool (rows, k): candidates that are evidence; False at empty places
    complete: Tensor  # bool (rows,): whether all evidence that there is stands among the candidates
    units: Tensor | None = None  # int64 (rows, k): candidates of one number are one piece; None: each is one
    settled: Tensor | None = None  # bool (rows,): rows that the product orders by their prior; None: no row is
    settled_enough: Tensor | None = None  # bool (rows,): whether that order has all evidence in front

    def rows(self, chosen: Tensor) -> Targets:
        """Those of some questions: int64 or bool (rows,)."""
        return self._each(lambda part: part[chosen])

    def to(self, device: str) -> Targets:
        """The same on a device, as PyTorch names it."""
        return self._each(lambda part: part.to(device))

    def _each(self, change: Callable[[Tensor], Tensor]) -> Targets:
        parts = (getattr(self, field.name) for field in fields(self))
        return Targets(*(None if part is None else change(part) for part in parts))


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """The parts of a step's loss, means over the rows."""

    total: Tensor  # with its gradient
    ranking: float
    halt: float
    none: float


def step_loss(thought: Thought, targets: Targets) -> Loss:
    """Cross-entropy of the candidates' softmax against all gold alike, + halting and 'none of these' at half weight.

    A row without gold among its candidates has no ranking to learn; it counts with a ranking loss of 0. So does a
    settled row, where halting goes by the order that the product has.
    """
    ranked = ranking_loss(thought.scores, targets.gold)
    wanted = enough(thought.scores.detach(), targets)
    if targets.settled is not None and targets.settled_enough is not None:
        ranked = ranked * ~targets.settled
        wanted = torch.where(targets.settled, targets.settled_enough, wanted)
    ranking = ranked.mean()
    halt = functional.binary_cross_entropy_with_logits(thought.halt, wanted.to(thought.halt.dtype))
    lacking = ~targets.gold.any(-1)
    none = functional.binary_cross_entropy_with_logits(thought.none, lacking.to(thought.none.dtype))
    total = ranking + HALT_SHARE * halt + NONE_SHARE * none
    return Loss(total, float(ranking.detach()), float(halt.detach()), float(none.detach()))


def ranking_loss(scores: Tensor, gold: Tensor) -> Tensor:
    """float (rows,): cross-entropy against the uniform distribution on the gold candidates; 0 where there are none.

    Args:
        scores: float (rows, k), -inf at empty places.
        gold: bool (rows, k).
    """
    count = gold.sum(-1)
    safe = torch.where(count[:, None] > 0, scores, torch.zeros_like(scores))  # a row may have no candidate at all
    chances = safe.log_softmax(-1)
    return -torch.where(gold, chances, torch.zeros_like(chances)).sum(-1) / count.clamp(min=1)


def enough(scores: Tensor, targets: Targets) -> Tensor:
    """bool (rows,): whether all evidence there is stands among the first `ENOUGH`, and there is any.

    Of candidates with the same score, the one that comes first counts as ahead; of several that are one piece of
    evidence, one is enough.
    """
    order = scores.sort(dim=-1, descending=True, stable=True).indices[:, :ENOUGH]
    units = None if targets.units is None else targets.units.gather(-1, order)
    found = pieces(targets.gold.gather(-1, order), units)
    count = pieces(targets.gold, targets.units)
    return targets.complete & (count > 0) & (found == count)


def pieces(gold: Tensor, units: Tensor | None) -> Tensor:
    """int64 (rows,): how many pieces of evidence there are.

    Args:
        gold: bool (rows, k).
        units: int64 (rows, k), as `Targets.units`.
    """
    if units is None:
        return gold.sum(-1)
    same = (units[:, :, None] == units[:, None, :]) & gold[:, None, :]
    again = same.tril(-1).any(-1)  # an earlier candidate is the same piece
    return (gold & ~again).sum(-1)
