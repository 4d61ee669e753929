"""What is wrong in keys.toml, as data and in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.drawing.clean import one_line


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """What is wrong in the file of keys, where, and what to do about it."""

    file: str
    key: str  # the action as it stands there; '' where the file as a whole can't be read
    reason: str
    remedy: str
    used: bool = False  # the line counts all the same

    def __str__(self) -> str:
        return f"{Path(self.file).name}: {one_line(self.key, 40) + ' ' if self.key else ''}{one_line(self.reason)}."


def sentence(problems: Sequence[KeyProblem]) -> str:
    """The first problem, and how many more there are; '' where there is none."""
    if not problems:
        return ""
    first, more = str(problems[0]), len(problems) - 1
    return first if not more else f"{first.rstrip('.')}, and {more} more."
