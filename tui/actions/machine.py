"""Chat models, and how much of the machine they may take."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "models",
        "Models",
        "Chat models: use, fetch, test or remove one.",
        ("f7",),
        slash="models",
        arguments="[use|pull|add|test|remove NAME]",
        complete="models",
    ),
    Action(
        "pace",
        "Pace",
        "How much of the machine a chat model may take.",
        slash="pace",
        arguments="[auto|burst|quiet]",
        complete="pace",
    ),
)
