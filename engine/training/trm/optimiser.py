"""Adam with an arc tangent in place of the division, so that no epsilon is needed (Everett et al. 2024)."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.optim import Optimizer

REACH = 1.27
"""Makes the step as long as Adam's where gradient and deviation are equal: 4 / pi."""


class AdamAtan2(Optimizer):
    """Decoupled weight decay, then `rate * REACH * atan2(mean, sqrt(variance))` with both corrected for their start."""

    def __init__(
        self,
        parameters: Iterable[Tensor],
        rate: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.95),
        decay: float = 0.1,
    ) -> None:
        super().__init__(parameters, {"lr": rate, "betas": betas, "weight_decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """Change every parameter that has a gradient."""
        for group in self.param_groups:
            first, second = group["betas"]
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state["step"] = 0
                    state["mean"] = torch.zeros_like(parameter)
                    state["square"] = torch.zeros_like(parameter)
                state["step"] += 1
                state["mean"].lerp_(parameter.grad, 1 - first)
                state["square"].mul_(second).addcmul_(parameter.grad, parameter.grad, value=1 - second)
                mean = state["mean"] / (1 - first ** state["step"])
                deviation = (state["square"] / (1 - second ** state["step"])).sqrt()
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.sub_(torch.atan2(mean, deviation), alpha=group["lr"] * REACH)


def warmed(step: int, warm_up: int) -> float:
    """The share of the rate at a step, counted from 1: it rises to 1 in a straight line and stays there."""
    return min(1.0, step / warm_up) if warm_up else 1.0
