"""Conversations: from one to another, and out into files."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "sessions",
        "Conversations",
        "Finds earlier conversations by titles and by all that was said; renames, pins, archives, deletes.",
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
        "branches",
        "Branches",
        "Shows all branches of this conversation, to go to one.",
        slash="branches",
    ),
    Action(
        "rename",
        "Rename this conversation",
        "Gives it a title.",
        slash="rename",
        arguments="TITLE",
    ),
    Action("pin", "Pin this conversation", "Puts it first in the list; again: no longer.", slash="pin"),
    Action(
        "archive", "Archive this conversation", "Out of the list, found by search; again: back in.", slash="archive"
    ),
    Action(
        "delete",
        "Delete this conversation",
        "A new one takes its place; it can be brought back for 30 days.",
        slash="delete",
    ),
    Action(
        "undo",
        "Take back",
        "Takes back the last change to a conversation: renamed, pinned, archived, deleted.",
        slash="undo",
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
