"""What a person has arranged and finds again at the next start: the panes that are open, and their sizes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

CONVERSATION = "conversation"
SIDE = ("sources", "trace")
"""The panes of the right-hand column, the upper one first."""
SHELF = ("library", "graph")
"""The panes of the left-hand column, the upper one first; both are closed until they are asked for."""
NAMES = (*SIDE, *SHELF)
"""All panes beside the conversation, which is always open."""

WIDTH_STEP = 4  # percent of the screen
HEIGHT_STEP = 8  # percent of the column
LEAST, MOST = 15, 70  # percent that a column can take
LEAST_PART, MOST_PART = 10, 90  # percent of a column that its upper pane can take


def column(name: str) -> tuple[str, ...]:
    """The panes that share a column with this one; () for the conversation."""
    return SIDE if name in SIDE else SHELF if name in SHELF else ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Which panes are open and how they divide the screen. A width of 0 is what the screen's own width suggests."""

    open: frozenset[str] = frozenset(SIDE)
    beside: bool = False  # sources and trace side by side where there is room, else one above the other
    side_percent: int = 0  # of the screen
    shelf_percent: int = 0  # of the screen
    sources_percent: int = 67  # of their column; the trace has the rest
    library_percent: int = 50  # of its column; the graph has the rest

    def with_open(self, names: Iterable[str]) -> Layout:
        """These panes are open too."""
        return replace(self, open=self.open | frozenset(names))

    def without(self, name: str) -> Layout:
        """This pane is closed."""
        return replace(self, open=self.open - {name})

    def upper_percent(self, name: str) -> int:
        """The part of its column that the upper pane of this pane's column has."""
        return self.library_percent if name in SHELF else self.sources_percent

    def wide(self, name: str, percent: int) -> Layout:
        """The column of this pane has another width."""
        percent = max(LEAST, min(MOST, percent))
        return replace(self, shelf_percent=percent) if name in SHELF else replace(self, side_percent=percent)

    def divided(self, name: str, percent: int) -> Layout:
        """The upper pane of this pane's column has another part of it."""
        percent = max(LEAST_PART, min(MOST_PART, percent))
        return replace(self, library_percent=percent) if name in SHELF else replace(self, sources_percent=percent)
