"""What stands for a placeholder in a topic: the keys of an action as they are now, and its slash command."""

from __future__ import annotations

import re

from tui import actions
from tui.help.topic import Topic
from tui.keymap.keymap import Keymap

PLACEHOLDER = re.compile(r"\{(key|do):([a-z0-9-]+)\}")


def spoken(topic: Topic, keymap: Keymap | None = None) -> str:
    """A topic's text with the keys in force and the commands of the registry in it; None: the keys as they come.

    Raises:
        KeyError: it names an action that there is not; a test keeps that from happening.
    """
    return filled(topic.text, keymap)


def filled(text: str, keymap: Keymap | None = None) -> str:
    """A text with its placeholders filled in.

    Raises:
        KeyError: it names an action that there is not.
    """
    known = keymap or Keymap()
    return PLACEHOLDER.sub(lambda found: _label(found[1], found[2], known), text)


def _label(kind: str, id_: str, keymap: Keymap) -> str:
    slash = actions.BY_ID[id_].slash
    if kind == "do":
        return f"/{slash}"
    return keymap.labels(id_).replace(", ", " or ") or (f"/{slash}" if slash else keymap.label("palette"))
