"""Boards: solutions, uniqueness, symmetries, and puzzles whose kinds never meet."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.training.sudoku.board import Board
from engine.training.sudoku.puzzles import made, split

EASY_9 = (
    "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
    "534678912672195348198342567859761423426853791713924856961537284287419635345286179",
)


def digits(text: str) -> tuple[int, ...]:
    return tuple(map(int, text))


def is_full(board: Board, cells: tuple[int, ...]) -> bool:
    """Whether each row, column and box has every digit once."""
    units = [[set(), set(), set()] for _ in range(board.side)]
    for (row, column, box), digit in zip(board.units, cells, strict=True):
        for kind, unit in enumerate((row, column, box)):
            units[unit][kind].add(digit)
    return all(len(found) == board.side and 0 not in found for each in units for found in each)


def test_there_are_288_full_boards_of_four() -> None:
    found = list(Board(4).solutions([0] * 16))
    assert len(found) == len(set(found)) == 288
    assert all(is_full(Board(4), each) for each in found)


def test_a_known_puzzle_has_its_known_solution() -> None:
    clues, solution = map(digits, EASY_9)
    assert list(Board(9).solutions(clues)) == [solution]
    assert Board(9).is_unique(clues)


def test_clues_that_contradict_each_other_have_no_solution() -> None:
    assert not list(Board(4).solutions([1, 1, *[0] * 14]))
    assert not Board(4).is_unique([0] * 16)


def test_a_board_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no sudoku of side 5"):
        Board(5)


@pytest.mark.parametrize("side", [4, 6, 9])
def test_puzzles_have_one_solution_and_clues_of_it(side: int) -> None:
    board = Board(side)
    clues, solution = made(board, Random(side))
    assert is_full(board, solution)
    assert list(board.solutions(clues)) == [solution]
    assert all(clue in (0, digit) for clue, digit in zip(clues, solution, strict=True))


@settings(max_examples=30)
@given(side=st.sampled_from([4, 6, 9]), seed=st.integers(0, 2**32 - 1))
def test_symmetries_keep_solutions_and_kinds(side: int, seed: int) -> None:
    board, random = Board(side), np.random.default_rng(seed)
    clues, solution = made(board, Random(seed % 97))
    pair = np.array([clues, solution], np.uint8)
    turned = np.concatenate(board.turned(random, pair[:1], pair[1:]))
    assert is_full(board, tuple(turned[1]))
    assert ((turned[0] == 0) | (turned[0] == turned[1])).all()
    assert (board.kinds(turned) == board.kinds(pair)).all()


def test_each_board_has_a_symmetry_of_its_own() -> None:
    board = Board(9)
    turned = board.turned(np.random.default_rng(0), np.array([digits(EASY_9[1])] * 20, np.uint8))[0]
    assert len({bytes(each) for each in turned}) == 20


def test_puzzles_that_differ_in_their_clues_are_of_other_kinds() -> None:
    board = Board(9)
    puzzles = np.array([made(board, Random(seed))[0] for seed in range(12)], np.uint8)
    assert len(set(board.kinds(puzzles).tolist())) == 12


def test_no_kind_is_in_both_parts_or_twice_in_one() -> None:
    board = Board(4)
    training, test = split(board, 150, 50, seed=1)
    kinds = [*board.kinds(training.clues).tolist(), *board.kinds(test.clues).tolist()]
    assert (len(training), len(test)) == (150, 50)
    assert len(set(kinds)) == 200


def test_a_split_is_the_same_again_and_ends_where_kinds_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.sudoku.puzzles.MOST_BARREN", 0)
    assert len(split(Board(4), 60, 20, seed=2)[0]) == 0
    monkeypatch.undo()
    again = [split(Board(4), 30, 10, seed=3)[1].clues.tolist() for _ in range(2)]
    assert again[0] == again[1]
