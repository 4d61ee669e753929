"""What was typed before, and the walk through it by Up and Down."""

from __future__ import annotations

from collections.abc import Sequence

from tui.finding.folding import fold

LENGTH = 2_000


class History:
    """Questions and commands, each once. What is unsent stands behind the newest, and comes back there.

    Where something is typed before the walk begins, it leads past those only that begin so; past all, where none does.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []  # oldest first
        self._walk: list[str] = []  # those that this walk leads past, newest first
        self._at = -1  # in the walk; -1: not in it
        self._unsent = ""

    @property
    def newest_first(self) -> tuple[str, ...]:
        """All there is."""
        return tuple(reversed(self._lines))

    @property
    def here(self) -> str | None:
        """The line that the walk has come to, None outside of one."""
        return self._walk[self._at] if self._at >= 0 else None

    def fill(self, newest_first: Sequence[str]) -> None:
        """What was kept; what has been typed since the start stays behind it."""
        self._lines = list(dict.fromkeys([*reversed(self._lines), *newest_first]))[:LENGTH][::-1]

    def add(self, line: str) -> None:
        """One more, the newest."""
        if line in self._lines:
            self._lines.remove(line)
        self._lines = [*self._lines, line][-LENGTH:]

    def older(self, text: str) -> str | None:
        """The line before, for a field that holds `text`; None where there is none."""
        if self.here != text:
            self._begin(text)
        if self._at + 1 >= len(self._walk):
            return None
        self._at += 1
        return self._walk[self._at]

    def newer(self, text: str) -> str | None:
        """The line behind, and at last what was unsent; None outside of a walk."""
        if self.here != text:  # it was changed: that is a text of its own now
            self.leave()
            return None
        self._at -= 1
        return self._walk[self._at] if self._at >= 0 else self._unsent

    def jump(self, text: str, line: str) -> str:
        """Go to `line` at once, from a field that holds `text`."""
        if self.here != text:
            self._begin("")
            self._unsent = text
        self._walk = list(self.newest_first)
        self._at = self._walk.index(line) if line in self._walk else -1
        return line

    def leave(self) -> None:
        """What was recalled was sent, or has become something else."""
        self._walk, self._at, self._unsent = [], -1, ""

    def _begin(self, text: str) -> None:
        lines = [line for line in reversed(self._lines) if line != text]
        begun = fold(text)
        self._walk = [line for line in lines if fold(line).startswith(begun)] or lines
        self._at, self._unsent = -1, text
