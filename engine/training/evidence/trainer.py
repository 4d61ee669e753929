"""Deep supervision: a batch thinks step by step, and every step is learned from by a step of the optimiser.

Order and dropout of a batch depend on the seed and the batch's number alone, so a run that was interrupted goes on to
the same weights as one that was not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event as Flag
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from engine.errors import Cancelled
from engine.events import JobProgress, Listener, ignore
from engine.training.evidence.batch import Batch
from engine.training.evidence.data import Data, without
from engine.training.evidence.loss import Loss, step_loss
from engine.training.evidence.network import Thought
from engine.training.evidence.recipe import Recipe
from engine.training.trm.average import Average
from engine.training.trm.optimiser import AdamAtan2, warmed

KEPT_EVERY_S = 60.0
TOLD_EVERY = 10  # batches


class Thinker(Protocol):
    """A network that can be trained: the selector or one of its peers."""

    def thoughts(self, batch: Batch, steps: int) -> Iterator[Thought]: ...

    def parameters(self) -> Iterator[Any]: ...

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...

    def train(self, mode: bool = True) -> Any: ...

    def eval(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What a batch said: means over its steps."""

    loss: float
    ranking: float
    halt: float
    none: float


class Trainer:
    """A network, its optimiser and average, and where it stands among its batches."""

    def __init__(self, network: Any, data: Data, recipe: Recipe, seed: int = 0, seconds: float = 0.0) -> None:
        """
        Args:
            network: a `Thinker` on the data's device; its first weights are the caller's business.
            data: what it learns from.
            recipe: how.
            seed: of order and dropout.
            seconds: after which it ends, with a rate that has fallen as far as by its epochs; 0 for no such limit.
        """
        self.network, self.data, self.recipe, self.seed, self.seconds = network, data, recipe, seed, seconds
        self.optimiser = AdamAtan2(network.parameters(), recipe.rate, decay=recipe.decay)
        self.average = Average(network, recipe.average)
        self.batches = 0
        self.spent_s = 0.0
        self._order: tuple[int, Tensor] = (-1, torch.empty(0))

    @property
    def of_epoch(self) -> int:
        """Batches of an epoch; questions that do not fill one wait for the next."""
        return max(1, len(self.data) // self.recipe.rows)

    @property
    def done(self) -> float:
        """0..1: how far it is, by epochs or by time, whichever is further."""
        share = self.batches / (self.recipe.epochs * self.of_epoch)
        return min(1.0, max(share, self.spent_s / self.seconds if self.seconds else 0.0))

    def step(self) -> Told:
        """One batch, with all its supervision steps."""
        recipe = self.recipe
        batch, targets = self.data.rows(self._drawn())
        generator = np.random.default_rng((self.seed, self.batches, 1))
        if recipe.dropout:
            chosen = torch.from_numpy(generator.random(tuple(batch.mask.shape)) < recipe.dropout).to(batch.mask.device)
            if targets.settled is not None:
                chosen &= ~targets.settled[:, None]
            batch, targets = without(batch, targets, chosen)
        rate = recipe.rate * max(recipe.last_rate, 1.0 - self.done)
        self.network.train()
        losses: list[Loss] = []
        for at, thought in enumerate(self.network.thoughts(batch, recipe.steps)):
            for group in self.optimiser.param_groups:
                group["lr"] = rate * warmed(self.batches * recipe.steps + at + 1, recipe.warm_up)
            loss = step_loss(thought, targets)
            self.optimiser.zero_grad(set_to_none=True)
            loss.total.backward()
            self.optimiser.step()
            self.average.take(self.network)
            losses.append(loss)
        self.batches += 1
        count = len(losses)
        return Told(
            loss=sum(float(each.total.detach()) for each in losses) / count,
            ranking=sum(each.ranking for each in losses) / count,
            halt=sum(each.halt for each in losses) / count,
            none=sum(each.none for each in losses) / count,
        )

    def run(
        self, keep: Callable[[], None], listen: Listener = ignore, cancel: Flag | None = None, name: str = "selector"
    ) -> None:
        """Train to the end, then give the network its averaged weights.

        Args:
            keep: called every minute and at the end, and before it is interrupted.
            listen: told of progress.
            cancel: looked at after each batch.
            name: of what is trained, in the progress.

        Raises:
            Cancelled: after `keep`.
        """
        kept_at = time.monotonic()
        while self.done < 1.0:
            started = time.monotonic()
            told = self.step()
            self.spent_s += time.monotonic() - started
            if self.batches % TOLD_EVERY == 0 or self.done >= 1.0:
                listen(JobProgress(f"training {name}, loss {told.loss:.3f}", int(1_000 * self.done), 1_000))
            if cancel is not None and cancel.is_set():
                keep()
                raise Cancelled("training was stopped", "nacre train evidence --resume goes on with it")
            if time.monotonic() - kept_at >= KEPT_EVERY_S:
                keep()
                kept_at = time.monotonic()
        keep()
        self.average.load_into(self.network)

    def _drawn(self) -> Tensor:
        """int64 (rows,): the samples of the next batch."""
        epoch, at = divmod(self.batches, self.of_epoch)
        if self._order[0] != epoch:
            generator = np.random.default_rng((self.seed, epoch))
            count = len(self.data)
            if self.recipe.balance:
                weights = np.array(self.data.shares(self.recipe.balance)) / count
                order = generator.choice(count, count, p=weights / weights.sum())
            else:
                order = generator.permutation(count)
            self._order = epoch, torch.from_numpy(order)
        return self._order[1][at * self.recipe.rows : (at + 1) * self.recipe.rows]
