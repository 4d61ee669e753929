"""One network that learns sudoku: it is measured as it goes, can be put aside and taken up again."""

from __future__ import annotations

import json
import pickle
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.errors import UsageError
from engine.training.sudoku.board import Board, Boards
from engine.training.sudoku.puzzles import Puzzles
from engine.training.sudoku.recipe import PREFIX, STEPS, Recipe, Variant
from engine.training.trm.network import Puzzler
from engine.training.trm.trainer import Told, Trainer, accuracy


@dataclass(frozen=True, slots=True)
class Point:
    """What was reached after some learning."""

    steps: int  # of the optimiser
    seconds: float  # of computing; what other programs took meanwhile is not counted
    accuracy: dict[str, float]  # share of held-out boards that are wholly right after so many supervision steps


class Learner:
    """A variant with a seed, its trainer, and the boards that it is measured on."""

    def __init__(
        self, board: Board, recipe: Recipe, variant: Variant, seed: int, parts: tuple[Puzzles, Puzzles], device: str
    ) -> None:
        """
        Args:
            board: of the puzzles.
            recipe: network and schedule.
            variant: how it thinks.
            seed: of its weights, and of the order and symmetries that it meets.
            parts: puzzles to learn from, and held-out ones.
            device: as PyTorch names it.
        """
        torch.manual_seed(seed)
        self._board, self._device, self._training = board, device, parts[0]
        self._random = np.random.default_rng(seed)
        self._what = json.dumps([board.side, asdict(recipe), asdict(variant), seed], sort_keys=True)
        shape = recipe.shape(board.side, variant)
        self._network = Puzzler(shape, board.side + 1, PREFIX, full_gradient=variant.full_gradient).to(device)
        self._judged = Puzzler(shape, board.side + 1, PREFIX).to(device)
        self._trainer = Trainer(self._network, self._draw, recipe.schedule(variant), seed)
        self._tested = self._seen_from_sides(parts[1], recipe.symmetries)
        self.seconds = 0.0
        self.points: list[Point] = []

    @property
    def steps(self) -> int:
        """Of the optimiser, so far."""
        return self._trainer.steps

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(value.numel() for value in self._network.parameters())

    def learn(self) -> Told:
        """One step of the optimiser."""
        started = time.thread_time()
        told = self._trainer.step()
        self.seconds += time.thread_time() - started
        return told

    def measure(self) -> Point:
        """What the averaged weights reach on the held-out boards; a point more."""
        self._trainer.average.load_into(self._judged)
        found = accuracy(self._judged, *self._tested, STEPS)
        point = Point(self.steps, round(self.seconds, 1), {str(step): round(share, 4) for step, share in found.items()})
        self.points.append(point)
        return point

    def put_aside(self, path: Path) -> None:
        """Write all that is needed to go on."""
        kept = {
            "what": self._what,
            "trainer": self._trainer.kept(),
            "order": json.dumps(self._random.bit_generator.state),
            "seconds": self.seconds,
            "points": [asdict(point) for point in self.points],
        }
        waiting = path.with_name(f".{path.name}.part")
        torch.save(kept, waiting)
        waiting.replace(path)

    def take_up(self, path: Path) -> None:
        """Go on where one was put aside.

        Raises:
            UsageError: the file is broken, or of another network.
        """
        try:
            kept: dict[str, Any] = torch.load(path, map_location=self._device, weights_only=True)
            if kept["what"] != self._what:
                raise UsageError(f"{path} was put aside by a run with other settings", "delete it, or name another -o")
            self._trainer.resume(kept["trainer"])
            self._random.bit_generator.state = json.loads(kept["order"])
            self.seconds, self.points = kept["seconds"], [Point(**each) for each in kept["points"]]
        except (pickle.UnpicklingError, EOFError, RuntimeError, KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path} can't be read as a run that was put aside", "delete it to begin anew") from error

    def _draw(self, rows: int) -> tuple[Tensor, Tensor]:
        chosen = self._random.integers(len(self._training), size=rows)
        return self._tensors(self._random, self._training.clues[chosen], self._training.solutions[chosen])

    def _seen_from_sides(self, puzzles: Puzzles, symmetries: int) -> tuple[Tensor, Tensor]:
        """Each puzzle under as many symmetries, the same in every run."""
        return self._tensors(
            np.random.default_rng(0),
            np.repeat(puzzles.clues, symmetries, axis=0),
            np.repeat(puzzles.solutions, symmetries, axis=0),
        )

    def _tensors(self, random: np.random.Generator, clues: Boards, solutions: Boards) -> tuple[Tensor, Tensor]:
        turned = self._board.turned(random, clues, solutions)
        both = [torch.from_numpy(boards.astype(np.int64)).to(self._device) for boards in turned]
        return both[0], both[1]
