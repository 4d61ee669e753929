"""What one action is: a name that never changes, words for people, keys, and where it applies."""

from __future__ import annotations

from dataclasses import dataclass

PANES = (
    *("", "composer", "transcript", "sources", "trace", "library", "filter", "graph", "pane"),
    *("viewer", "report", "rounds", "findings", "page", "models", "conversations", "branches", "list", "lines"),
)
"""Where an action applies: '' is everywhere, 'pane' every pane of the main screen but the composer, 'filter' the field
below the library, 'report' help and other explanations, 'page' whatever is read (reports, documents), 'list' the lists
that open over the conversation, 'lines' whatever scrolls."""

TYPED = ("composer", "conversations", "list", "filter")
"""Where letters are text."""

_ALSO = {
    **dict.fromkeys((*TYPED, "", "pane", "page", "lines"), ()),
    "viewer": ("page", "lines"),
    "report": ("page", "lines"),
    "rounds": ("page", "lines"),
    "models": ("lines",),
    "findings": ("lines",),
    "graph": ("pane",),
    "branches": ("lines",),
}


def within(pane: str) -> tuple[str, ...]:
    """The panes whose actions apply while `pane` has the focus, but for those that apply everywhere."""
    return (pane, *_ALSO.get(pane, ("pane", "lines")))


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
    complete: str = ""  # what its arguments are: 'path', 'document', 'role', ...: see `tui/completing/registry.py`
    command: str = ""  # the Textual action, where it is not `act('<id>')`; `{n}` becomes the number of the key

    @property
    def binding_ids(self) -> tuple[str, ...]:
        """What a keymap calls its bindings: one, or one for each key where the keys mean different things."""
        if "{n}" in self.command:
            return tuple(f"{self.id}.{n}" for n in range(1, len(self.keys) + 1))
        return (self.id,)

    @property
    def everywhere(self) -> bool:
        """Whether it can be called from the palette and by a slash command."""
        return self.pane == ""
