"""Findings by kind: kinds fold, the lit finding shows its passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import blank, cut, fill, fit, strip, wrap
from tui.drawing.places import headings
from tui.drawing.quotes import plain
from tui.findings import Finding, Group, Shown
from tui.talk import where
from tui.themes import Palette
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

QUOTE = 240  # characters of a passage
QUOTE_LINES = 3
OF_FINDING = 4  # passages that are shown of one
BADGE = 9  # cells


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the list: a kind, or a finding of it."""

    group: Group
    finding: Finding | None


class FindingList(LineView):
    """Rows with a cursor; says what is to be done with the lit one."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("findings", priority=True)]

    @dataclass
    class Chosen(Message):
        """Something is to be done with a finding: 'open' (passage `n`), 'ask', 'keep', 'drop', 'write'."""

        what: str
        finding: Finding | None
        n: int = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.groups: list[Group] = []
        self.only = ""  # the kind that is shown alone
        self.empty = ""
        self.cursor = 0
        self._lines: list[Line] = []

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self._lines))

    def estimate(self, index: int, width: int) -> int:
        return 1 if index != self.cursor else 12

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self._lines:
            return wrap(Text(self.empty, colours.style("muted")), width, Text("  "))
        line, here = self._lines[index], index == self.cursor
        if line.finding is None:
            return self._kind(line.group, here, width, colours)
        first = self._title(line.finding, here, width, colours)
        return [*first, *self._passages(line.finding, width, colours), blank()] if here else first

    def _kind(self, group: Group, here: bool, width: int, colours: Palette) -> list[Strip]:
        sign = "▸" if group.folded else "▾"
        text = Text.assemble(
            (f"{sign} ", colours.style("accent", bold=True)),
            (group.name, colours.style("primary", bold=True)),
            (f" · {len(group.findings):,}", colours.style("muted")),
        )
        text.truncate(width, overflow="ellipsis")
        return [fill(strip(text), width, colours.style("text", on="panel")) if here else strip(text)]

    def _title(self, one: Finding, here: bool, width: int, colours: Palette) -> list[Strip]:
        room = max(8, width - 4 - BADGE - 1)
        mark = Text("  ┃ " if here else "    ", colours.style("accent", bold=True))
        style = colours.style("accent" if here else "text", bold=here)
        badge = Text(" " + cut(one.badge, BADGE), colours.style("mark", bold=True))
        if not here:
            return [strip(Text.assemble(mark, (fit(one_line(one.title), room), style), badge))]
        lines = wrap(Text(one_line(one.title), style), width - BADGE - 1, mark, mark)
        if one.badge:
            lines[0] = strip(
                Text.assemble(mark, (fit(lines[0].text[mark.cell_len :], width - 4 - BADGE - 1), style), badge)
            )
        return lines

    def _passages(self, one: Finding, width: int, colours: Palette) -> list[Strip]:
        bar = Text("  ┃ ", colours.style("accent", bold=True))
        lines = wrap(Text(one_line(one.about, 400), colours.style("muted")), width, bar) if one.about else []
        for n, each in enumerate(one.passages[:OF_FINDING], 1):
            lines += self._passage(n, each, bar, width, colours)
        if (more := len(one.passages) - OF_FINDING) > 0:
            lines += wrap(Text(f"and {more} more", colours.style("muted")), width, bar)
        if one.asks:
            asks = Text.assemble(("To ask: ", colours.style("muted")), (one_line(one.asks, 300), colours.style("text")))
            lines += wrap(asks, width, bar, Text.assemble(bar, "  "))
        return lines

    def _passage(self, n: int, each: Shown, bar: Text, width: int, colours: Palette) -> list[Strip]:
        above = " › ".join([one_line(each.place.title), *(one_line(part) for part in headings(each.place))])
        head = Text.assemble(
            (f"[{n}] ", colours.style("mark", bold=True)),
            (f"{each.name}: ", colours.style("muted")),
            (above, colours.style("text", bold=True)),
            (f" · {where(each.place)}", colours.style("muted")),
        )
        inner = Text.assemble(bar, "    ")
        said = Text(plain(each.quote, each.place, QUOTE), colours.style("text", italic=True))
        return [*wrap(head, width, bar, inner), *wrap(said, width, inner)[:QUOTE_LINES]]

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, groups: Sequence[Group]) -> None:
        """Other findings; the cursor stays on its own where that is still there."""
        lit = self.lit()
        self.groups = list(groups)
        if self.only not in [group.name for group in self.groups]:
            self.only = ""
        self._lay(lit.id if lit is not None else "")

    def lit(self) -> Finding | None:
        """The finding under the cursor; None on a kind."""
        return self._lines[self.cursor].finding if self.cursor < len(self._lines) else None

    def changed(self) -> None:
        """The lit finding has another badge."""
        self.redraw(self.cursor)

    def _lay(self, lit: str = "", on: Group | None = None) -> None:
        self._lines = []
        for group in self.groups:
            if self.only and group.name != self.only:
                continue
            self._lines.append(Line(group, None))
            self._lines += [Line(group, each) for each in group.findings if not group.folded]
        places = [n for n, each in enumerate(self._lines) if each.finding is not None and each.finding.id == lit]
        if on is not None:
            places = [n for n, each in enumerate(self._lines) if each.group is on and each.finding is None]
        first = next((n for n, each in enumerate(self._lines) if each.finding is not None), 0)
        self.cursor = places[0] if places else first
        self.rebuild()
        self._stand()

    def _stand(self) -> None:
        if self._lines:
            self.show_block(self.cursor, len(self.lines_of(self.cursor)) - 1 if self._width else 0)
            self.show_block(self.cursor)

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        if 0 <= self.cursor + step < len(self._lines):
            before, self.cursor = self.cursor, self.cursor + step
            self.redraw(before, self.cursor)
            self._stand()

    def action_fold(self) -> None:
        """Fold the kind of the lit row, or open it."""
        if self._lines:
            group = self._lines[self.cursor].group
            group.folded = not group.folded
            self._lay(on=group)

    def action_kind(self, step: int) -> None:
        """Only the next kind, and in the end all of them again."""
        names = ["", *(group.name for group in self.groups)]
        self.only = names[(names.index(self.only) + step) % len(names)]
        self._lay()

    def action_choose(self, what: str, n: int = 1) -> None:
        if what == "open" and self._lines and self.lit() is None:
            self.action_fold()
        else:
            self.post_message(self.Chosen(what, self.lit(), n))

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if self._lines and line >= 0:
            at = self._heights.find(line)[0]
            if at == self.cursor and self.lit() is None:
                self.action_fold()
            else:
                self.action_step(at - self.cursor)
