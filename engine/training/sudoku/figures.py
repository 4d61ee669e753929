"""What runs reached, in a file that grows run by run, and how variants compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.training.sudoku.learner import Point


@dataclass(frozen=True, slots=True)
class Run:
    """One network from its first step to its last."""

    variant: str
    seed: int
    parameters: int
    complete: bool  # False: it was stopped before its time
    points: tuple[Point, ...]  # at 125, 250, 500 ... steps, and at its end

    @property
    def last(self) -> Point:
        """Where it ended."""
        return self.points[-1]


def written(path: Path, setting: Mapping[str, Any]) -> list[Run]:
    """The complete runs of a report; none where there is no report yet.

    Args:
        path: of the report.
        setting: board, recipe and time, as `write` was given them.

    Raises:
        UsageError: it is no report, or one of another setting.
    """
    if not path.exists():
        return []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        runs = [Run(**{**run, "points": tuple(Point(**point) for point in run["points"])}) for run in data["runs"]]
        same = data["setting"] == setting
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} can't be read as a report on sudoku", "name another file with -o") from error
    if not same:
        raise UsageError(f"{path} holds runs with other settings", "name another file with -o, or delete it")
    return [run for run in runs if run.complete]


def write(path: Path, setting: Mapping[str, Any], runs: Sequence[Run]) -> None:
    """Write a report whole or not at all; folders that are missing are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"setting": setting, "comparison": compared(runs), "runs": [asdict(run) for run in runs]}
    waiting = path.with_name(f".{path.name}.part")
    waiting.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    waiting.replace(path)


def compared(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Variants after equally many steps of the optimiser, after equally much computing, and at their ends.

    Equal steps are the most that every run was measured at, equal seconds the shortest run's; a run counts with the
    last point that it had reached by then.
    """
    if not runs:
        return []
    steps = max(set.intersection(*({point.steps for point in run.points} for run in runs)), default=0)
    seconds = min(run.last.seconds for run in runs)
    views = {
        "equal steps": [(run, point) for run in runs for point in run.points if point.steps == steps],
        "equal seconds": [(run, point) for run in runs for point in _until(run, seconds)],
        "end": [(run, run.last) for run in runs],
    }
    return [row for name, pairs in views.items() for row in _rows(name, pairs)]


def _until(run: Run, seconds: float) -> Iterable[Point]:
    """The last point of a run that it reached in so many seconds; a step or two more are forgiven."""
    return [point for point in run.points if point.seconds <= 1.01 * seconds + 1][-1:]


def _rows(name: str, pairs: Sequence[tuple[Run, Point]]) -> list[dict[str, Any]]:
    rows = []
    for variant in dict.fromkeys(run.variant for run, _ in pairs):
        points = [point for run, point in pairs if run.variant == variant]
        row = {"at": name, "variant": variant, "seeds": len(points)}
        row |= {"steps": round(_mean([point.steps for point in points]))}
        row |= {"seconds": round(_mean([point.seconds for point in points]), 1)}
        row |= {f"after {step}": _mean([point.accuracy[step] for point in points]) for step in points[0].accuracy}
        last = [list(point.accuracy.values())[-1] for point in points]
        rows.append({**row, "worst seed": min(last), "best seed": max(last)})
    return rows


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
