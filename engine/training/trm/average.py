"""A running average of a network's weights, which is what is evaluated and kept."""

from __future__ import annotations

import torch
from torch import nn

LONGEST = 0.999


class Average:
    """Exponential moving average; short at first, so that short runs are not held back by their start."""

    def __init__(self, network: nn.Module, longest: float = LONGEST) -> None:
        self._longest = longest
        self.steps = 0
        self.values = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @property
    def keep(self) -> float:
        """The share of the average that the next step keeps."""
        return min(self._longest, (1 + self.steps) / (10 + self.steps))

    @torch.no_grad()
    def take(self, network: nn.Module) -> None:
        """Move towards a network's weights."""
        keep = self.keep
        self.steps += 1
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.values[name].lerp_(value.detach(), 1 - keep)
            else:
                self.values[name].copy_(value)

    def load_into(self, network: nn.Module) -> None:
        """Give a network the averaged weights."""
        network.load_state_dict(self.values)
