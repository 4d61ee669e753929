"""Light Markdown as strips: emphasis, code, lists, headings, fences, quotes, simple tables, and `[n]` marks.

Markdown comes from documents and models, so nothing in it is trusted: it is cleaned first, raw HTML stays text, links
are shown and never followed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import clean
from tui.drawing.paint import blank, fill, strip, wrap
from tui.drawing.segments import Pieces
from tui.themes import Palette

if TYPE_CHECKING:  # 50 ms that the first frame does not need
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

MARK = re.compile(r"\[(\d{1,3})\]")


@lru_cache(1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False})
        .enable(["table", "strikethrough"])
        .disable(["html_block", "html_inline", "reference"])  # '[1]: ...' is a mark, not a definition to hide
    )


def parse(source: str) -> SyntaxTreeNode:
    """Cleaned Markdown as a tree."""
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(source))


class Brush:
    """Draws Markdown with the colours of a palette; `marks` are the numbers that link to a source."""

    def __init__(self, palette: Palette, marks: frozenset[int] = frozenset(), active: int = 0) -> None:
        self.palette = palette
        self.marks = marks
        self.active = active

    def draw(self, source: str, width: int, lead: Text | None = None) -> list[Strip]:
        """The whole of `source`, `lead` before each line."""
        pieces = Pieces()
        pieces.grow(clean(source))
        lines: list[Strip] = []
        for index in range(len(pieces)):
            if pieces[index].gap and lines:
                lines.append(strip(lead) if lead else blank())
            lines += self.piece(pieces.source(index), width, lead)
        return lines

    def piece(self, source: str, width: int, lead: Text | None = None) -> list[Strip]:
        """One piece of cleaned Markdown."""
        return self._children(parse(source), width, lead or Text(), lead or Text(), loose=True)

    # --- blocks -------------------------------------------------------------------------------------------------

    def _children(self, node: SyntaxTreeNode, width: int, first: Text, rest: Text, *, loose: bool) -> list[Strip]:
        lines: list[Strip] = []
        for child in node.children:
            if lines and loose:
                lines.append(strip(rest))
            lines += self._block(child, width, rest if lines else first, rest)
        return lines

    def _block(self, node: SyntaxTreeNode, width: int, first: Text, rest: Text) -> list[Strip]:
        match node.type:
            case "heading":
                return wrap(self._inline(node, self.palette.style("primary", bold=True)), width, first, rest)
            case "bullet_list" | "ordered_list":
                return self._list(node, width, first, rest)
            case "blockquote":
                bar = Text.assemble(rest, ("▎ ", self.palette.style("rule")))
                return self._children(node, width, bar, bar, loose=True)
            case "fence" | "code_block":
                return self._code(node.content.rstrip("\n"), width, first, rest)
            case "table":
                return self._table(node, width, rest)
            case "hr":
                return [
                    strip(
                        Text.assemble(rest, ("─" * max(3, min(width - rest.cell_len, 24)), self.palette.style("rule")))
                    )
                ]
            case _:
                return wrap(self._inline(node, self.palette.style()), width, first, rest)

    def _list(self, node: SyntaxTreeNode, width: int, first: Text, rest: Text) -> list[Strip]:
        lines: list[Strip] = []
        for item in node.children:
            sign = f"{item.info}{item.markup} " if node.type == "ordered_list" else "• "
            lead = rest if lines else first
            below = Text.assemble(rest, " " * len(sign))
            drawn = self._children(
                item, width, Text.assemble(lead, (sign, self.palette.style("muted"))), below, loose=False
            )
            lines += drawn or [strip(Text.assemble(lead, sign))]
        return lines

    def _code(self, source: str, width: int, first: Text, rest: Text) -> list[Strip]:
        lines: list[Strip] = []
        for line in source.split("\n"):
            lines += self.code_line(line, width, rest if lines else first)
        return lines

    def code_line(self, line: str, width: int, lead: Text) -> list[Strip]:
        """One line of code, folded where it is too long."""
        style = self.palette.style("code", on="panel")
        room = max(4, width - lead.cell_len)
        rows = wrap(Text(line, style), room - 1, Text(" ", style))
        return [Strip.join([strip(lead), fill(row, room, style)]) for row in rows]

    def _table(self, node: SyntaxTreeNode, width: int, lead: Text) -> list[Strip]:
        rows = self.cells(node)
        widths = column_widths(rows, width - lead.cell_len)
        lines: list[Strip] = []
        for number, row in enumerate(rows):
            lines += self.table_row(row, widths, lead, bold=number == 0)
            if number == 0:
                lines.append(self.table_rule(widths, lead))
        return lines

    def cells(self, table: SyntaxTreeNode) -> list[list[Text]]:
        """The cells of a table, row by row."""
        return [
            [self._inline(cell, self.palette.style()) for cell in row.children]
            for part in table.children
            for row in part.children
        ]

    def table_row(self, row: Sequence[Text], widths: Sequence[int], lead: Text, *, bold: bool = False) -> list[Strip]:
        """One row, its cells wrapped into columns of these widths."""
        bar = Text(" │ ", self.palette.style("rule"))
        texts = [cell.copy() for cell in row]
        for text in texts if bold else ():
            text.stylize("bold")
        cells = [wrap(texts[c], size) if c < len(texts) else [blank()] for c, size in enumerate(widths)]
        lines: list[Strip] = []
        for line in range(max(len(cell) for cell in cells)):
            parts = [strip(lead)]
            for c, size in enumerate(widths):
                if c:
                    parts.append(strip(bar))
                part = cells[c][line] if line < len(cells[c]) else blank()
                parts.append(part.extend_cell_length(size))
            lines.append(Strip.join(parts))
        return lines

    def table_rule(self, widths: Sequence[int], lead: Text) -> Strip:
        """The line below the head of a table."""
        return strip(Text.assemble(lead, ("─┼─".join("─" * size for size in widths), self.palette.style("rule"))))

    # --- inside a line ------------------------------------------------------------------------------------------

    def _inline(self, node: SyntaxTreeNode, style: Style) -> Text:
        text = Text(style=style)
        for child in (
            node.children
            if node.type == "inline"
            else [c for n in node.children for c in (n.children if n.type == "inline" else [n])]
        ):
            self._span(child, text, Style())
        return text

    def _span(self, node: SyntaxTreeNode, text: Text, style: Style) -> None:
        match node.type:
            case "text":
                self.marked(node.content, text, style)
            case "code_inline":
                text.append(node.content, self.palette.style("code"))
            case "softbreak":
                text.append(" ")
            case "hardbreak":
                text.append("\n")
            case "image":
                text.append(f"[image: {node.content}]", style)
            case kind:
                extra = {
                    "strong": Style(bold=True),
                    "em": Style(italic=True),
                    "s": Style(strike=True),
                    "link": self.palette.style("mark", underline=True),
                }.get(kind, Style())
                for child in node.children:
                    self._span(child, text, style + extra)

    def marked(self, content: str, text: Text, style: Style) -> None:
        """Append `content`, its `[n]` marks as links."""
        position = 0
        for match in MARK.finditer(content):
            number = int(match.group(1))
            if number not in self.marks:
                continue
            text.append(content[position : match.start()], style)
            look = self.palette.style("mark", bold=True, reverse=number == self.active)
            text.append(match.group(), look + Style(meta={"mark": number}))
            position = match.end()
        text.append(content[position:], style)


def column_widths(rows: Sequence[Sequence[Text]], width: int) -> list[int]:
    """Widths of a table's columns, the bars between them within `width`: the widest give way first."""
    columns = max(len(row) for row in rows)
    room = max(columns, width - 3 * (columns - 1))
    return _share([max((row[c].cell_len for row in rows if c < len(row)), default=1) for c in range(columns)], room)


def _share(widths: list[int], room: int) -> list[int]:
    widths = [max(1, width) for width in widths]
    while sum(widths) > room and max(widths) > 1:
        widest = widths.index(max(widths))
        second = max((w for i, w in enumerate(widths) if i != widest), default=1)
        widths[widest] -= max(1, min(sum(widths) - room, widths[widest] - second))
    return widths
