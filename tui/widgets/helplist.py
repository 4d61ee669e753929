"""The topics of help, folded to their titles, with every command and key below them."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.events import Click
from textual.strip import Strip

from tui.drawing.paint import wrap
from tui.drawing.report import Pair, Paragraph, Part, Title
from tui.help import Topic, finder, rooms, spoken
from tui.keymap.keymap import Keymap
from tui.themes import Palette
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.widgets.lineview import LineView
from tui.work.pages import help_page

ANSWERS = 6  # topics that are offered for a question
NOTHING = "No topic and no command speaks of that. Try other words, or take them away to see everything."


@dataclass(slots=True)
class Entry:
    """A topic, open or not."""

    topic: Topic
    open: bool = False

    def draw(self, width: int, colours: Palette, keymap: Keymap, lit: bool) -> list[Strip]:
        sign = "▾ " if self.open else "▸ "
        style = colours.style("accent" if lit else "text", bold=lit or self.open)
        first = Text.assemble(("┃" if lit else " ", colours.style("accent", bold=True)), (sign, colours.style("muted")))
        lines = wrap(Text(self.topic.title, style), width, first, Text("   "))
        if self.open:
            lines += wrap(Text(spoken(self.topic, keymap), colours.style("text")), width, Text("     "))
        return lines


class HelpList(LineView, can_focus=False):
    """Shows what answers a question, or everything; the field above it keeps the focus."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.blocks: list[Entry | Part] = []
        self.cursor = -1

    def count(self) -> int:
        return len(self.blocks)

    def estimate(self, index: int, width: int) -> int:
        return 2 if isinstance(self.blocks[index], Title) else 1

    def draw(self, index: int, width: int) -> list[Strip]:
        block = self.blocks[index]
        if isinstance(block, Entry):
            return block.draw(width, palette(self), keys(self), index == self.cursor)
        return block.draw(width, palette(self))

    def ask(self, question: str) -> None:
        """Show what answers, the best topic unfolded; everything where nothing is asked."""
        self.blocks = answers(question, keys(self)) if question.strip() else everything(keys(self))
        self.cursor = next((n for n, block in enumerate(self.blocks) if isinstance(block, Entry)), -1)
        self.rebuild()
        self.scroll_home(animate=False)

    @property
    def lit(self) -> Topic | None:
        """The topic under the cursor."""
        block = self.blocks[self.cursor] if 0 <= self.cursor < len(self.blocks) else None
        return block.topic if isinstance(block, Entry) else None

    def step(self, by: int) -> None:
        """To the next topic, or on through the text below the last one; by more than one: a page."""
        if abs(by) > 1:
            self.go_to(round(self.scroll_y) + (self.page_height - 1) * (1 if by > 0 else -1))
            return
        entries = [n for n, block in enumerate(self.blocks) if isinstance(block, Entry)]
        place = entries.index(self.cursor) + by if self.cursor in entries else -1
        below = self.cursor in entries and round(self.scroll_y) > self._heights.top(self.cursor)
        if not 0 <= place < len(entries) or below:
            self.go_to(round(self.scroll_y) + by)
            return
        before, self.cursor = self.cursor, entries[place]
        self.redraw(before, self.cursor)
        self._reveal()

    def unfold(self) -> None:
        """Show the lit topic's text, or hide it."""
        block = self.blocks[self.cursor] if 0 <= self.cursor < len(self.blocks) else None
        if isinstance(block, Entry):
            block.open = not block.open
            self.redraw(self.cursor)
            self._reveal()

    def _reveal(self) -> None:
        self.show_block(self.cursor, len(self.lines_of(self.cursor)) - 1)
        self.show_block(self.cursor)
        if self.cursor <= 1:  # the heading above the first one
            self.go_to(0)

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        index = self._heights.find(line)[0] if line >= 0 else -1
        if index >= 0 and isinstance(self.blocks[index], Entry):
            before, self.cursor = self.cursor, index
            self.redraw(before)
            self.unfold()


def everything(keymap: Keymap) -> list[Entry | Part]:
    """Every topic by its title, then every command and key."""
    blocks: list[Entry | Part] = []
    for room in rooms():
        blocks.append(Title(room.title))
        blocks += [Entry(topic) for topic in room.topics]
    return [*blocks, *help_page(keymap)]


def answers(question: str, keymap: Keymap) -> list[Entry | Part]:
    """The topics that answer, the first one open, then the commands and keys that hold the words or answer too."""
    hits = finder().find(question, limit=3 * ANSWERS)
    topics = [hit.topic for hit in hits if hit.topic is not None][:ANSWERS]
    blocks: list[Entry | Part] = [Entry(topic, open=number == 0) for number, topic in enumerate(topics)]
    words = question.lower().split()
    pairs = [part for part in help_page(keymap) if isinstance(part, Pair) and _holds(part, words)]
    if pairs:
        blocks += [Title("Commands and keys"), *pairs]
    return blocks or [Paragraph(NOTHING, "muted")]


def _holds(pair: Pair, words: list[str]) -> bool:
    text = f"{pair.name} {pair.meaning}".lower()
    return all(word in text for word in words)
