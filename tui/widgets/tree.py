"""The branches of a conversation, drawn by lines, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui import actions
from tui.branchtree import Twig
from tui.drawing.clean import one_line
from tui.drawing.paint import cut, fill, fit, strip, wrap
from tui.talklist import local
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

LEAST_WORDS = 24  # cells that a text keeps, however deep it stands


class Tree(LineView):
    """A row for each question, and for each answer that is one of several."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("branches")]

    @dataclass
    class Chosen(Message):
        """A branch is to be opened at this message."""

        turn: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: Sequence[Twig] = ()
        self.cursor = 0

    def count(self) -> int:
        return max(1, len(self.rows))

    def estimate(self, index: int, width: int) -> int:
        return 1

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.rows:
            return wrap(Text("Reading the branches …", colours.style("muted")), width)
        row, here = self.rows[index], index == self.cursor
        turn = row.turn
        facts = f"{turn.branch} of {turn.branches} · " if turn.branches > 1 else ""
        facts += "" if row.answered else "not answered · "
        facts += "cut off · " if turn.partial else ""
        facts += local(turn.time).strftime("%m-%d %H:%M")
        line = Text()
        line.append("▸ " if here else "  ", colours.style("accent", bold=True))
        room = max(LEAST_WORDS, width - 4 - cell_len(facts))
        guides = row.guides
        if cell_len(guides) > room - LEAST_WORDS:
            guides = "…" + guides[-max(0, room - LEAST_WORDS - 1) :]
        line.append(guides, colours.style("rule"))
        sign = "● " if row.is_open else "○ "
        line.append(sign, colours.style("accent" if row.is_open else "muted", bold=row.is_open))
        words = one_line(turn.text, 400)
        text = words if turn.role == "user" else f"answer: {words or '(nothing)'}"
        look = "text" if row.is_open else "muted"
        line.append(fit(text, max(1, room - cell_len(guides) - 2)), colours.style(look, bold=row.is_open))
        line.append(cut(f"  {facts}", max(0, width - line.cell_len)), colours.style("muted"))
        base = colours.style("text", on="panel") if here else colours.style("text")
        return [fill(strip(line), width, base) if here else strip(line)]

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, rows: Sequence[Twig], turn: int) -> None:
        """A tree; the cursor stands on a message, or on the last row of the open path above it."""
        self.rows = rows
        on_path = [index for index, row in enumerate(rows) if row.is_open]
        above = [index for index in on_path if rows[index].turn.turn_id <= turn]
        here = [index for index, row in enumerate(rows) if row.turn.turn_id == turn]
        self.cursor = (here or above[-1:] or on_path[-1:] or [0])[0]
        self.rebuild()
        self.show_block(self.cursor)

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        if self.rows:
            before, self.cursor = self.cursor, max(0, min(len(self.rows) - 1, self.cursor + by))
            self.redraw(before, self.cursor)
            self.show_block(self.cursor)

    def action_choose(self) -> None:
        if self.cursor < len(self.rows):
            self.post_message(self.Chosen(self.rows[self.cursor].turn.turn_id))

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if self.rows and line >= 0:
            self.action_step(line - self.cursor)
