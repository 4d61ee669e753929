"""Keys: as Textual binds them, and as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.keys import format_key

from tui.actions.action import Action

UNBOUND = "no-key"
"""A key that no terminal sends: Textual's keymap can't say that an action has none."""

_KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "backspace": "Backspace",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def bound(actions: Iterable[Action], *, priority: bool) -> list[Binding]:
    """Textual's bindings for the keys of these actions, each with the id that a keymap knows it by."""
    made = []
    for action in actions:
        command = action.command or f"app.act('{action.id}')"
        if "{n}" in command:
            for n, (key, name) in enumerate(zip(action.keys, action.binding_ids, strict=True), 1):
                made.append(Binding(key, command.replace("{n}", str(n)), action.title, show=False, id=name))
            continue
        for key in action.keys or (UNBOUND,):
            first = priority and key != "escape"
            made.append(Binding(key, command, action.title, show=False, priority=first, id=action.id))
    return made


def key_label(key: str) -> str:
    """A key as a person reads it: 'ctrl+p' becomes 'Ctrl+P', 'question_mark' '?'."""
    *modifiers, last = key.split("+")
    if last in _KEY_NAMES:
        name = _KEY_NAMES[last]
    elif len(last) == 1:
        name = last.upper() if modifiers else last
    else:
        shown = format_key(last)
        name = shown if len(shown) == 1 else shown.capitalize()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def labels_of(keys: Sequence[str]) -> str:
    """Some keys as a person reads them, digits drawn together."""
    if len(keys) > 2 and all(key.isdigit() for key in keys):
        return f"{keys[0]} … {keys[-1]}"
    return ", ".join(key_label(key) for key in keys)


def keys_label(action: Action) -> str:
    """All keys that an action has by default."""
    return labels_of(action.keys)
