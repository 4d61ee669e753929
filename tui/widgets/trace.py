"""How each answer came about: the engine's events as stages, the moment they happen, folded question by question.

What happens within a round, a part or a step stands below it, and folds too. While an answer is under way its last line
says what it waits for and since when. An old answer's steps can be gone through once more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.events import Blur, Click, Focus
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from engine.events import PromptMade
from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.paint import blank, strip, wrap
from tui.drawing.stages import shares, stage_lines
from tui.talk import Entry, Stage, every
from tui.themes import Palette
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.widgets.lineview import LineView
from tui.widgets.replay import Replay

INDENT = 2  # cells a level
DEEPEST = 4  # levels that are indented; what is deeper stands below each other
DRAWN_STAGES = 500  # whose lines are kept: when one comes or changes, the others are not drawn again
MOST_STAGES = 400  # of an answer, the latest; /trace json writes all of them
BEAT_S = 0.15  # between two steps of a replay
CLOCK_S, CALM_CLOCK_S = 0.25, 1.0  # between two looks at the clock while an answer is under way; without animations


class Trace(LineView):
    """One block a question, the latest on top and unfolded."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("trace", "pane", priority=True)]

    @dataclass
    class Opened(Message):
        """Someone wants to see what a model was given to read."""

        prompt: PromptMade

    @dataclass
    class Compared(Message):
        """Someone wants to see what the rounds of an answer changed."""

        entry: Entry

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._entries: list[Entry] = []
        self._open: set[int] = set()  # ids of unfolded entries
        self._cursor = 0
        self._stage: Stage | None = None  # the cursor is on this stage of the entry; None: on its question
        self._replay: Replay | None = None
        self._beat: Timer | None = None  # of a replay that goes by itself
        self._ticks: Timer | None = None  # while an answer is under way
        self.clock: Callable[[], float] = time.monotonic
        self._began = self._since = 0.0  # when that began, and when its latest stage came
        self._kept: LRUCache[tuple[object, ...], list[Strip]] = LRUCache(DRAWN_STAGES)

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self._entries))

    def estimate(self, index: int, width: int) -> int:
        if not self._entries:
            return 2
        entry = self._entries[index]
        return len(self._rows(entry)) + 3 if id(entry) in self._open else 1

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self._entries:
            return wrap(Text("The steps of an answer appear here.", colours.style("muted")), width, Text("  "))
        entry = self._entries[index]
        unfolded = id(entry) in self._open
        focused = index == self._cursor and self.has_focus
        here = focused and self._stage is None
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
            for stage, depth in self._rows(entry):
                lines += self._lines(stage, depth, width, colours, here=focused and stage is self._stage)
            lines += self._last(entry, width, colours)
            lines.append(blank())
        return lines

    def _rows(self, entry: Entry) -> list[tuple[Stage, int]]:
        """The stages in sight, each with how deep it stands."""
        stages = entry.stages[-MOST_STAGES:]
        rows = list(every(stages, in_sight=True))[-MOST_STAGES:]
        if (earlier := len(entry.stages) - len(stages)) > 0:
            rows.insert(0, (Stage("…", f"{earlier:,} earlier steps are not drawn"), 0))
        return self._replay.rows(rows) if self._replay is not None and entry is self._replay.entry else rows

    def _last(self, entry: Entry, width: int, colours: Palette) -> list[Strip]:
        """Where the time went; of an answer under way what it waits for, since when, and how long it has taken."""
        if entry.state != "working":
            spent = shares(entry.stages) if self._replay is None or self._replay.entry is not entry else None
            return stage_lines(spent, Text("  "), width, colours) if spent is not None else []
        now = self.clock()
        waits, whole = duration(1000 * (now - self._since)), duration(1000 * (now - self._began))
        stage = Stage("…", entry.doing or "at work", lines=2)
        return stage_lines(stage, Text("  "), width, colours, time=f" {waits} of {whole}")

    def _lines(self, stage: Stage, depth: int, width: int, colours: Palette, *, here: bool) -> list[Strip]:
        """A stage as it was drawn before, where it still looks the same."""
        sign = ("▸ " if stage.folded else "▾ ") if stage.below else "› " if stage.prompt else "  "
        look = (
            stage.name,
            stage.detail,
            stage.figures,
            stage.elapsed_ms,
            stage.kind,
            stage.lines,
            sign,
            depth,
            width,
            colours.look,
            here,
        )
        lines = self._kept.get(look)
        if lines is None:
            lead = Text(" " * INDENT * min(depth, DEEPEST) + sign)
            lines = self._kept[look] = stage_lines(stage, lead, width, colours, here=here)
        return lines

    def _line_of(self, index: int, wanted: Stage | None) -> int:
        """The first line of a stage within its block; 0 for the question."""
        if wanted is None or not self._width:
            return 0
        line, colours = 1, palette(self)
        for stage, depth in self._rows(self._entries[index]):
            if stage is wanted:
                return line
            line += len(self._lines(stage, depth, self._width, colours, here=False))
        return 0

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, entries: list[Entry]) -> None:
        """The answers of a conversation."""
        self._stop_replay()
        self._entries = [entry for entry in reversed(entries) if entry.kind == "answer"]
        self._open = {id(self._entries[0])} if self._entries else set()
        self._cursor, self._stage = 0, None
        self.rebuild()
        self.scroll_home(animate=False)

    def begin(self, entry: Entry) -> None:
        """Work on a new question begins; the earlier ones fold."""
        self._stop_replay()
        self._entries.insert(0, entry)
        self._open = {id(entry)}
        self._cursor, self._stage = 0, None
        self._began = self._since = self.clock()
        if self._ticks is None:
            self._ticks = self.set_interval(
                CALM_CLOCK_S if self.app.animation_level == "none" else CLOCK_S, self._look_at_clock
            )
        self.rebuild()
        self.scroll_home(animate=False)

    def _look_at_clock(self) -> None:
        index = next((index for index, known in enumerate(self._entries) if known.state == "working"), -1)
        if index >= 0:
            self.redraw(index)
        elif self._ticks is not None:
            self._ticks.stop()
            self._ticks = None

    def update_entry(self, entry: Entry) -> None:
        """A stage was added."""
        self._since = self.clock()
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
        self._open, self._cursor, self._stage = {id(entry)}, index, None
        if entry.state != "working" and self.app.animation_level != "none":
            self._replay = Replay(entry)
            self._beat = self.set_interval(BEAT_S, lambda: self._go(1))
            self._say_where()
        self.rebuild()
        self.show_block(index)
        return True

    def _go(self, steps: int) -> None:
        replay = self._replay
        if replay is None:
            return
        replay.step(steps)
        if replay.over:
            self._stop_replay()
        self._say_where()
        index = next((index for index, known in enumerate(self._entries) if known is replay.entry), -1)
        self.redraw(index)
        self.show_block(index, max(0, len(self.lines_of(index)) - 2))

    def _end_replay(self) -> None:
        """The user goes elsewhere: what is left of a replay is shown at once."""
        entry = self._replay.entry if self._replay is not None else None
        self._stop_replay()
        self.redraw(*(index for index, known in enumerate(self._entries) if known is entry))

    def _pause_replay(self) -> None:
        if self._beat is not None:
            self._beat.stop()
        self._beat = None
        self._say_where()

    def _stop_replay(self) -> None:
        self._pause_replay()
        self._replay = None
        self._say_where()

    def _say_where(self) -> None:
        replay = self._replay
        said = replay.words(keys(self), paused=self._beat is None) if replay is not None else ""
        self.border_subtitle = Text(f" {said} " if said else "")  # not markup

    @property
    def questions(self) -> int:
        """How many there are."""
        return len(self._entries)

    def select_question(self, index: int) -> None:
        """Put the cursor on a question, the latest being 0."""
        self._move(index)

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        if not self._entries:
            return
        self._end_replay()
        stops = [(index, stage) for index in range(len(self._entries)) for stage in self._stops(index)]
        here = next((n for n, (index, stage) in enumerate(stops) if index == self._cursor and stage is self._stage), -1)
        place = here + step
        if 0 <= place < len(stops):
            self._move(*stops[place])

    def action_fold(self) -> None:
        if not self._entries:
            return
        self._end_replay()
        stage = self._stage
        if stage is None:
            self._open ^= {id(self._entries[self._cursor])}
        elif stage.below:
            stage.folded = not stage.folded
        elif stage.prompt is not None:
            self.post_message(self.Opened(stage.prompt))
            return
        top = round(self.scroll_y)
        self.redraw(self._cursor)
        self.go_to(top)  # what stands above has not moved
        self._show_unfolded(stage)

    def _show_unfolded(self, stage: Stage | None) -> None:
        """Bring what stands below a stage into sight, as much of it as there is room for below its own line."""
        if stage is not None:
            rows = [row for row, _ in self._rows(self._entries[self._cursor])]
            last = [stage, *(row for row, _ in every(stage.below, in_sight=True))][-1]
            if not stage.folded and any(row is last for row in rows):
                self.show_block(self._cursor, self._line_of(self._cursor, last), margin=1)
        self.show_block(self._cursor, self._line_of(self._cursor, stage), margin=1)

    def action_pause(self) -> None:
        """Hold a replay, or let it go on; without one the key folds."""
        if self._replay is None:
            self.action_fold()
        elif self._beat is not None:
            self._pause_replay()
        else:
            self._beat = self.set_interval(BEAT_S, lambda: self._go(1))
            self._say_where()

    def action_beat(self, steps: int) -> None:
        """One step of a replay; back from the end of an answer that is there as a whole, too."""
        if not self._entries:
            return
        entry = self._entries[self._cursor]
        if self._replay is None:
            if steps > 0 or entry.state == "working" or not entry.stages:
                return
            self._open |= {id(entry)}
            self._stage = None
            self._replay = Replay(entry)
            self._replay.shown = self._replay.total
        self._pause_replay()
        self._go(steps)

    def action_rounds(self) -> None:
        if self._entries:
            self.post_message(self.Compared(self._entries[self._cursor]))

    def _stops(self, index: int) -> list[Stage | None]:
        """Where the cursor can stand within an entry: its question, what folds, and what opens."""
        entry = self._entries[index]
        if id(entry) not in self._open:
            return [None]
        return [None, *(stage for stage, _ in self._rows(entry) if stage.stops)]

    def _move(self, index: int, stage: Stage | None = None) -> None:
        self._end_replay()
        before, self._cursor, self._stage = self._cursor, index, stage
        self.redraw(*{before, index})
        self.show_block(index, self._line_of(index, stage), margin=1)

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if not self._entries or line < 0:
            return
        index, row = self._heights.find(line)
        stages = [stage for stage in self._stops(index) if self._line_of(index, stage) == row]
        self._move(index, stages[0] if stages else None)
        if stages:
            self.action_fold()

    def on_focus(self, event: Focus) -> None:
        self.redraw(self._cursor)

    def on_blur(self, event: Blur) -> None:
        self.redraw(self._cursor)


def _pressed(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text
