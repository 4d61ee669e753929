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
        "line",
        "Line to the terminal",
        "How much is sent: little on a slow line, as over SSH; text then comes in leaps.",
        slash="line",
        arguments="[auto|slow|fast]",
        complete="line",
    ),
    Action(
        "glyphs",
        "Glyphs",
        "Draws lines, arrows and signs as they are meant, or in ASCII.",
        slash="glyphs",
        arguments="[auto|unicode|ascii]",
        complete="glyphs",
    ),
    Action(
        "motion",
        "Motion",
        "Whether anything moves by itself: gliding lists, the replay of a trace.",
        slash="motion",
        arguments="[auto|full|reduced]",
        complete="motion",
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
