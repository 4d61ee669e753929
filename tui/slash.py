"""Slash commands: what a line in the composer means."""

from __future__ import annotations

from tui.actions import BY_SLASH, Action
from tui.names import NONE as NONE

MODES = {
    "auto": "as the machine allows; quiet on battery",
    "burst": "all threads, whatever else runs",
    "quiet": "half the threads, at the lowest priority",
}
"""How much of the machine a model may take: the governor's modes."""


def parse(line: str) -> tuple[Action | None, str] | None:
    """The action and the arguments of a slash command; (None, name) for an unknown one; None for a plain question."""
    if not line.startswith("/") or line.startswith("//") or "\n" in line.strip():
        return None
    name, _, arguments = line[1:].strip().partition(" ")
    if "/" in name:  # a path, not a command
        return None
    return BY_SLASH.get(name), (arguments.strip() if name in BY_SLASH else name)


def command_of(line: str) -> tuple[Action, str] | None:
    """The command and the argument being typed, once the command's name is complete."""
    name, space, argument = line[1:].partition(" ")
    if not line.startswith("/") or not space or "\n" in line or name not in BY_SLASH:
        return None
    return BY_SLASH[name], argument
