"""How widgets come by the desk, where work is handed to threads."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from tui.desk import Desk


@runtime_checkable
class WithDesk(Protocol):
    """An app that has a desk."""

    @property
    def desk(self) -> Desk: ...


def desk(node: DOMNode) -> Desk:
    """The desk of the app that `node` lives in.

    Raises:
        TypeError: the app has none.
    """
    app = node.app
    if not isinstance(app, WithDesk):
        raise TypeError(f"{type(app).__name__} has no desk")
    return app.desk
