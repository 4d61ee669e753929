"""What a person types to name panes, with a few words on each."""

from __future__ import annotations

from tui.panes.layout import CONVERSATION

RESET = "reset"
PANE_WORDS = (
    (CONVERSATION, "nothing beside it"),
    ("sources", "the passages behind an answer"),
    ("trace", "how an answer came about"),
    ("library", "folders and documents"),
    ("graph", "what is near the answer's sources"),
    (RESET, "open and as large as at first"),
)
"""What `/panes` takes."""
