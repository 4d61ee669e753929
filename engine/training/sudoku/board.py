"""Boards of 4x4, 6x6 and 9x9 cells, their solutions and their symmetries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
import numpy.typing as npt

Cells = tuple[int, ...]
"""A board row by row: 1 to its side, 0 for an empty cell."""

Boards = npt.NDArray[np.uint8]
"""Several boards: (n, cells)."""

_BOXES = {4: (2, 2), 6: (2, 3), 9: (3, 3)}


@dataclass(frozen=True)
class Board:
    """A board of `side` x `side` cells in boxes of `box_rows` x `box_columns`."""

    side: int

    def __post_init__(self) -> None:
        if self.side not in _BOXES:
            raise ValueError(f"there is no sudoku of side {self.side}, only of {', '.join(map(str, _BOXES))}")

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.side * self.side

    @cached_property
    def box_size(self) -> tuple[int, int]:
        """Rows and columns of a box."""
        return _BOXES[self.side]

    @cached_property
    def units(self) -> npt.NDArray[np.int64]:
        """Row, column and box of each cell: int64 (cells, 3)."""
        rows, columns = np.divmod(np.arange(self.cells), self.side)
        tall, wide = self.box_size
        return np.stack([rows, columns, rows // tall * tall + columns // wide], axis=1)

    def solutions(self, cells: Sequence[int], random: Random | None = None) -> Iterator[Cells]:
        """All ways to fill a board, one after another; in random order where `random` is given.

        The cell with the fewest choices is filled first.
        """
        whole = (1 << self.side) - 1
        rows, columns, boxes = ([whole] * self.side for _ in range(3))
        units = [tuple(map(int, unit)) for unit in self.units]
        for (row, column, box), digit in zip(units, cells, strict=True):
            if digit:
                bit = 1 << (digit - 1)
                if not rows[row] & columns[column] & boxes[box] & bit:
                    return
                rows[row] ^= bit
                columns[column] ^= bit
                boxes[box] ^= bit
        filled = list(cells)
        empty = [number for number, digit in enumerate(filled) if not digit]

        def fill() -> Iterator[Cells]:
            if not empty:
                yield tuple(filled)
                return
            best, place, fewest = 0, -1, self.side + 1
            for index, number in enumerate(empty):
                row, column, box = units[number]
                choices = rows[row] & columns[column] & boxes[box]
                if choices.bit_count() < fewest:
                    best, place, fewest = choices, index, choices.bit_count()
                    if fewest <= 1:
                        break
            number = empty.pop(place)
            row, column, box = units[number]
            digits = [digit for digit in range(self.side) if best >> digit & 1]
            if random is not None:
                random.shuffle(digits)
            for digit in digits:
                bit = 1 << digit
                rows[row] ^= bit
                columns[column] ^= bit
                boxes[box] ^= bit
                filled[number] = digit + 1
                yield from fill()
                filled[number] = 0
                rows[row] ^= bit
                columns[column] ^= bit
                boxes[box] ^= bit
            empty.insert(place, number)

        yield from fill()

    def is_unique(self, cells: Sequence[int]) -> bool:
        """Whether there is one way to fill a board, and no second one."""
        found = self.solutions(cells)
        return next(found, None) is not None and next(found, None) is None

    def turned(self, random: np.random.Generator, *alike: Boards) -> tuple[Boards, ...]:
        """Each board under a random symmetry of its own: digits, bands, rows, stacks and columns, and the diagonal.

        Args:
            random: of the symmetries.
            alike: uint8 (n, cells) each; what stands at one place of several, as clues and their solution do, is
                turned in one way.
        """
        count = len(alike[0])
        tall, wide = self.box_size
        rows, columns = self._orders(random, count, tall), self._orders(random, count, wide)
        places = rows[:, :, None] * self.side + columns[:, None, :]
        if tall == wide:
            places = np.where(random.random((count, 1, 1)) < 0.5, places, places.transpose(0, 2, 1))
        places = places.reshape(count, self.cells)
        digits = np.zeros((count, self.side + 1), np.uint8)
        digits[:, 1:] = 1 + _shuffled(random, count, self.side)
        return tuple(
            np.take_along_axis(digits, np.take_along_axis(boards, places, axis=1).astype(np.int64), axis=1)
            for boards in alike
        )

    def _orders(self, random: np.random.Generator, count: int, size: int) -> npt.NDArray[np.int64]:
        """Orders of the lines that keep those of a band of `size` together: int64 (count, side)."""
        number = self.side // size
        bands = _shuffled(random, count, number)
        within = _shuffled(random, count * number, size).reshape(count, number, size)
        return (bands[:, :, None] * size + within).reshape(count, self.side)

    def kinds(self, boards: Boards) -> npt.NDArray[np.uint64]:
        """A number for each board that is the same for all that symmetries make of it.

        Colours of the cells are refined by those of their rows, columns, boxes and digits. Boards of different kinds
        may share a number, boards of one kind never have two; what is told apart by it has nothing in common.

        Args:
            boards: uint8 (n, cells).
        """
        count = len(boards)
        colours = np.where(boards > 0, np.uint64(3), np.uint64(5)).astype(np.uint64)
        colours = np.broadcast_to(colours, (count, self.cells)).copy()
        for turn in range(5):
            lines = _gathered(_mixed(colours, 11 + turn), self.units[:, 0], self.side)
            across = _gathered(_mixed(colours, 11 + turn), self.units[:, 1], self.side)
            boxes = _gathered(_mixed(colours, 23 + turn), self.units[:, 2], self.side)
            digits = np.zeros((count, self.side + 1), np.uint64)
            np.add.at(digits, (np.arange(count)[:, None], boards.astype(np.int64)), _mixed(colours, 37 + turn))
            digits[:, 0] = 0
            of_digit = np.take_along_axis(digits, boards.astype(np.int64), axis=1)
            around = _mixed(lines[:, self.units[:, 0]], 41) + _mixed(across[:, self.units[:, 1]], 41)
            colours = _mixed(colours, 53) + around + _mixed(boxes[:, self.units[:, 2]], 61) + _mixed(of_digit, 67)
        return _mixed(_mixed(colours, 71).sum(axis=1, dtype=np.uint64), 73)


def _shuffled(random: np.random.Generator, count: int, size: int) -> npt.NDArray[np.int64]:
    """Orders of the numbers below `size`: int64 (count, size)."""
    return random.permuted(np.tile(np.arange(size), (count, 1)), axis=1)


def _gathered(colours: npt.NDArray[np.uint64], units: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.uint64]:
    """Sums of the cells' colours over each unit: uint64 (n, count)."""
    return np.stack([colours[:, units == unit].sum(axis=1, dtype=np.uint64) for unit in range(count)], axis=1)


def _mixed(values: npt.NDArray[np.uint64], salt: int) -> npt.NDArray[np.uint64]:
    """Numbers scattered over 64 bits (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = values + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
