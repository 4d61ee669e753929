"""How widgets come by the keys in force."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from tui.keymap.keymap import Keymap


@runtime_checkable
class Keyed(Protocol):
    """An app that knows its keys."""

    @property
    def keymap(self) -> Keymap: ...


def keys(node: DOMNode) -> Keymap:
    """The keys of the app that `node` lives in.

    Raises:
        TypeError: the app has none.
    """
    app = node.app
    if not isinstance(app, Keyed):
        raise TypeError(f"{type(app).__name__} has no keymap")
    return app.keymap
