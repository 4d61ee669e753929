"""Light Markdown as strips: emphasis, code, lists, headings, fences, quotes, tables, formulas, and `[n]` marks.

What a colour says, a sign or a letter's weight says too. Markdown comes from documents and models, so nothing in it is
trusted: it is cleaned first, raw HTML stays text, links are shown and never followed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.drawing import formulas
from tui.drawing.bounded import too_deep, too_dense
from tui.drawing.clean import clean, one_line
from tui.drawing.highlight import HIGHLIGHTER, language, painted
from tui.drawing.paint import blank, fill, strip, wrap
from tui.drawing.segments import Pieces
from tui.drawing.tables import Shape, table_row, table_rule
from tui.themes import Palette

if TYPE_CHECKING:  # 50 ms that the first frame does not need
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

MARK = re.compile(r"\[(\d{1,3})\]")
NARROWEST = 12  # cells that are left for the words of a deep list
BAR = "▏"  # before each line of code
TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
LEVELS = ("bold underline", "bold", "bold italic", "underline", "italic", "")
"""How headings of the six levels look, without colour too."""


@lru_cache(1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = (
        MarkdownIt("commonmark", {"html": False})
        .enable(["table", "strikethrough"])
        .disable(["html_block", "html_inline", "reference"])  # '[1]: ...' is a mark, not a definition to hide
    )
    formulas.add_rules(parser)
    return parser


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
        """One piece of cleaned Markdown; literally where it is nested too deep, or too full of signs."""
        if too_deep(source) or too_dense(source):
            return self._literal(source, width, lead or Text())
        if not self._has_marks(source) and (lines := formulas.in_lines(source)) is not None:
            return self._formula(lines, width, lead or Text())
        return self._children(parse(source), width, lead or Text(), lead or Text(), loose=True)

    def _literal(self, source: str, width: int, lead: Text) -> list[Strip]:
        text = Text(style=self.palette.style())
        self.marked(source.rstrip("\n"), text, Style())
        return wrap(text, width, lead)

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
                look = self.palette.style("primary") + Style.parse(LEVELS[int(node.tag[1:]) - 1])
                return wrap(self._inline(node, look), width, first, rest)
            case "bullet_list" | "ordered_list":
                return self._list(node, width, first, rest)
            case "blockquote":
                bar = Text.assemble(rest, ("▎ ", self.palette.style("rule")))
                return self._children(node, width, bar, bar, loose=True)
            case "fence" | "code_block":
                return self._code(node.content.rstrip("\n"), language(node.info), width, first, rest)
            case "math_block" | "math_block_label":
                written = f"$${node.content}$$" + (f" ({node.info})" if node.info else "")
                if not self._has_marks(written) and (lines := formulas.in_lines(written)) is not None:
                    return self._formula(lines, width, rest)
                text = Text(style=self.palette.style())
                self.marked(written, text, Style())
                return wrap(text, width, first, rest)
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
            sign = _task(item) or sign
            lead = rest if lines else first
            below = Text.assemble(rest, " " * len(sign))
            if width - below.cell_len < NARROWEST:  # so deep that nothing would be left for the words
                below = rest
            drawn = self._children(
                item, width, Text.assemble(lead, (sign, self.palette.style("muted"))), below, loose=False
            )
            lines += drawn or [strip(Text.assemble(lead, sign))]
        return lines

    def _formula(self, lines: Sequence[str], width: int, lead: Text) -> list[Strip]:
        """A formula by itself, set in a little where there is room."""
        room = width - lead.cell_len
        indent = Text.assemble(lead, "  ") if max(map(cell_len, lines), default=0) + 2 <= room else lead
        return [row for line in lines for row in wrap(Text(line, self.palette.style()), width, indent)]

    def _code(self, source: str, name: str, width: int, first: Text, rest: Text) -> list[Strip]:
        lines = self.code_head(name, width, first)
        code = painted(source, HIGHLIGHTER.runs(name, source), self.palette)
        for line in code.split("\n", allow_blank=True) or [Text()]:
            lines += self.code_line(line, width, rest if lines else first)
        return lines

    def code_head(self, name: str, width: int, lead: Text) -> list[Strip]:
        """The line above code that says which language it is in; none where nothing does."""
        if not name:
            return []
        return self.code_line(Text(name, self.palette.style("muted", on="panel", italic=True)), width, lead)

    def code_line(self, line: Text, width: int, lead: Text) -> list[Strip]:
        """One line of code, folded where it is too long."""
        style = self.palette.style("code", on="panel")
        room = max(4, width - lead.cell_len)
        rows = wrap(line, room, Text(BAR, self.palette.style("rule", on="panel")))
        return [Strip.join([strip(lead), fill(row, room, style)]) for row in rows]

    def _table(self, node: SyntaxTreeNode, width: int, lead: Text) -> list[Strip]:
        rows = self.cells(node)
        shape = Shape.of(rows, width - lead.cell_len)
        lines: list[Strip] = []
        for number, row in enumerate(rows):
            lines += table_row(rows[0], row, shape, lead, self.palette, head=number == 0)
            if number == 0:
                lines += table_rule(shape, lead, self.palette)
        return lines

    def cells(self, table: SyntaxTreeNode) -> list[list[Text]]:
        """The cells of a table, row by row."""
        return [
            [self._inline(cell, self.palette.style()) for cell in row.children]
            for part in table.children
            for row in part.children
        ]

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
                sign = "`" if self.palette.terminal else ""  # where colours are few, or none
                text.append(f"{sign}{node.content}{sign}", self.palette.style("code"))
            case "math_inline" | "math_inline_double":
                self._formula_among_words(node, text, style)
            case "softbreak":
                text.append(" ")
            case "hardbreak":
                text.append("\n")
            case "image":
                said = one_line(node.content, 80) or "without words"
                text.append(f"[image: {said}]", style)
                self._address(str(node.attrs.get("src", "")), said, text)
            case kind:
                extra = {
                    "strong": Style(bold=True),
                    "em": Style(italic=True),
                    "s": Style(strike=True),
                    "link": self.palette.style("mark", underline=True),
                }.get(kind, Style())
                begin = len(text)
                for child in node.children:
                    self._span(child, text, style + extra)
                if kind == "link":
                    self._address(str(node.attrs.get("href", "")), text.plain[begin:], text)

    def _address(self, address: str, said: str, text: Text) -> None:
        """Where a link leads, if its words do not say so."""
        shown = one_line(unquote(address), 120)
        if shown.removeprefix("mailto:").rstrip("/") not in (said.strip(), said.strip().rstrip("/")) and shown:
            text.append(f" ({shown})", self.palette.style("muted"))

    def _formula_among_words(self, node: SyntaxTreeNode, text: Text, style: Style) -> None:
        shown = formulas.in_line(node.content, node.markup)
        if self._has_marks(node.content):
            self.marked(formulas.written(node.content, node.markup), text, style)
        elif "\n" in shown:
            text.append(shown.replace("\n", " "), style)
        else:
            text.append(shown, style)

    def _has_marks(self, source: str) -> bool:
        return any(int(number) in self.marks for number in MARK.findall(source))

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


def _task(item: SyntaxTreeNode) -> str:
    """The box of a task; it is taken off the item's text. '' where the item is none."""
    first = item.children[0] if item.children else None
    words = first.children[0] if first is not None and first.children else None
    text = words.children[0] if words is not None and words.type == "inline" and words.children else None
    token = text.token if text is not None and text.type == "text" else None
    if token is None or token.content[:4] not in TASKS:
        return ""
    sign = TASKS[token.content[:4]]
    token.content = token.content[4:]
    return sign
