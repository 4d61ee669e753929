"""Teaches the adapters on lessons, a few pairs at a step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import Cancelled
from engine.training.logistic import fit
from engine.training.words.lesson import Lesson
from engine.training.words.reader import Reader
from engine.training.words.recipe import Recipe
from engine.training.words.weighing import features, met, read

SHORTER = (2, 3, 4, 6)
"""Topics that are judged alone beside all of a text."""

STEEPEST = 1.0
"""The length that the slope of a step may have."""


class Trainer:
    """Adapters, and the logistic model behind them while they learn."""

    def __init__(self, reader: Reader, recipe: Recipe, lessons: Sequence[Lesson]) -> None:
        """Args:
        reader: whose adapters learn.
        recipe: how.
        lessons: what they learn from.
        """
        self.reader, self._recipe, self._lessons = reader, recipe, lessons
        self._chance = np.random.default_rng(recipe.seed)
        rows = np.concatenate([each.plain.numpy() for each in lessons]).astype(np.float64)
        bias, weights = fit(rows, np.concatenate([each.missing.numpy() for each in lessons]).astype(np.float64))
        self._weights = nn.Parameter(torch.tensor(weights, dtype=torch.float32))
        self._bias = nn.Parameter(torch.tensor(bias, dtype=torch.float32))
        self.steps = max(1, len(lessons) // recipe.pairs) * recipe.epochs

    def teach(self, tell: Callable[[int], None], cancel: threading.Event | None = None) -> None:
        """Go through the lessons as often as the recipe says; what fills no step is passed over, others each time.

        Args:
            tell: hears the number of steps done.
            cancel: ends it.

        Raises:
            Cancelled: it was ended.
        """
        recipe = self._recipe
        groups = [
            {"params": list(self.reader.parameters()), "lr": recipe.rate, "weight_decay": recipe.decay},
            {"params": [self._weights, self._bias], "lr": recipe.head_rate, "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(groups)
        rates = (recipe.rate, recipe.head_rate)
        step = 0
        for _ in range(recipe.epochs):
            order = self._chance.permutation(len(self._lessons))
            for first in range(0, max(1, len(order) // recipe.pairs) * recipe.pairs, recipe.pairs):
                if cancel is not None and cancel.is_set():
                    raise Cancelled("training was stopped")
                now = min(1.0, (step + 1) / recipe.warm_up) * max(recipe.last_rate, 1 - step / self.steps)
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate * now
                optimiser.zero_grad()
                batch = order[first : first + recipe.pairs]
                for at in batch:
                    (self._loss(self._lessons[int(at)]) / len(batch)).backward()
                nn.utils.clip_grad_norm_(self.reader.parameters(), STEEPEST)
                optimiser.step()
                step += 1
                tell(step)

    def judged(self, lessons: Sequence[Lesson]) -> float:
        """The mean log loss over all topics of some lessons."""
        losses = [
            functional.binary_cross_entropy_with_logits(
                self._features(each) @ self._weights + self._bias, each.missing, reduction="none"
            )
            for each in lessons
        ]
        return float(torch.cat(losses).mean().detach())

    def _features(self, pair: Lesson) -> Tensor:
        with torch.no_grad():
            return features(pair, met(pair, *read(self.reader, (pair.a, pair.b))))

    def _loss(self, pair: Lesson) -> Tensor:
        recipe = self._recipe
        mine, theirs = read(self.reader, (pair.a, pair.b))
        kept = [torch.from_numpy(self._chance.random(len(side)) >= recipe.hidden) for side in (mine, theirs)]
        thin = pair.thinned(*kept)
        echoed = met(thin, mine[kept[0]], theirs[kept[1]])
        loss = self._log_loss(features(thin, echoed), pair.missing)
        if self._chance.random() < recipe.few:
            count = min(int(self._chance.choice(SHORTER)), len(pair.sizes))
            some = torch.from_numpy(np.sort(self._chance.choice(len(pair.sizes), count, replace=False)))
            loss = loss + recipe.few_counts * self._log_loss(features(thin, echoed, some), pair.missing[some])
        return loss

    def _log_loss(self, rows: Tensor, missing: Tensor) -> Tensor:
        return functional.binary_cross_entropy_with_logits(rows @ self._weights + self._bias, missing)
