"""The sets of keys: 'plain' is what the registry says, 'vim' what differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.actions import ACTIONS

Keys = Mapping[str, tuple[str, ...]]
"""The keys of each action, by the action's id."""

PLAIN: Keys = MappingProxyType({action.id: action.keys for action in ACTIONS})

VIM: Keys = MappingProxyType(
    {
        **PLAIN,
        "next-mark": ("right", "l"),
        "previous-mark": ("left", "h"),
        "half-page-down": ("ctrl+d",),
        "half-page-up": ("ctrl+u",),
        "top": ("g", "home"),  # the second g of gg finds the first line in sight already
        "bottom": ("G", "end"),
        "to-question": ("q",),
        "retry": (),  # ctrl+r brings back what u took; /again and the palette ask again
    }
)

SETS: Mapping[str, Keys] = MappingProxyType({"plain": PLAIN, "vim": VIM})

ABOUT = {
    "plain": "arrows, and letters where nothing is written",
    "vim": "half pages, g and G, and an editor of two modes",
}
"""What each set is, in a few words."""

ESSENTIAL = (
    *("quit", "interrupt", "back", "help", "palette", "send", "take"),
    *("leave", "leave-report", "leave-models", "leave-list", "leave-conversations", "leave-branches"),
)
"""What must have a key, whatever a file says: without one, somebody could be shut in or out."""
