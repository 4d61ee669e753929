"""Puzzles with one solution, split so that no puzzle of one part is a symmetry of one of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from engine.training.sudoku.board import Board, Boards, Cells

_FEWEST = {4: 4, 6: 9, 9: 24}
"""Clues below which making a puzzle is not tried: it would take long, and hardly any has one solution."""

_MOST = {4: 6, 6: 12, 9: 30}
"""Clues above which a puzzle is left out: it would be too easy to tell one network from another."""

BATCH = 256
MOST_BARREN = 20
"""Batches in a row without a new kind, after which there are taken to be no more."""


@dataclass(frozen=True, slots=True)
class Puzzles:
    """Puzzles and their solutions, uint8 (n, cells) each; 0 is an empty cell."""

    clues: Boards
    solutions: Boards

    def __len__(self) -> int:
        return len(self.clues)

    def first(self, count: int) -> Puzzles:
        """So many of them."""
        return Puzzles(self.clues[:count], self.solutions[:count])


def made(board: Board, random: Random) -> tuple[Cells, Cells]:
    """A puzzle and its only solution: cells of a full board are emptied in random order while one solution is left."""
    solution = next(board.solutions([0] * board.cells, random))
    clues = list(solution)
    wanted = random.randint(_FEWEST[board.side], _MOST[board.side])
    order = list(range(board.cells))
    random.shuffle(order)
    left = board.cells
    for number in order:
        if left <= wanted:
            break
        digit, clues[number] = clues[number], 0
        if board.is_unique(clues):
            left -= 1
        else:
            clues[number] = digit
    return tuple(clues), solution


def split(
    board: Board, training: int, test: int, seed: int, tell: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Puzzles, Puzzles]:
    """Puzzles to learn from and to be tested on, no two of any kind twice.

    Args:
        board: of the puzzles.
        training: how many at most; a small board has fewer kinds.
        test: likewise.
        seed: of everything.
        tell: told how many there are, and of how many.
    """
    random = Random(seed)
    found: dict[int, tuple[Cells, Cells]] = {}
    total, barren = training + test, 0
    while len(found) < total and barren < MOST_BARREN:
        batch = [made(board, random) for _ in range(BATCH)]
        before = len(found)
        for kind, pair in zip(board.kinds(np.array([clues for clues, _ in batch], np.uint8)), batch, strict=True):
            if len(found) < total and sum(map(bool, pair[0])) <= _MOST[board.side]:
                found.setdefault(int(kind), pair)
        barren = 0 if len(found) > before else barren + 1
        tell(len(found), total)
    pairs = list(found.values())
    random.shuffle(pairs)
    share = len(pairs) * test // total  # a small board may have fewer kinds than were asked for
    return _puzzles(pairs[share:]), _puzzles(pairs[:share])


def _puzzles(pairs: list[tuple[Cells, Cells]]) -> Puzzles:
    return Puzzles(
        np.array([clues for clues, _ in pairs], np.uint8), np.array([solution for _, solution in pairs], np.uint8)
    )
