"""A picture as half blocks: two pixels a cell, in any terminal that has colours enough."""

from __future__ import annotations

from io import BytesIO
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.strip import Strip

from tui import actions
from tui.widgets.lineview import LineView


class Blocks(LineView):
    """Shows a PNG as wide as the pane, at most one cell a pixel."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("page", priority=True)]

    def __init__(self, png: bytes, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._png = png
        self._rows: list[Strip] = []

    def count(self) -> int:
        return len(self._rows)

    def estimate(self, index: int, width: int) -> int:
        return 1

    def draw(self, index: int, width: int) -> list[Strip]:
        return [self._rows[index]]

    def rebuild(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            self._rows = rows(self._png, width)
        super().rebuild()


def rows(png: bytes, width: int) -> list[Strip]:
    """The picture in lines of at most `width` cells."""
    from PIL import Image  # 40 ms that only pictures need

    with Image.open(BytesIO(png)) as picture:
        columns = min(width, picture.width)
        height = max(2, round(picture.height * columns / picture.width))
        pixels = picture.convert("RGB").resize((columns, height + height % 2)).load()
    if pixels is None:
        return []
    lines = []
    for y in range(0, height, 2):
        cells = []
        for x in range(columns):
            upper, lower = pixels[x, y], pixels[x, y + 1]
            style = Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))  # type: ignore[misc] # three of RGB
            cells.append(Segment("▀", style))
        lines.append(Strip(cells, columns).simplify())
    return lines
