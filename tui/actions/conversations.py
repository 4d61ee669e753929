"""Conversations: from one to another, and out into files."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "sessions",
        "Conversations",
        "Lists earlier conversations, to open one.",
        ("f6", "ctrl+o"),
        slash="sessions",
        arguments="[WORDS]",
        complete="conversation",
    ),
    Action("new", "New conversation", "Starts afresh; the old one stays in the list.", ("ctrl+n",), slash="new"),
    Action(
        "history",
        "What you typed before",
        "Questions and commands of all conversations, to bring one back, change it or send it again.",
        slash="history",
        arguments="[WORDS]",
    ),
    Action(
        "export",
        "Export this conversation",
        "Writes it to a file, with its citations.",
        slash="export",
        arguments="[markdown|html|json] [FILE]",
        complete="form",
    ),
)
