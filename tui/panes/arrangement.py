"""What stands where in a terminal of a given size. Pure: the same layout gives the same arrangement."""

from __future__ import annotations

from dataclasses import dataclass

from tui.panes.layout import CONVERSATION, SHELF, SIDE, Layout, column

TWO_COLUMNS = 100  # cells from which a column stands beside the conversation
THREE_COLUMNS = 160  # cells from which there is a column on either side of it
TINY = (40, 10)  # cells and lines below which there is room for one pane only, or for the composer
CONVERSATION_CELLS = 40  # that a column beside the conversation leaves to it
COLUMN_CELLS = 24  # of the narrowest column
PART_CELLS = 28  # of each of two panes side by side


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The panes in sight and the widths of their columns, in cells; 0 where a column has the whole width or none."""

    panes: frozenset[str]
    conversation: bool = True  # whether its column is in sight, with the composer
    transcript: bool = True  # False: a pane stands in its place, over the composer
    side_cells: int = 0
    shelf_cells: int = 0
    beside: bool = False  # sources and trace side by side
    tiny: bool = False

    @property
    def divided(self) -> bool:
        """Whether there are columns whose widths can change."""
        return bool(self.side_cells or self.shelf_cells)

    def __contains__(self, name: object) -> bool:
        return self.conversation and self.transcript if name == CONVERSATION else name in self.panes


def arrange(
    layout: Layout, width: int, height: int, current: str, *, shelf: bool = False, zoomed: str = ""
) -> Arrangement:
    """Where everything goes; `current` is always in sight.

    Args:
        layout: what is open, and how large.
        width, height: of the screen, in cells and lines.
        current: the pane that has the focus, 'conversation' for the conversation and the composer.
        shelf: in two columns: whether the second one is the library's and not the sources'.
        zoomed: the pane that has the whole screen, '' for none.
    """
    tiny = width < TINY[0] or height < TINY[1]
    if zoomed:
        alone = zoomed == CONVERSATION
        return Arrangement(frozenset() if alone else frozenset({zoomed}), conversation=alone, tiny=tiny)
    if tiny or width < TWO_COLUMNS:
        if current == CONVERSATION:
            return Arrangement(frozenset(), tiny=tiny)
        return Arrangement(frozenset({current}), conversation=not tiny, transcript=False, tiny=tiny)
    wanted = layout.open | (frozenset({current}) - {CONVERSATION})
    if width < THREE_COLUMNS:
        shown = wanted & frozenset(SHELF if column(current) == SHELF or (shelf and not column(current)) else SIDE)
    else:
        shown = wanted
    return _columns(layout, width, shown)


def _columns(layout: Layout, width: int, shown: frozenset[str]) -> Arrangement:
    on_side, on_shelf = shown & frozenset(SIDE), shown & frozenset(SHELF)
    beside = layout.beside and len(on_side) == len(SIDE)
    side = _cells(layout.side_percent, _side_suggested(width, beside), width) if on_side else 0
    side = max(side, 2 * PART_CELLS) if beside else side
    suggested = _shelf_suggested(width) if width >= THREE_COLUMNS else _side_suggested(width, beside=False)
    shelf = _cells(layout.shelf_percent, suggested, width) if on_shelf else 0
    room = width - CONVERSATION_CELLS
    if side + shelf > room:
        shelf = min(shelf, max(COLUMN_CELLS, room - side)) if on_shelf else 0
        side = min(side, room - shelf)
    return Arrangement(shown, side_cells=side, shelf_cells=shelf, beside=beside and side >= 2 * PART_CELLS)


def _cells(percent: int, suggested: int, width: int) -> int:
    return max(COLUMN_CELLS, width * percent // 100 if percent else suggested)


def _side_suggested(width: int, beside: bool) -> int:
    if beside:
        return min(width // 2, 120)
    return min(width * 42 // 100, 72 if width < THREE_COLUMNS else 84)


def _shelf_suggested(width: int) -> int:
    return min(width * 22 // 100, 60)
