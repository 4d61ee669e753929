"""The heights of many blocks, with their sums: where a block stands, and which block a line belongs to."""

from __future__ import annotations

from collections.abc import Iterable

BUCKET = 256  # blocks summed together; near the square root of the 200,000 lines of a large document


class Heights:
    """Heights in lines. `set` and `append` are O(1), `top` and `find` O(n / BUCKET + BUCKET)."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._sums = [sum(self._heights[i : i + BUCKET]) for i in range(0, len(self._heights), BUCKET)]
        self.total = sum(self._sums)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def append(self, height: int) -> None:
        """One more block below the others."""
        if len(self._heights) % BUCKET == 0:
            self._sums.append(0)
        self._heights.append(height)
        self._sums[-1] += height
        self.total += height

    def set(self, index: int, height: int) -> None:
        """Block `index` turned out to be `height` lines high."""
        change = height - self._heights[index]
        self._heights[index] = height
        self._sums[index // BUCKET] += change
        self.total += change

    def top(self, index: int) -> int:
        """The first line of block `index`; the total for `index == len(self)`."""
        bucket = index // BUCKET
        return sum(self._sums[:bucket]) + sum(self._heights[bucket * BUCKET : index])

    def find(self, line: int) -> tuple[int, int]:
        """The block that `line` belongs to and the line's number within it; clamped to the first and last block.

        Raises:
            IndexError: there are no blocks.
        """
        if not self._heights:
            raise IndexError("no blocks")
        line = max(0, min(line, self.total - 1))
        bucket = 0
        while line >= self._sums[bucket]:
            line -= self._sums[bucket]
            bucket += 1
        index = bucket * BUCKET
        while line >= self._heights[index]:
            line -= self._heights[index]
            index += 1
        return index, line
