"""Lines of dots in cells: each cell has 2 by 4 of them, as braille has."""

from __future__ import annotations

from collections.abc import Iterator

BLANK = 0x2800  # the braille pattern without a dot
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row, then by column


class Canvas:
    """A grid of cells in which lines are drawn; in each cell the layer of the last line drawn there wins."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._dots: dict[tuple[int, int], int] = {}
        self._layers: dict[tuple[int, int], str] = {}

    def line(self, start: tuple[int, int], end: tuple[int, int], layer: str, *, every: int = 1) -> None:
        """From the middle of one cell to that of another; of its dots, only one in `every`."""
        (x0, y0), (x1, y1) = ((2 * x + 1, 4 * y + 2) for x, y in (start, end))
        for number, (x, y) in enumerate(_steps(x0, y0, x1, y1)):
            if number % every:
                continue
            cell = x // 2, y // 4
            self._dots[cell] = self._dots.get(cell, 0) | DOTS[y % 4][x % 2]
            self._layers[cell] = layer

    def at(self, x: int, y: int) -> tuple[str, str]:
        """The character of a cell, and its layer; a space and '' where nothing is."""
        dots = self._dots.get((x, y), 0)
        return (chr(BLANK + dots), self._layers[x, y]) if dots else (" ", "")


def _steps(x0: int, y0: int, x1: int, y1: int) -> Iterator[tuple[int, int]]:
    """The dots of a straight line."""
    count = max(abs(x1 - x0), abs(y1 - y0))
    for number in range(count + 1):
        share = number / count if count else 0.0
        yield round(x0 + (x1 - x0) * share), round(y0 + (y1 - y0) * share)
