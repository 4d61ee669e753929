"""Topics as data: one task each, in the files of `topics/`, grouped by room."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that people want to do, or want to know."""

    id: str
    title: str
    words: str  # others that people use for it; searched, never shown
    text: str  # one paragraph; '{key:ID}' and '{do:ID}' stand for the keys and the slash command of an action


@dataclass(frozen=True, slots=True)
class Room:
    """Topics that belong together, in the order of their file."""

    title: str
    topics: tuple[Topic, ...]


@cache
def rooms() -> tuple[Room, ...]:
    """All topics there are, room by room."""
    folder = files("tui.help") / "topics"
    named = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return tuple(_room(each.read_text("utf-8")) for each in named)


def _room(text: str) -> Room:
    data = tomllib.loads(text)
    title = data.pop("title")
    return Room(
        title,
        tuple(
            Topic(id_, topic["title"], topic["words"], " ".join(topic["text"].split())) for id_, topic in data.items()
        ),
    )
