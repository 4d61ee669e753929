"""What pictures the terminal shows. It is asked once, when the first picture is wanted, and never before.

The answer comes by the keyboard's way, which belongs to Textual while the app runs: for the moment of asking the app
steps back, as it would for an editor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import App, SuspendNotSupported

if TYPE_CHECKING:
    from textual.widget import Widget

SIXEL, KITTY, BLOCKS = "sixel", "kitty", "blocks"
CELL = (10, 20)  # width and height in pixels, where nothing says otherwise


@dataclass(frozen=True, slots=True)
class Graphics:
    """How pictures come out here: by `SIXEL`, by `KITTY`'s protocol, or as `BLOCKS` of two pixels a cell."""

    kind: str
    cell_px: tuple[int, int]


def ask(app: App[None]) -> Graphics:
    """Ask the terminal; about 0.1 s, and longer where it does not answer. On the screen's loop, which has to wait."""
    try:
        with app.suspend():
            # importing it asks the terminal, and what it knows from then on it never asks again
            from textual_image import renderable
            from textual_image._terminal import get_cell_size
    except SuspendNotSupported:  # no terminal at all
        return Graphics(BLOCKS, CELL)
    kind = {renderable.SixelImage: SIXEL, renderable.TGPImage: KITTY}.get(renderable.Image, BLOCKS)
    size = get_cell_size()
    return Graphics(kind, (size.width, size.height))


def widget(graphics: Graphics, png: bytes) -> Widget:
    """A widget that shows a picture by the terminal's own means; not for `BLOCKS`."""
    from io import BytesIO

    from textual_image.widget import SixelImage, TGPImage

    return SixelImage(BytesIO(png)) if graphics.kind == SIXEL else TGPImage(BytesIO(png))
