"""Keys: as Textual binds them, and as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from tui.actions.action import Action

_KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "slash": "/",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "vertical_line": "|",
    "equals_sign": "=",
    "ctrl": "Ctrl",
    "shift": "Shift",
}


def bound(actions: Iterable[Action], *, priority: bool) -> list[Binding]:
    """Textual's bindings for the keys of these actions."""
    made = []
    for action in actions:
        for key in action.keys:
            command = action.command.replace("{key}", key) if action.command else f"app.act('{action.id}')"
            made.append(Binding(key, command, action.title, show=False, priority=priority and key != "escape"))
    return made


def key_label(key: str) -> str:
    """A key as a person reads it: 'ctrl+p' becomes 'Ctrl+P'."""
    parts = [_KEY_NAMES.get(part, part.upper() if len(part) <= 2 and len(key) > 1 else part) for part in key.split("+")]
    return "+".join(parts)


def keys_label(action: Action) -> str:
    """All keys of an action, digits drawn together."""
    keys = list(action.keys)
    if keys[:1] == ["1"] and keys[-1:] == ["9"]:
        return "1 … 9"
    return ", ".join(key_label(key) for key in keys)
