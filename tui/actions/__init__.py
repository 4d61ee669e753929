"""The one registry of what a person can do. Slash commands, palette, key bindings and help are made from it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from tui.actions import answers, app, conversations, gaps, layout, library, machine, panes
from tui.actions.action import PANES, Action, within
from tui.actions.keys import bound, key_label, keys_label

__all__ = [
    "ACTIONS",
    "BY_ID",
    "BY_SLASH",
    "PANES",
    "Action",
    "bindings",
    "key_label",
    "keys_label",
    "slash_commands",
    "within",
]

ACTIONS: tuple[Action, ...] = (
    *library.ACTIONS,
    *gaps.ACTIONS,
    *answers.ACTIONS,
    *conversations.ACTIONS,
    *machine.ACTIONS,
    *layout.ACTIONS,
    *app.ACTIONS,
    *layout.PANE,
    *panes.ACTIONS,
)
"""Everything, in the order of the help page."""

BY_ID = {action.id: action for action in ACTIONS}
BY_SLASH = {action.slash: action for action in ACTIONS if action.slash}


def bindings(*panes: str, priority: bool = False) -> list[Binding]:
    """Textual's bindings for what can be done in these panes ('' for what can be done everywhere).

    With `priority` they come before what has the focus, and in the order in which the keys came.
    """
    return bound((action for action in ACTIONS if action.pane in panes), priority=priority)


def slash_commands() -> Iterable[Action]:
    """The actions that have a slash command, in the order of the registry."""
    return (action for action in ACTIONS if action.slash)
