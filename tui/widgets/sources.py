"""The sources of the current answer: where each stands, what it says, how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Blur, Click, Focus
from textual.message import Message
from textual.strip import Strip

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import blank, strip, wrap
from tui.drawing.places import headings
from tui.drawing.quotes import quote
from tui.talk import Entry, Source, where
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

ARMS = ("words", "codes", "tree")  # the fused rank is the order of the passages
QUOTE_LINES = 12  # of a passage that is not selected


class Sources(LineView):
    """A list of sources; one is selected."""

    MARGIN = 2
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("sources", "pane", priority=True)]

    @dataclass
    class Selected(Message):
        """Source `n` is selected."""

        n: int

    @dataclass
    class Open(Message):
        """A source is to be opened at its place."""

        source: Source

    @dataclass
    class Taken(Message):
        """A source is to be had elsewhere: its 'quote' copied, in a 'file', or the document 'outside'."""

        source: Source
        what: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sources: tuple[Source, ...] = ()
        self.selected = 0
        self.empty = "The sources of an answer appear here."

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self.sources))

    def estimate(self, index: int, width: int) -> int:
        if not self.sources:
            return 2
        return 5 + min(QUOTE_LINES, len(self.sources[index].text) // max(8, width - 4))

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.sources:
            return wrap(Text(self.empty, colours.style("muted")), width, Text("  "))
        source = self.sources[index]
        selected = source.n == self.selected
        bar = Text("┃ " if selected else "  ", colours.style("accent", bold=True))
        head = Text.assemble((f"[{source.n}]", colours.style("mark", bold=True, reverse=selected and self.has_focus)))
        head.append(" " + one_line(source.place.title), colours.style("text", bold=True))
        lines = wrap(head, width, bar, Text.assemble(bar, "    "))
        indent = Text.assemble(bar, "    ")
        above = " › ".join(one_line(heading) for heading in headings(source.place))
        place = Text(f"{above} · " if above else "", colours.style("muted"))
        place.append(where(source.place), colours.style("muted", bold=True))
        lines += wrap(place, width, indent)
        if source.badge or source.why:
            badge = Text(source.badge + (" · " if source.badge and source.why else ""), colours.style("accent"))
            lines += wrap(badge.append(one_line(source.why), colours.style("muted")), width, indent)
        said = quote(source.text, source.place, colours, quoted=source.quoted)
        drawn = wrap(said, width, indent) if said.plain.strip() else []
        lines += drawn if selected else drawn[:QUOTE_LINES]
        if len(drawn) > QUOTE_LINES and not selected:
            lines.append(strip(Text.assemble(indent, ("…", colours.style("muted")))))
        if (scores := self._scores(source)) and selected:
            lines += wrap(Text(scores, colours.style("muted")), width, indent)
        return [*lines, blank()]

    @staticmethod
    def _scores(source: Source) -> str:
        parts = [f"{arm} #{source.arms[arm].rank} {source.arms[arm].score:.2g}" for arm in ARMS if arm in source.arms]
        return "  ".join(parts)

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, entry: Entry | None, n: int) -> None:
        """Show the sources of an entry, `n` selected (0: the first)."""
        sources = entry.sources if entry else ()
        wanted = n or (sources[0].n if sources else 0)
        nearest = bool(sources) and not sources[0].quoted and entry is not None and entry.kind == "answer"
        if nearest and entry is not None and entry.answer is not None:
            nearest = entry.answer.grounded or entry.answer.abstained  # else a tool speaks of them
        listed = "Found" if entry and entry.result else "Passages"
        name = "Nearest passages" if nearest else listed if entry and entry.kind == "passages" else "Sources"
        self.border_title = f" {name} {len(sources) or ''}".rstrip() + " "
        if sources is self.sources or sources == self.sources:
            self._select(wanted)
            return
        self.sources, self.selected = sources, wanted
        self.rebuild()
        self._reveal()

    def _select(self, n: int) -> None:
        before, self.selected = self._index(self.selected), n
        self.redraw(*(index for index in {before, self._index(n)} if index >= 0))
        self._reveal()

    def _reveal(self) -> None:
        index = self._index(self.selected)
        if index >= 0:
            self.show_block(index, len(self.lines_of(index)) - 1 if self._width else 0)
            self.show_block(index)

    def _index(self, n: int) -> int:
        return next((index for index, source in enumerate(self.sources) if source.n == n), -1)

    def _source(self) -> Source | None:
        index = self._index(self.selected)
        return self.sources[index] if index >= 0 else None

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        index = self._index(self.selected) + step
        if 0 <= index < len(self.sources):
            self.post_message(self.Selected(self.sources[index].n))

    def action_pick(self, n: int) -> None:
        if self._index(n) >= 0:
            self.post_message(self.Selected(n))

    def action_open(self) -> None:
        if (source := self._source()) is not None:
            self.post_message(self.Open(source))

    def action_copy(self) -> None:
        self.action_take("quote")

    def action_take(self, what: str) -> None:
        if (source := self._source()) is not None:
            self.post_message(self.Taken(source, what))

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if self.sources and line >= 0:
            source = self.sources[self._heights.find(line)[0]]
            self.post_message(self.Open(source) if event.chain > 1 else self.Selected(source.n))

    def on_focus(self, event: Focus) -> None:
        self._refresh_selected()

    def on_blur(self, event: Blur) -> None:
        self._refresh_selected()

    def _refresh_selected(self) -> None:
        if (index := self._index(self.selected)) >= 0:
            self.redraw(index)
