"""What stands in the place of an empty conversation: words, and what can be chosen with the arrow keys and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.events import Click
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.paint import cut, fit, strip
from tui.drawing.report import Part
from tui.themes import Palette
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that Enter does."""

    id: str
    name: str
    detail: str
    does: str  # what Enter does, in a word or two
    do: Callable[[], None]

    def draw(self, width: int, colours: Palette, lit: bool, name_width: int) -> list[Strip]:
        line = Text("  ▸ " if lit else "    ", colours.style("accent", bold=True))
        room = width - 4
        names = min(name_width, room * 2 // 3) if self.detail else room
        name = fit(one_line(self.name), names) if self.detail else cut(one_line(self.name), names)
        line = Text.assemble(line, (name, colours.style("accent" if lit else "text", bold=lit)))
        line.append("  " + cut(one_line(self.detail), max(0, room - names - 2)), colours.style("muted"))
        return [strip(line)]


class Welcome(LineView, can_focus=False):
    """Lines and choices; the question line keeps the focus and sends the keys on while it is empty."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.blocks: list[Part | Choice] = []
        self.cursor = ""  # the id of the choice that is lit, '' for none

    def count(self) -> int:
        return len(self.blocks)

    def estimate(self, index: int, width: int) -> int:
        return 1

    def draw(self, index: int, width: int) -> list[Strip]:
        block = self.blocks[index]
        if isinstance(block, Choice):
            names = max(len(each.name) for each in self.choices)
            return block.draw(width, palette(self), block.id == self.cursor, names)
        return block.draw(width, palette(self)) or [Strip([], 0)]

    @property
    def choices(self) -> list[Choice]:
        """What can be chosen."""
        return [block for block in self.blocks if isinstance(block, Choice)]

    @property
    def lit(self) -> Choice | None:
        """The choice under the cursor."""
        return next((each for each in self.choices if each.id == self.cursor), None)

    def show(self, blocks: Sequence[Part | Choice], *, start: str = "") -> None:
        """Other lines; the cursor stays where it is if that is still there, else it goes to `start`."""
        self.blocks = list(blocks)
        if self.lit is None:
            self.cursor = start
        self.rebuild()

    def step(self, by: int) -> None:
        """Light the next choice, or the one before."""
        ids = [each.id for each in self.choices]
        if not ids:
            return
        place = ids.index(self.cursor) + by if self.cursor in ids else (0 if by > 0 else len(ids) - 1)
        self.light(ids[max(0, min(len(ids) - 1, place))])

    def light(self, id: str) -> None:  # noqa: A002
        """Put the cursor on a choice, and bring it into sight."""
        before, self.cursor = self.cursor, id
        changed = [n for n, each in enumerate(self.blocks) if isinstance(each, Choice) and each.id in (before, id)]
        self.redraw(*changed)
        for n in changed:
            each = self.blocks[n]
            if isinstance(each, Choice) and each.id == id:
                self.show_block(n, margin=1)

    def take(self) -> None:
        """Do what is lit."""
        if (choice := self.lit) is not None:
            choice.do()

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        block = self.blocks[self._heights.find(line)[0]] if line >= 0 else None
        if isinstance(block, Choice):
            self.light(block.id)
            block.do()
