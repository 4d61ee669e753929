"""Key names as people write them, into the names that Textual knows, and what a terminal makes of them."""

from __future__ import annotations

import string
from dataclasses import dataclass

from textual.keys import _character_to_key  # the only place that knows the names of signs; Textual is pinned

from tui.actions import key_label
from tui.theming.problems import meant

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "control": "ctrl",
    "option": "alt",
    "dot": "full_stop",
    "period": "full_stop",
    "newline": "ctrl+j",
}
_NAMED = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace"),
    *("enter", "escape", "tab", "space"),
    *(f"f{n}" for n in range(1, 25)),
)
_SIGNS = {_character_to_key(sign): sign for sign in string.punctuation}
_KNOWN = (*_NAMED, *_SIGNS, *_ALIASES, *_MODIFIERS)

_SAME = {  # what a terminal sends for the key is what it sends for another one
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+enter": "enter",
    "ctrl+tab": "tab",
    "ctrl+escape": "escape",
    "ctrl+space": "ctrl+@",
    "shift+space": "space",
    "shift+escape": "escape",
    "shift+backspace": "backspace",
}
_TAKEN = {"ctrl+a": "screen", "ctrl+b": "tmux"}
_CTRL_SIGNS = ("backslash", "right_square_bracket", "circumflex_accent", "underscore", "at")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as somebody wrote it. `name` is Textual's, '' where the key can't be used; then `reason` says why.

    With both, the key is used, but `reason` is worth knowing.
    """

    name: str
    reason: str = ""
    remedy: str = ""


def is_text(name: str) -> bool:
    """Whether a key writes a character where text is written."""
    return len(name) == 1 or name == "space" or name in _SIGNS


def read_key(written: str) -> Key:
    """A key such as 'Ctrl+P', '?', 'esc', 'shift+tab'."""
    word = written.strip() if written != " " else "space"
    if not word:
        return Key("", "is empty", "name a key, or write [] for none")
    *heads, last = _parts(word)
    modifiers = [_ALIASES.get(head.lower(), head.lower()) for head in heads]
    for modifier in modifiers:
        if modifier not in _MODIFIERS:
            return Key("", f"is not a key{meant(modifier, _MODIFIERS)}", "write it like ctrl+g")
    base = _base(last, shifted="shift" in modifiers)
    if not base:
        return Key("", f"is not a key{meant(last, _KNOWN)}", "letters, digits, signs, f1 or pagedown")
    if len(base) == 1 and modifiers == ["shift"]:
        modifiers = []
        base = base.upper()
    elif base in _SIGNS and "shift" in modifiers:
        return Key("", "is a sign; it is written as itself, without shift", "write the sign that Shift makes, like '?'")
    elif len(base) == 1 and modifiers:
        base = base.lower()
    name = "+".join([*(m for m in _MODIFIERS if m in modifiers), base])
    return _judged(name, modifiers, base)


def _parts(word: str) -> list[str]:
    if len(word) == 1:
        return [word]
    return [*word[:-2].split("+"), "+"] if word.endswith("++") else word.split("+")


def _base(word: str, *, shifted: bool) -> str:
    if len(word) == 1:
        return _character_to_key(word) if word.isprintable() else ""
    low = _ALIASES.get(word.lower(), word.lower())
    return low if low in _NAMED or low in _SIGNS or "+" in low else ""


def _judged(name: str, modifiers: list[str], base: str) -> Key:
    """What a terminal makes of a key that is written well."""
    if name in _SAME:
        same = _SAME[name]
        return Key("", f"reaches a program as {key_label(same)} over a terminal", f'write "{same}" if that is meant')
    if name in _TAKEN:
        return Key(name, f"is taken by {_TAKEN[name]}, where Nacre runs in it", "another key reaches Nacre everywhere")
    seldom = (
        {"super", "hyper", "meta"} & set(modifiers)
        or ({"ctrl", "shift"} <= set(modifiers) and len(base) == 1)
        or ("ctrl" in modifiers and (base.isdigit() or (base in _SIGNS and base not in _CTRL_SIGNS)))
    )
    if seldom:
        return Key(name, "is sent by few terminals", "another key reaches Nacre everywhere")
    return Key(name)
