"""What one action is: a name that never changes, words for people, keys, and where it applies."""

from __future__ import annotations

from dataclasses import dataclass

PANES = ("", "composer", "transcript", "sources", "trace", "pane", "viewer", "models", "list")
"""Where an action applies: '' is everywhere, 'pane' is every pane of the main screen but the composer, 'list' are the
lists that open over the conversation."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `id` never changes; it is the name that a keymap uses."""

    id: str
    title: str
    help: str
    keys: tuple[str, ...] = ()
    pane: str = ""
    slash: str = ""  # without the '/'
    arguments: str = ""  # a hint: 'PATH', '[markdown|json] [FILE]'
    complete: str = ""  # what its arguments are: 'path', 'document', 'role', 'theme', 'form', 'graph', 'model', ...
    command: str = ""  # the Textual action, where it is not `act('<id>')`; `{key}` becomes the key

    @property
    def everywhere(self) -> bool:
        """Whether it can be called from the palette and by a slash command."""
        return self.pane == ""
