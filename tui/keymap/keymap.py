"""The keys in force: what an action's keys are, and what to call them wherever a key is named on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from tui.actions import BY_ID, Action, key_label
from tui.actions.keys import UNBOUND, labels_of
from tui.keymap.sets import PLAIN, Keys


@dataclass(frozen=True)
class Keymap:
    """A set of keys with the user's changes. Never changes; another one takes its place."""

    set: str = "plain"
    keys: Keys = field(default_factory=lambda: PLAIN)
    changed: frozenset[str] = frozenset()  # ids of the actions whose keys the user's file says

    @property
    def modal(self) -> bool:
        """Whether the composer has a mode for writing and one for commands."""
        return self.set == "vim"

    def keys_of(self, action: str) -> tuple[str, ...]:
        """All keys of an action."""
        return self.keys.get(action, BY_ID[action].keys)

    def label(self, *actions: str) -> str:
        """What to press for an action: its first key, or its command where it has none.

        Of several actions the first keys, arrows and digits drawn together: '↑↓', '1–9'. '' where there are none.
        """
        found = [self._label(BY_ID[action]) for action in actions]
        joint = "" if all(len(label) == 1 and not label.isalnum() for label in found) else " "
        return joint.join(label for label in found if label)

    def _label(self, action: Action) -> str:
        keys = self.keys_of(action.id)
        if not keys:
            return f"/{action.slash}" if action.slash else ""
        if "{n}" in action.command and len(keys) > 1:
            return f"{key_label(keys[0])}–{key_label(keys[-1])}"
        return key_label(keys[0])

    def labels(self, action: str) -> str:
        """All keys of an action, as a person reads them."""
        return labels_of(self.keys_of(action))

    def hint(self, *actions: str, does: str) -> str:
        """What to press and what it does: 'y copy'; '' where no key does it."""
        label = self.label(*actions)
        return f"{label} {does}" if label else ""

    @cached_property
    def textual(self) -> Mapping[str, str]:
        """The same for Textual's `App.set_keymap`: what differs from the bindings as they are declared."""
        found: dict[str, str] = {}
        for id_, keys in self.keys.items():
            action = BY_ID[id_]
            if keys == action.keys:
                continue
            if "{n}" in action.command:
                for name, key in zip(action.binding_ids, (*keys, *[UNBOUND] * len(action.keys)), strict=False):
                    found[name] = key
            else:
                found[id_] = ",".join(keys) or UNBOUND
        return MappingProxyType(found)


def hints(*said: str) -> str:
    """Hints in one line; those that no key does are left out."""
    return " · ".join(hint for hint in said if hint)
