"""A document's text and places from the library, cut into rows; runs on a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.drawing.pages import Pages, lay_out

if TYPE_CHECKING:
    from engine.engine import Engine


def read_pages(engine: Engine, version: int) -> Pages:
    """The text of a version, ready to be drawn."""
    return lay_out(engine.library.text(version), engine.library.marks(version))
