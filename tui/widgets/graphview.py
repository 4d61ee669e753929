"""The graph of a pane: drawn to its size, walked by arrow keys, with a few words about the selected node below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Blur, Click, Focus, Resize, Show
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import fill, rule, strip, wrap
from tui.graphview.drawing import draw
from tui.graphview.graph import Graph
from tui.graphview.layout import Positions
from tui.graphview.moving import towards
from tui.graphview.placing import Spot, place
from tui.widgets.colours import palette

WORDS_LINES = 4  # about the selected node, with the rule above them
LOW = 12  # lines of a pane below which there is one line of words only


class GraphView(Widget, can_focus=True):
    """Shows one graph; one node is selected."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("graph", "pane", priority=True)]

    @dataclass
    class Wanted(Message):
        """The graph has come into sight."""

    @dataclass
    class Open(Message):
        """What a node stands for is to be opened."""

        id: str

    @dataclass
    class Centre(Message):
        """A node is to become the middle of the graph."""

        id: str

    @dataclass
    class Before(Message):
        """The graph that was there before is to come back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.graph = Graph()
        self.selected = ""
        self.empty = ""
        self._positions: Positions = {}
        self._spots: dict[str, Spot] = {}
        self._placed = Size(0, 0)  # what the nodes were placed for
        self._lines: list[Strip] | None = None

    def show(self, graph: Graph, positions: Positions, selected: str) -> None:
        """Another graph."""
        self.graph, self._positions, self.selected = graph, positions, selected
        self._settle()

    def say(self, text: str) -> None:
        """No graph, but a sentence."""
        self.empty = text
        self.show(Graph(), {}, "")

    @property
    def spots(self) -> dict[str, Spot]:
        """Where the nodes stand that are in sight."""
        return self._spots

    def select(self, id_: str) -> None:
        """Light a node."""
        if id_ in self._spots:
            self.selected = id_
            self._redraw()

    # --- drawing ------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        self._place()
        self._redraw()

    def _place(self) -> None:
        self._placed = self.content_size
        width, height = self._placed
        self._spots = place(self.graph, self._positions, width, self._height) if width and height else {}
        if self.selected not in self._spots:
            self.selected = next(iter(self._spots), "")

    @property
    def _height(self) -> int:
        """Lines of the picture."""
        height = self.content_size.height
        return max(1, height - (WORDS_LINES if height >= LOW else 1))

    def _redraw(self) -> None:
        self._lines = None
        self.refresh()

    def _draw(self) -> list[Strip]:
        width, height = self.content_size
        colours = palette(self)
        if not self.graph.nodes:
            return wrap(Text(self.empty, colours.style("muted")), width, Text("  "))
        lines = draw(self.graph, self._spots, self.selected, width, self._height, colours, focused=self.has_focus)
        words = self._words(width)
        if height < LOW:
            return [*lines, *words[:1]]
        return [*lines, rule(width, colours.style("rule")), *words[: WORDS_LINES - 1]]

    def _words(self, width: int) -> list[Strip]:
        """What the selected node is, and what joins it to the one it is nearest to."""
        colours = palette(self)
        node = self.graph.by_id.get(self.selected)
        if node is None:
            return []
        line = Text.assemble((one_line(node.label, width), colours.style("accent", bold=True)))
        line.truncate(width, overflow="ellipsis")
        about = one_line(node.about, 400)
        for other, edge in self.graph.edges_of(node.id):
            if edge.about:
                near = one_line(self.graph.by_id[other].label, 60)
                label = f" ({one_line(edge.label, 12)})" if edge.label else ""
                about += f" · beside {near}{label}: {one_line(edge.about, 400)}"
                break
        return [strip(line), *wrap(Text(about, colours.style("muted")), width)]

    def render_line(self, y: int) -> Strip:
        if self._placed != self.content_size:  # it is drawn in its new size before it is told of it
            self._place()
            self._lines = None
        if self._lines is None:
            self._lines = self._draw()
        style = self.rich_style
        width = self.content_size.width
        return fill(self._lines[y], width, style) if y < len(self._lines) else Strip.blank(width, style)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._lines = None

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_move(self, dx: int, dy: int) -> None:
        if there := towards(self._spots, self.selected, dx, dy):
            self.select(there)

    def action_step(self, by: int) -> None:
        """On to the next node, by weight: so that each can be reached."""
        ids = list(self._spots)
        if ids:
            self.select(ids[(ids.index(self.selected) + by) % len(ids)] if self.selected in ids else ids[0])

    def action_open(self) -> None:
        if self.selected:
            self.post_message(self.Open(self.selected))

    def action_centre(self) -> None:
        if self.selected:
            self.post_message(self.Centre(self.selected))

    def action_before(self) -> None:
        self.post_message(self.Before())

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for id_, spot in self._spots.items():
            begin, end = spot.cells
            if spot.y == offset.y and begin <= offset.x < end:
                self.select(id_)

    def on_resize(self, event: Resize) -> None:
        self._settle()

    def on_show(self, event: Show) -> None:
        self.post_message(self.Wanted())

    def on_focus(self, event: Focus) -> None:
        self._redraw()

    def on_blur(self, event: Blur) -> None:
        self._redraw()
