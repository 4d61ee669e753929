"""The card of the tour: it takes lines of its own at the top of whatever screen is open, and covers nothing."""

from __future__ import annotations

from rich.text import Text

from tui.themes import Palette
from tui.widgets.painted import Painted


class Card(Painted):
    """What to press now, and where one is."""

    def __init__(self) -> None:
        super().__init__(id="tour")
        self.text = self.leave = ""

    def say(self, place: str, text: str, leave: str) -> None:
        """Another step."""
        self.text, self.leave = text, leave

        def draw(colours: Palette) -> Text:
            return Text.assemble(
                (f"{place} ", colours.style("accent", bold=True)),
                (text, colours.style("text")),
                (f"  {leave}", colours.style("muted")),
            )

        self.paint(draw)
