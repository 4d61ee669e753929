"""The user's keys.toml on top of a set of keys. What is wrong in it comes back as data; nothing is raised."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.config import config_dir
from tui.actions import ACTIONS, BY_ID, Action, within
from tui.actions.action import TYPED
from tui.keymap.keymap import Keymap
from tui.keymap.names import is_text, read_key
from tui.keymap.problems import KeyProblem
from tui.keymap.sets import ESSENTIAL, SETS
from tui.theming.problems import meant

FILE_NAME = "keys.toml"
MOVING = ("up", "down", "left", "right", "home", "end", "backspace", "delete", "enter", "tab", "shift+tab", "escape")
"""Keys that mean something else in every place; none of them can mean one thing everywhere."""


@dataclass(frozen=True, slots=True)
class ReadKeys:
    """The keys in force, and what was wrong in the file."""

    keymap: Keymap
    problems: tuple[KeyProblem, ...] = ()


def file() -> Path:
    """Where the user's keys are."""
    return config_dir() / FILE_NAME


def read(set_name: str, path: Path | None = None) -> ReadKeys:
    """The keys of a set, with the changes that the file asks for. A missing file changes nothing."""
    path = path or file()
    base = Keymap(set_name, SETS[set_name])
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ReadKeys(base)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = f"can't be read: {getattr(error, 'strerror', None) or error}"
        return ReadKeys(base, (KeyProblem(str(path), "", reason, "put it right or remove it"),))
    return _Reader(base, str(path)).read(data)


class _Reader:
    """Lays the lines of one file over a set, one after the other; the first of two that want a key has it."""

    def __init__(self, base: Keymap, path: str) -> None:
        self._base = base
        self._path = path
        self._keys: dict[str, tuple[str, ...]] = {}
        self._problems: list[KeyProblem] = []

    def read(self, data: Mapping[str, Any]) -> ReadKeys:
        for name in data:
            if name != "keys":
                self._report(name, f"is not known{meant(name, ['keys'])}", "all lines belong below [keys]")
        table = data.get("keys", {})
        if not isinstance(table, dict):
            self._report("keys", "must be a table", "write [keys]")
            table = {}
        asked = {name: keys for name, value in table.items() if (keys := self._asked(name, value)) is not None}
        while lost := self._lay(asked):  # what nobody can do without keeps the keys of the set before anything else
            asked.pop(lost)
        return ReadKeys(Keymap(self._base.set, self._keys, frozenset(asked)), tuple(self._problems))

    def _lay(self, asked: Mapping[str, tuple[str, ...]]) -> str:
        """Give these actions their keys; one that must have a key and got none, or ''. Then what it lacked is said."""
        before = list(self._problems)
        self._keys = {**self._base.keys, **dict.fromkeys(asked, ())}  # what is changed leaves its keys to others
        for name in sorted(asked, key=lambda name: name not in ESSENTIAL):
            self._place(BY_ID[name], asked[name])
        for name in asked:
            self._complete(BY_ID[name], asked[name])
        lost = next((name for name in asked if name in ESSENTIAL and not self._keys[name]), "")
        if lost:
            self._problems = [*before, *(each for each in self._problems[len(before) :] if each.key == lost)]
        return lost

    def _report(self, key: str, reason: str, remedy: str, *, used: bool = False) -> None:
        self._problems.append(KeyProblem(self._path, key, reason, remedy, used))

    def _asked(self, name: str, value: Any) -> tuple[str, ...] | None:
        """The keys of one line as Textual knows them; None where the line does not count."""
        if name not in BY_ID:
            self._report(name, f"is not an action{meant(name, BY_ID)}", "/keys lists their names")
            return None
        written = [value] if isinstance(value, str) else value
        if not isinstance(written, list) or not all(isinstance(word, str) for word in written):
            self._report(name, "must be a key or a list of keys", f'write {name} = "f12", or [] for no key')
            return None
        found: list[str] = []
        for word in written:
            key = read_key(word)
            if key.reason:
                self._report(name, f"'{word}' {key.reason}", key.remedy, used=bool(key.name))
            if key.name and key.name not in found:
                found.append(key.name)
        if not written and name in ESSENTIAL:
            self._report(name, "can't be without a key", "name another key for it")
        return tuple(found) if found or not (written or name in ESSENTIAL) else None

    def _place(self, action: Action, keys: tuple[str, ...]) -> None:
        kept = []
        for key in keys:
            if action.pane in (*TYPED, "") and is_text(key):
                self._report(action.id, f"'{key}' is text where this applies", "add ctrl+, or take a function key")
            elif action.pane == "" and key in MOVING and key not in BY_ID[action.id].keys:
                self._report(
                    action.id, f"'{key}' means something of its own in every place", "take ctrl+ or a function key"
                )
            elif other := self._other(action, key):
                self._report(
                    action.id,
                    f"'{key}' is {other.id} already ({other.title})",
                    f"take another key, or give {other.id} another one in the same file",
                )
            else:
                kept.append(key)
        room = len(action.binding_ids) if "{n}" in action.command else len(kept)
        self._keys[action.id] = tuple(kept[:room])

    def _complete(self, action: Action, asked: tuple[str, ...]) -> None:
        """Where nothing of a line could be used: what is left of the keys of the set."""
        if self._keys[action.id]:
            return
        if asked:
            usual = self._base.keys_of(action.id)
            self._keys[action.id] = tuple(key for key in usual if self._other(action, key) is None)
        if not (self._keys[action.id] or action.everywhere or action.id in ESSENTIAL):
            self._report(
                action.id, "is left without a key, and nothing else reaches it", "name a key for it", used=True
            )

    def _other(self, action: Action, key: str) -> Action | None:
        """An action that `key` means already, where `action` applies too."""
        return next(
            (
                other
                for other in ACTIONS
                if other is not action and key in self._keys.get(other.id, ()) and meet(action, other)
            ),
            None,
        )


def meet(one: Action, other: Action) -> bool:
    """Whether two actions can be meant by a key at the same time. 'Back' gives way to what is nearer."""
    if "back" in (one.id, other.id):
        return one.pane == other.pane == ""
    if "" in (one.pane, other.pane):
        return True
    return one.pane in within(other.pane) or other.pane in within(one.pane) or _share(one.pane, other.pane)


def _share(one: str, other: str) -> bool:
    """Whether some pane has both, as every pane of the conversation's screen has 'main' and 'lines'."""
    return any({one, other} <= set(within(pane)) for pane in {action.pane for action in ACTIONS})
