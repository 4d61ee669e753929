"""How each answer came about: the engine's events as stages, the moment they happen, folded question by question."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Blur, Click, Focus
from textual.strip import Strip
from textual.timer import Timer

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.paint import blank, cut, strip, wrap
from tui.talk import Entry, Stage
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

NAME_WIDTH = 9
BEAT_S = 0.15  # between two steps of a replay


class Trace(LineView):
    """One block a question, the latest on top and unfolded."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("trace")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._entries: list[Entry] = []
        self._open: set[int] = set()  # ids of unfolded entries
        self._cursor = 0
        self._replayed: Entry | None = None
        self._shown = 0  # stages of it so far
        self._beat: Timer | None = None

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self._entries))

    def estimate(self, index: int, width: int) -> int:
        if not self._entries:
            return 2
        entry = self._entries[index]
        return len(entry.stages) + 2 if id(entry) in self._open else 1

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self._entries:
            return wrap(Text("The steps of an answer appear here.", colours.style("muted")), width, Text("  "))
        entry = self._entries[index]
        unfolded = id(entry) in self._open
        here = index == self._cursor and self.has_focus
        head = Text()
        head.append("▾ " if unfolded else "▸ ", colours.style("accent" if here else "muted", bold=here))
        look = (
            colours.style("accent", bold=True)
            if here
            else colours.style("text" if unfolded else "muted", bold=unfolded)
        )
        head.append(one_line(entry.question or entry.title or entry.text, 4 * width), look)
        lines = [strip(_pressed(head, width))]
        if unfolded:
            for stage in entry.stages[: self._shown if entry is self._replayed else None]:
                lines += self._stage(stage, width)
            lines.append(blank())
        return lines

    def _stage(self, stage: Stage, width: int) -> list[Strip]:
        colours = palette(self)
        took = f" {duration(stage.elapsed_ms)}" if stage.elapsed_ms is not None else ""
        name = Text.assemble("  ", (f"{stage.name:<{NAME_WIDTH}}", colours.style("mark")))
        room = max(8, width - len(took))
        detail, cells = one_line(stage.detail, 400), max(1, room - name.cell_len - 1)
        if stage.lines > 1:
            indent = Text(" " * name.cell_len)
            lines = wrap(Text(detail, colours.style("text")), name.cell_len + cells, name, indent)[: stage.lines]
        else:
            lines = [strip(Text.assemble(name, (cut(detail, cells), colours.style("text"))))]
        if took:
            lines[0] = Strip.join([lines[0].extend_cell_length(room), strip(Text(took, colours.style("muted")))])
        return lines

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, entries: list[Entry]) -> None:
        """The answers of a conversation."""
        self._stop_replay()
        self._entries = [entry for entry in reversed(entries) if entry.kind == "answer"]
        self._open = {id(self._entries[0])} if self._entries else set()
        self._cursor = 0
        self.rebuild()
        self.scroll_home(animate=False)

    def begin(self, entry: Entry) -> None:
        """Work on a new question begins; the earlier ones fold."""
        self._stop_replay()
        self._entries.insert(0, entry)
        self._open = {id(entry)}
        self._cursor = 0
        self.rebuild()
        self.scroll_home(animate=False)

    def update_entry(self, entry: Entry) -> None:
        """A stage was added."""
        for index, known in enumerate(self._entries):
            if known is entry:
                self.redraw(index)
                if index == 0 and not self.has_focus:  # of many stages the latest is in sight
                    self.show_block(0, len(self.lines_of(0)) - 2)
                return

    def replay(self, entry: Entry) -> bool:
        """Go to an answer and show its steps once more, one by one; False where it is not here."""
        index = next((index for index, known in enumerate(self._entries) if known is entry), -1)
        if index < 0:
            return False
        self._stop_replay()
        self._open, self._cursor = {id(entry)}, index
        if entry.state != "working" and self.app.animation_level != "none":
            self._replayed, self._shown = entry, 0
            self._beat = self.set_interval(BEAT_S, self._next_step)
        self.rebuild()
        self.show_block(index)
        return True

    def _next_step(self) -> None:
        entry = self._replayed
        if entry is None:
            return
        self._shown += 1
        if self._shown >= len(entry.stages):
            self._stop_replay()
        index = next((index for index, known in enumerate(self._entries) if known is entry), -1)
        self.redraw(index)
        self.show_block(index, max(0, len(self.lines_of(index)) - 2))

    def _end_replay(self) -> None:
        """The user goes elsewhere: what is left of a replay is shown at once."""
        entry = self._replayed
        self._stop_replay()
        self.redraw(*(index for index, known in enumerate(self._entries) if known is entry))

    def _stop_replay(self) -> None:
        if self._beat is not None:
            self._beat.stop()
        self._replayed = self._beat = None

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        self._move(self._cursor + step)

    def action_fold(self) -> None:
        if self._entries:
            self._end_replay()
            self._open ^= {id(self._entries[self._cursor])}
            self.redraw(self._cursor)

    def _move(self, index: int) -> None:
        if 0 <= index < len(self._entries):
            self._end_replay()
            before, self._cursor = self._cursor, index
            self.redraw(before, index)
            self.show_block(index)

    def on_click(self, event: Click) -> None:
        line = round(self.scroll_y) + event.y
        if self._entries and line < self._heights.total:
            index, row = self._heights.find(line)
            self._move(index)
            if row == 0:
                self.action_fold()

    def on_focus(self, event: Focus) -> None:
        self.redraw(self._cursor)

    def on_blur(self, event: Blur) -> None:
        self.redraw(self._cursor)


def _pressed(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text
