"""What is wrong in a theme file, as data and in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ThemeProblem:
    """What is wrong in a theme file, and where."""

    file: str
    key: str  # '' where the file as a whole can't be read
    reason: str
    theme: str = ""  # the name of the theme that the file is about, as far as it can be told

    def __str__(self) -> str:
        return f"{_short(self.file)}: {self.key + ' ' if self.key else ''}{self.reason}."


def meant(word: object, known: Iterable[str]) -> str:
    """'; did you mean ...' where something known is near, else ''."""
    near = get_close_matches(str(word).casefold(), list(known), 1)
    return f"; did you mean '{near[0]}'" if near else ""


def sentences(problems: Iterable[ThemeProblem]) -> list[str]:
    """One sentence a file: its first problem, and how many more there are."""
    by_file: dict[str, list[ThemeProblem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    return [_sentence(found) for found in by_file.values()]


def _sentence(problems: list[ThemeProblem]) -> str:
    first, more = str(problems[0]), len(problems) - 1
    return first if not more else f"{first.rstrip('.')}, and {more} more."


def _short(file: str) -> str:
    path, home = Path(file), Path.home()
    return str(Path("~", path.relative_to(home))) if path.is_relative_to(home) else file
