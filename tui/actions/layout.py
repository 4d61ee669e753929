"""Panes: which are open, how large they are, and how to get into them."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "panes",
        "Panes",
        "Opens exactly these beside the conversation: sources, trace, library, graph. Alone: the list.",
        slash="panes",
        arguments="[NAME ...|reset]",
        complete="panes",
    ),
    Action(
        "library",
        "Library",
        "Folders and documents as a tree. Again: back to the conversation.",
        ("ctrl+l",),
        slash="library",
    ),
    Action(
        "graph",
        "Graph",
        "What is near the sources of the answer, or near a document. Again: back to the conversation.",
        slash="graph",
        arguments="[DOCUMENT]",
        complete="document",
    ),
    Action("jump", "Jump", "Letters on everything that can be gone to; one key goes there.", ("ctrl+g", "f8")),
    Action("zoom", "Whole screen", "The pane that has the focus takes it all; again: back.", ("f9",)),
    Action("split", "Sources and trace side by side", "Again: one above the other."),
    Action("hide", "Hide this pane", "Going to it shows it again."),
    Action("wider", "Wider", "Gives the column of this pane more of the screen."),
    Action("narrower", "Narrower", "Gives the column of this pane less of the screen."),
    Action("taller", "Taller", "Gives this pane more of its column."),
    Action("shorter", "Shorter", "Gives this pane less of its column."),
    Action("reset-panes", "Panes as at first", "Forgets what is open and how large it is."),
)

PANE: tuple[Action, ...] = (
    Action("zoom-here", "Whole screen, and back", "", ("z",), "pane", command="pane('zoom')"),
    Action("taller-here", "Taller", "", ("plus",), "pane", command="pane('taller')"),
    Action("shorter-here", "Shorter", "", ("minus",), "pane", command="pane('shorter')"),
    Action("wider-here", "Wider", "", ("greater_than_sign",), "pane", command="pane('wider')"),
    Action("narrower-here", "Narrower", "", ("less_than_sign",), "pane", command="pane('narrower')"),
    Action(
        "split-here", "Panes side by side", "Sources and trace.", ("vertical_line",), "pane", command="pane('split')"
    ),
    Action("hide-here", "Hide it", "", ("x",), "pane", command="pane('hide')"),
    Action("reset-here", "All panes as at first", "", ("equals_sign",), "pane", command="pane('reset-panes')"),
    Action("to-question", "Back to the question", "", (), "pane", command="app.act('back')"),
)
"""The same, by one key, in every pane of the main screen but the composer."""
