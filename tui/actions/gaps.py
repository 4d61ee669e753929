"""What sources leave out."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "gaps",
        "What one source lacks",
        "What A has and B lacks, with the passages of both sides, and what weighs more in A.",
        slash="gaps",
        arguments="A B",
        complete="target",
    ),
    Action(
        "gap",
        "Keep or drop a gap",
        "Marks gap n of the last list, or the selected one, as kept, or leaves it out from now on.",
        slash="gap",
        arguments="keep|drop|undecide [n]",
    ),
)
