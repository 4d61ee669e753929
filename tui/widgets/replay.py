"""A trace that is shown once more: how many of its stages stand on the screen."""

from __future__ import annotations

from tui.keymap.keymap import Keymap, hints
from tui.talk import Entry, Stage, every


class Replay:
    """Goes through the stages of one answer, forwards and back."""

    def __init__(self, entry: Entry, shown: int = 0) -> None:
        self.entry = entry
        self.shown = shown

    @property
    def total(self) -> int:
        """Stages that are in sight at its end."""
        return sum(1 for _ in every(self.entry.stages, in_sight=True))

    @property
    def over(self) -> bool:
        """Whether nothing is left to be shown."""
        return self.shown >= self.total

    def step(self, steps: int) -> None:
        """So many stages further; negative: back."""
        self.shown = max(0, min(self.shown + steps, self.total))

    def rows(self, rows: list[tuple[Stage, int]]) -> list[tuple[Stage, int]]:
        """Of the rows of its answer those that are shown by now."""
        return rows[: self.shown]

    def words(self, keymap: Keymap, *, paused: bool) -> str:
        """Where it is, and the keys that move it."""
        pause = keymap.hint("pause-replay", does="goes on" if paused else "pauses")
        return hints(f"{self.shown} of {self.total}", pause, keymap.hint("replay-back", "replay-on", does="step"))
