"""The app itself: help, colours, the way round and out."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "theme",
        "Theme",
        "Changes the colours; without a name it lets you look first.",
        slash="theme",
        arguments="[NAME]",
        complete="theme",
    ),
    Action(
        "keys",
        "Keys",
        "Every key by pane, what keys.toml changes, and what is wrong in it; with a name: another set of keys.",
        slash="keys",
        arguments="[plain|vim]",
        complete="keys",
    ),
    Action(
        "help",
        "Help",
        "How to do what you name: /help delete a conversation. Alone: every topic, command and key.",
        ("f1",),
        slash="help",
        arguments="[WORDS]",
    ),
    Action("tour", "A tour", "Walks through the real screen in a few steps; again: goes on.", slash="tour"),
    Action("palette", "All actions", "Find anything by its name.", ("ctrl+p",)),
    Action("quit", "Quit", "The conversation and the draft stay.", ("ctrl+q",), slash="quit"),
    Action("show-sources", "Go to the sources", "Again: back to the conversation.", ("f2", "ctrl+s")),
    Action("show-trace", "Go to the trace", "Again: back to the conversation.", ("f3", "ctrl+t")),
    Action("interrupt", "Cancel; twice: quit", "Cancels the work under way; quits where there is none.", ("ctrl+c",)),
    Action("back", "Back", "Closes what is open, then returns to the question. Never clears it.", ("escape",)),
)
