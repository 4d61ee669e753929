"""The library's tree, drawn by lines: 100,000 documents open as fast as ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType
from textual.events import Blur, Click, Focus, Show
from textual.message import Message
from textual.strip import Strip

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import cut, fill, fit, strip, wrap
from tui.shelf.rows import Found, place_of, rows, unfolded_at_first
from tui.shelf.tree import Node
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

INDENT = 2  # cells a level
DEEPEST = 8  # levels that are indented
DETAIL_CELLS = 24  # of what stands at the right of a row


class LibraryTree(LineView):
    """Collections, folders and documents; one row has the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("library", "pane", priority=True)]

    @dataclass
    class Wanted(Message):
        """The tree has come into sight."""

    @dataclass
    class Open(Message):
        """A document is to be opened."""

        node: Node

    @dataclass
    class Chosen(Message):
        """Something else is to be done with a row: 'ask', 'similar', 'forget'."""

        what: str
        node: Node

    @dataclass
    class Filter(Message):
        """The person wants to type what the rows must hold."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.roots: list[Node] = []
        self.rows: list[Node] = []
        self.cursor = 0
        self.empty = "Reading the library …"
        self._unfolded: set[str] | None = None  # None until the library is seen for the first time
        self._found: Found | None = None

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self.rows))

    def estimate(self, index: int, width: int) -> int:
        return 1

    def estimates(self, width: int) -> list[int]:
        return [1] * self.count()

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.rows:
            return wrap(Text(self.empty, colours.style("muted")), width, Text("  "))[:1]
        node, here = self.rows[index], index == self.cursor
        focused = here and self.has_focus
        line = Text.assemble(("┃" if here else " ", colours.style("accent" if focused else "muted", bold=True)))
        line.append("  " * min(node.depth, DEEPEST))
        line.append(self._sign(node), colours.style("accent" if focused else "muted", bold=focused))
        detail = cut(_detail(node), min(DETAIL_CELLS, max(0, (width - line.cell_len) // 2)))
        room = max(1, width - line.cell_len - cell_len(detail) - 2)
        look = "accent" if focused else "text" if node.document is not None or here else "mark"
        line.append(
            fit(one_line(node.name, 4 * width), room), colours.style(look, bold=node.document is None or focused)
        )
        line.append(f" {detail}", colours.style("muted"))
        base = colours.style("text", on="panel") if focused else colours.style("text")
        return [fill(strip(line), width, base) if focused else strip(line)]

    def _sign(self, node: Node) -> str:
        if not node.below:
            return "  "
        return "▾ " if self._found is not None or node.key in (self._unfolded or ()) else "▸ "

    # --- what the pane calls ------------------------------------------------------------------------------------

    def show(self, roots: Sequence[Node]) -> None:
        """The library has been read, for the first time or again: the cursor and the view stay where they were."""
        self.roots = list(roots)
        self.empty = "The library is empty. /ingest PATH takes in."
        if self._unfolded is None and roots:
            self._unfolded = unfolded_at_first(roots)
        if self._found is None:
            self._set_rows(rows(self.roots, self._unfolded or ()))

    def filter(self, found: Found | None) -> None:
        """Only these rows; None for all again."""
        if found is None and self._found is not None and self.node is not None:
            self._unfold_to(self.node)
        self._found = found
        self.empty = "No document matches." if found is not None else self.empty
        self._set_rows(found.rows if found is not None else rows(self.roots, self._unfolded or ()))
        if found is not None and (node := self.node) is not None and node.document is None:
            self._move(next((index for index, each in enumerate(self.rows) if each.document is not None), 0))

    @property
    def filtered(self) -> Found | None:
        """What a filter leaves; None where there is no filter."""
        return self._found

    @property
    def node(self) -> Node | None:
        """The node under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def go_to_row(self, index: int) -> None:
        """Put the cursor on a row."""
        if 0 <= index < len(self.rows):
            self._move(index)

    def _set_rows(self, found: list[Node]) -> None:
        """Other rows; the cursor stays on its node, and its node where it was on the screen."""
        key, before = (self.node.key if self.node is not None else ""), self.cursor
        above = before - round(self.scroll_y)
        self.rows = found
        self.cursor = place_of(key, before, found)
        self.rebuild()
        self.go_to(self.cursor - above)
        self.show_block(self.cursor)

    def _unfold_to(self, node: Node) -> None:
        above = node.parent
        while above is not None and self._unfolded is not None:
            self._unfolded.add(above.key)
            above = above.parent

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def _move(self, index: int) -> None:
        before, self.cursor = self.cursor, max(0, min(index, len(self.rows) - 1))
        self.redraw(*{before, self.cursor} & set(range(max(1, len(self.rows)))))
        self.show_block(self.cursor)

    def action_step(self, by: int) -> None:
        if self.rows:
            self._move(self.cursor + by)

    def action_page_down(self) -> None:
        self.action_step(self.page_height)

    def action_page_up(self) -> None:
        self.action_step(-self.page_height)

    def action_half_page(self, direction: int) -> None:
        self.action_step(direction * max(1, self.page_height // 2))

    def action_top(self) -> None:
        self.action_step(-len(self.rows))

    def action_bottom(self) -> None:
        self.action_step(len(self.rows))

    def action_unfold(self) -> None:
        """Open what is folded; from what is open, on to its first row."""
        node = self.node
        if node is None or not node.below:
            return
        if self._sign(node) == "▾ ":
            self._move(self.cursor + 1)
        else:
            self._fold(node, folded=False)

    def action_fold(self) -> None:
        """Fold what is open; from what is folded, up to what it stands in."""
        node = self.node
        if node is None:
            return
        if node.below and self._found is None and node.key in (self._unfolded or ()):
            self._fold(node, folded=True)
        elif node.parent is not None:
            self._move(next(index for index, each in enumerate(self.rows) if each is node.parent))

    def _fold(self, node: Node, *, folded: bool) -> None:
        if self._unfolded is not None and self._found is None:
            (self._unfolded.discard if folded else self._unfolded.add)(node.key)
            self._set_rows(rows(self.roots, self._unfolded))

    def action_open(self) -> None:
        node = self.node
        if node is None:
            return
        if node.document is not None:
            self.post_message(self.Open(node))
        else:
            self._fold(node, folded=node.key in (self._unfolded or ()))

    def action_choose(self, what: str) -> None:
        if (node := self.node) is not None:
            self.post_message(self.Chosen(what, node))

    def action_filter(self) -> None:
        self.post_message(self.Filter())

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if 0 <= line < len(self.rows):
            again = line == self.cursor
            self._move(line)
            if again or self.rows[line].document is None:
                self.action_open()

    def on_show(self, event: Show) -> None:
        self.post_message(self.Wanted())

    def on_focus(self, event: Focus) -> None:
        self._redraw_cursor()

    def on_blur(self, event: Blur) -> None:
        self._redraw_cursor()

    def _redraw_cursor(self) -> None:
        if self.cursor < len(self.rows):
            self.redraw(self.cursor)


def _detail(node: Node) -> str:
    """What stands at the right: the kind of a document, how many a folder holds; how much waits for an embedding."""
    waits = f"{node.embedded:,}/{node.chunks:,} embedded" if node.embedded < node.chunks else ""
    if node.document is not None:
        return waits or one_line(node.document.kind, DETAIL_CELLS)
    only = next(iter(node.kinds)) if len(node.kinds) == 1 else ""
    return waits or f"{node.documents:,} {one_line(only, 12)}".rstrip()
