"""`nacre train sudoku`: trains networks on puzzles and measures them on kinds of puzzles that they have never seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from engine.errors import Cancelled
from engine.events import JobProgress, Listener, Notice, ignore
from engine.training.device import check_device
from engine.training.sudoku.board import Board
from engine.training.sudoku.figures import Run, compared, write, written
from engine.training.sudoku.learner import Learner, Point
from engine.training.sudoku.puzzles import Puzzles, split
from engine.training.sudoku.recipe import VARIANTS, recipe_for

FIRST_MEASURED = 125
"""Steps of the optimiser after which a network is measured first; then after 2, 3, 4, 6, 8, 12 ... times as many."""

PUT_ASIDE_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What is trained, and when a run ends."""

    side: int
    minutes: float  # of computing for each run
    most_steps: int = 0  # of the optimiser for each run; 0: as many as the minutes allow
    seeds: int = 1
    variants: tuple[str, ...] = ("full",)  # keys of `VARIANTS`
    kinds: int = 0  # of puzzles to learn from; 0: as many as the recipe says
    device: str = "cpu"

    def share(self, learner: Learner) -> float:
        """How much of a run is done: 1 at its end."""
        share = learner.seconds / (60 * self.minutes)
        return max(share, learner.steps / self.most_steps) if self.most_steps else share


def train(goal: Goal, output: Path, listen: Listener = ignore, cancel: threading.Event | None = None) -> dict[str, Any]:
    """Train and measure each variant with each seed; runs that the report has already are not repeated.

    Args:
        goal: what to train, and for how long.
        output: the report; a run that was stopped lies beside it until it is complete.
        listen: told of progress, and of each measurement.
        cancel: ends the work after a step; what was reached is measured, told and kept.

    Returns:
        The comparison of the variants, and where each run ended.

    Raises:
        UsageError: there is no such board or device, or the report is of other settings.
        Cancelled: stopped before there was anything to measure.
    """
    cancel = cancel or threading.Event()
    recipe = recipe_for(goal.side)
    check_device(goal.device, torch.float64)
    setting = {
        "side": goal.side,
        "recipe": asdict(recipe),
        "kinds": goal.kinds,
        "minutes": goal.minutes,
        "most_steps": goal.most_steps,
    }
    runs = written(output, setting)
    write(output, setting, runs)  # where nothing can be written, this says so before hours of work
    board = Board(goal.side)

    def made(done: int, of: int) -> None:
        if cancel.is_set():
            raise Cancelled("stopped while puzzles were made")
        listen(JobProgress("puzzles", done, of))

    held = {(run.variant, run.seed) for run in runs}
    wanted = [(name, seed) for seed in range(goal.seeds) for name in goal.variants if (name, seed) not in held]
    training, held_out = split(board, recipe.training, recipe.held_out, seed=0, tell=made)
    parts = (training.first(goal.kinds or len(training)), held_out)
    for name, seed in wanted:
        if cancel.is_set():
            break
        aside = output.with_name(f"{output.stem}.{name}-{seed}.pt")
        learner = Learner(board, recipe, VARIANTS[name], seed, parts, goal.device)
        if aside.exists():
            learner.take_up(aside)
        last = _learned(learner, goal, f"{name}, seed {seed}", aside, listen, cancel)
        runs.append(Run(name, seed, learner.parameters, goal.share(learner) >= 1, tuple(learner.points)))
        write(output, setting, runs)
        _end(runs[-1], last, aside, listen)
    return _told(goal, parts, runs, output)


def _learned(learner: Learner, goal: Goal, name: str, aside: Path, listen: Listener, cancel: threading.Event) -> Point:
    """Learn to the goal, or until it is cancelled; the last measurement."""
    put_aside_at, reached = time.monotonic(), ""
    total = goal.most_steps or round(60 * goal.minutes)
    while goal.share(learner) < 1 and not cancel.is_set():
        told = learner.learn()
        done = learner.steps if goal.most_steps else round(learner.seconds)
        unit = "steps" if goal.most_steps else "seconds"
        line = f"{name}: loss {told.loss:.3f}, {told.right:.0%} right{reached and f', held-out {reached}'}; {unit}"
        listen(JobProgress(line, min(done, total), total))
        if _is_measured(learner.steps) and goal.share(learner) < 1:
            reached = f"{_final(learner.measure()):.1%}"
            listen(Notice(f"{name}: {reached} of the held-out puzzles solved after {_steps(learner.steps)}."))
        if time.monotonic() - put_aside_at > PUT_ASIDE_EVERY_S:
            learner.put_aside(aside)
            put_aside_at = time.monotonic()
    if goal.share(learner) < 1:
        learner.put_aside(aside)
    return learner.points[-1] if learner.points and learner.points[-1].steps == learner.steps else learner.measure()


def _is_measured(steps: int) -> bool:
    """Whether so many steps are 125, 250, 375, 500, 750, 1,000, 1,500 ..."""
    turns, left = divmod(steps, FIRST_MEASURED)
    return not left and turns > 0 and turns // (turns & -turns) in (1, 3)


def _end(run: Run, last: Point, aside: Path, listen: Listener) -> None:
    """Say in a sentence what a run has reached; what was put aside for it goes once it is complete."""
    reached = f"{_final(last):.1%} of the held-out puzzles solved after {_steps(last.steps)} ({last.seconds:,.0f} s)"
    if run.complete:
        aside.unlink(missing_ok=True)
        listen(Notice(f"{run.variant}, seed {run.seed}: {reached}."))
    else:
        listen(Notice(f"Stopped {run.variant}, seed {run.seed}: {reached}; the same command goes on from there."))


def _steps(count: int) -> str:
    return f"{count:,} step" if count == 1 else f"{count:,} steps"


def _final(point: Point) -> float:
    return list(point.accuracy.values())[-1]


def _told(goal: Goal, parts: tuple[Puzzles, Puzzles], runs: Sequence[Run], output: Path) -> dict[str, Any]:
    return {
        "side": goal.side,
        "kinds to learn from": len(parts[0]),
        "held-out kinds": len(parts[1]),
        "report": str(output),
        "runs": [
            {
                "variant": run.variant,
                "seed": run.seed,
                "parameters": run.parameters,
                "complete": run.complete,
                "steps": run.last.steps,
                "seconds": run.last.seconds,
                **{f"after {step}": share for step, share in run.last.accuracy.items()},
            }
            for run in runs
        ],
        "comparison": compared(runs) if len({run.variant for run in runs}) > 1 else [],
    }
