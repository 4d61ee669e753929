"""The tree of a conversation as rows: questions, and answers where there are several, indented by branch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engine.records import Turn

ROOT = 0


@dataclass(frozen=True, slots=True)
class Twig:
    """One row of the tree."""

    turn: Turn
    guides: str  # lines that lead to it, three cells a branch
    is_open: bool  # whether it is on the path that is shown
    answered: bool  # a question that has an answer; answers have one by themselves


def twigs(turns: Sequence[Turn], open_path: Collection[int]) -> list[Twig]:
    """The rows of a tree.

    Args:
        turns: all messages, each before those that follow on it, siblings by age: as `every_turn` gives them.
        open_path: the numbers of those on the path that is shown.
    """
    below: dict[int, str] = {ROOT: ""}  # by a message's number, what leads to those that follow on it
    questions = {turn.turn_id for turn in turns if turn.role == "user"}
    answered = {turn.parent_id for turn in turns if turn.role != "user"}
    rows = []
    for turn in turns:
        guides = here = below.get(turn.parent_id, "")
        if turn.branches > 1:
            last = turn.branch == turn.branches
            here += "└─ " if last else "├─ "
            guides += "   " if last else "│  "
        below[turn.turn_id] = guides
        if turn.turn_id in questions or turn.branches > 1:
            said = turn.turn_id not in questions or turn.turn_id in answered
            rows.append(Twig(turn, here, turn.turn_id in open_path, said))
    return rows
