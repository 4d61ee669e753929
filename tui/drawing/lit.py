"""Text with the letters that match what was typed: lit and underlined, for colour alone means nothing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

LIT = Style(bold=True, underline=True)


def lit(text: str, places: Sequence[int], style: Style) -> Text:
    """`text` in `style`, the characters at `places` lit; places that were cut off are left out."""
    drawn = Text.assemble((text, style))
    for place in places:
        if place < len(text) and text[place] not in " …":
            drawn.stylize(LIT, place, place + 1)
    return drawn
