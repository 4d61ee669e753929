"""How widgets come by the colours of the theme in use."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.widget import Widget

from tui.themes import Palette


@runtime_checkable
class Coloured(Protocol):
    """An app that knows its palette."""

    @property
    def palette(self) -> Palette: ...


def palette(widget: Widget) -> Palette:
    """The palette of the app that `widget` lives in.

    Raises:
        TypeError: the app has none.
    """
    app = widget.app
    if not isinstance(app, Coloured):
        raise TypeError(f"{type(app).__name__} has no palette")
    return app.palette
