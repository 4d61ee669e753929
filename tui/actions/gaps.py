"""What sources leave out."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "gaps",
        "What one source lacks",
        "What A has and B lacks, with the passages of both sides. Alone: what the whole library leaves open.",
        slash="gaps",
        arguments="[A B]",
        complete="sides",
    ),
    Action(
        "gap",
        "Keep or drop a gap",
        "Marks gap n of the last list, or the selected one, as kept, or leaves it out from now on.",
        slash="gap",
        arguments="keep|drop|undecide [n]",
    ),
    Action(
        "questions",
        "Open questions",
        "What you asked and the library did not answer; it is asked again when documents come.",
        slash="questions",
        arguments="[add TEXT]",
    ),
)
