"""The conversation, drawn by lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.cache import LRUCache
from textual.events import Blur, Click, Focus
from textual.message import Message
from textual.strip import Strip

from engine.records import LastSeen
from tui import actions
from tui.drawing import messages
from tui.drawing.growing import Growing
from tui.line.drawn import on_slow_line
from tui.talk import Entry
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.widgets.lineview import LineView

KEPT_ANSWERS = 16  # whose pieces are kept, so that a lit mark draws one of them again and not all


class Transcript(LineView):
    """Entries from oldest to newest. One of them is current: its marks answer to keys, its sources are shown."""

    MARGIN = 2
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("transcript", "pane", priority=True)]
    FOLLOW = True

    @dataclass
    class Selected(Message):
        """Another entry, or another mark in it, is selected. `n` is 0 where no mark is."""

        entry: Entry | None
        n: int

    @dataclass
    class OpenMark(Message):
        """The source of a mark is to be opened."""

        entry: Entry
        n: int

    @dataclass
    class Taken(Message):
        """An entry is to be had elsewhere: 'message' and 'conversation' copied, 'code' of it, or 'file'."""

        entry: Entry
        what: str

    class Moved(Message):
        """The user has scrolled."""

    def __init__(self, branch: Callable[[str], None], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """`branch` goes another way at the current entry: 'answer', 'edit', 'previous', 'next' or 'all'. It is called
        and no message sent, because that would come behind the keys that follow, which may be letters to edit with.
        """
        super().__init__(id=id)
        self._branch = branch
        self.entries: list[Entry] = []
        self.current = -1
        self.active = 0
        self._wanted: tuple[int, int] | None = None  # entry and line for the upper edge, until the pane has a width
        self._growing: LRUCache[int, Growing] = LRUCache(KEPT_ANSWERS)  # by the entry's id()

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return len(self.entries)

    def estimate(self, index: int, width: int) -> int:
        return messages.estimate(self.entries[index], width)

    def draw(self, index: int, width: int) -> list[Strip]:
        entry = self.entries[index]
        growing = self._growing.get(id(entry))
        if growing is None:
            growing = self._growing[id(entry)] = Growing()
        here = index == self.current
        active = self.active if here else 0
        return messages.draw(
            entry,
            width,
            palette(self),
            active=active,
            current=here and self.has_focus,
            growing=growing,
            keymap=keys(self),
        )

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, entries: list[Entry]) -> None:
        """Show another conversation, from its end."""
        self.entries = entries
        self._growing.clear()
        self.following, self.hold, self._wanted = True, -1, None
        self.active = 0
        self.current = len(entries) - 1
        self.rebuild()
        self.select(self._latest())

    def stand(self, seen: LastSeen) -> None:
        """Stand where someone left off: their message current, theirs at the upper edge; else at the end."""
        numbers = {entry.turn: index for index, entry in enumerate(self.entries) if entry.turn is not None}
        if seen.current_id in numbers:
            self.select(numbers[seen.current_id])
        if seen.first_id not in numbers:
            return
        self.following, self.hold = False, -1
        self._wanted = numbers[seen.first_id], seen.line
        if self._width:
            self._return_to(self._place())
            if seen.current_id in numbers:
                self.show_block(numbers[seen.current_id])

    def _place(self) -> tuple[int, int]:
        if self._wanted is None:
            return super()._place()
        wanted, self._wanted = self._wanted, None
        return wanted

    def top(self) -> tuple[int, int]:
        """The number of the stored message at the upper edge, or above it, and how many lines are out of sight; 0, 0
        where there is none.
        """
        if not self._width or not self.entries:
            return 0, 0
        index, line = super()._place()
        for number in range(index, -1, -1):
            turn = self.entries[number].turn
            if turn is not None:
                return turn, line if number == index else 0
        return 0, 0

    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return not self._width or round(self.scroll_y) >= self._heights.total - self.page_height

    def current_turn(self) -> int:
        """The number of the current message, or of the stored one above it; 0 where there is none."""
        return next((entry.turn for entry in reversed(self.entries[: self.current + 1]) if entry.turn is not None), 0)

    def inserted(self, index: int) -> None:
        """An entry has come in before others."""
        self.current += self.current >= index
        self.hold += self.hold >= index
        self.rebuild()

    def update_entry(self, entry: Entry) -> None:
        """This entry has changed."""
        for index in range(len(self.entries) - 1, -1, -1):  # nearly always the last one
            if self.entries[index] is entry:
                self.leaping = entry.state == "working" and on_slow_line(self)
                self.redraw(index)
                if index == self.current and entry.state != "working":
                    self.post_message(self.Selected(entry, self.active))
                return

    def select(self, index: int, n: int = 0, *, reveal: bool = False) -> None:
        """Make an entry current and light its mark `n` (0: none)."""
        if not 0 <= index < len(self.entries):
            self.current, self.active = -1, 0
            self.post_message(self.Selected(None, 0))
            return
        changed = {self.current, index} & set(range(len(self.entries)))
        self.current, self.active = index, n
        self.redraw(*changed)
        if reveal:
            self.show_block(index, self._line_of_mark(index, n))
        self.post_message(self.Selected(self.entries[index], n))

    def select_mark(self, n: int) -> None:
        """Light mark `n` of the current entry."""
        if self.current >= 0 and n != self.active:
            self.select(self.current, n, reveal=True)

    def _latest(self) -> int:
        for index in range(len(self.entries) - 1, -1, -1):
            if self.entries[index].kind in ("answer", "passages"):
                return index
        return len(self.entries) - 1

    def _line_of_mark(self, index: int, n: int) -> int:
        for number, line in enumerate(self.lines_of(index)):
            if n and any(segment.style and segment.style.meta.get("mark") == n for segment in line):
                return number
        return 0

    def _current(self) -> Entry | None:
        return self.entries[self.current] if 0 <= self.current < len(self.entries) else None

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_pick(self, n: int) -> None:
        entry = self._current()
        if entry is not None and n in entry.marks:
            self.select(self.current, n, reveal=True)

    def action_mark(self, step: int) -> None:
        self._to_mark(step)

    def action_onwards(self, step: int) -> None:
        if not self._to_mark(step):  # past the last mark the key goes on to the next pane, as everywhere
            if step > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()

    def _to_mark(self, step: int) -> bool:
        """Light the next or previous mark; False where there is none."""
        entry = self._current()
        marks = sorted(entry.marks) if entry else []
        place = marks.index(self.active) + step if self.active in marks else (0 if step > 0 else len(marks) - 1)
        if 0 <= place < len(marks):
            self.select(self.current, marks[place], reveal=True)
        return 0 <= place < len(marks)

    def action_message(self, step: int) -> None:
        index = self.current + step
        if 0 <= index < len(self.entries):
            self.following = False
            self.select(index, reveal=True)

    def action_open_mark(self) -> None:
        entry = self._current()
        if entry is not None and entry.sources:
            self.post_message(self.OpenMark(entry, self.active or entry.sources[0].n))

    def action_branch(self, what: str) -> None:
        self._branch(what)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self.following:
            self.post_message(self.Moved())

    def action_copy(self) -> None:
        self.action_take("message")

    def action_take(self, what: str) -> None:
        entry = self._current()
        if entry is not None:
            self.post_message(self.Taken(entry, what))

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if line < 0:
            return
        n = event.style.meta.get("mark", 0)
        self.select(self._heights.find(line)[0], n if isinstance(n, int) else 0)

    def on_focus(self, event: Focus) -> None:
        if self.current >= 0:
            self.redraw(self.current)

    def on_blur(self, event: Blur) -> None:
        if self.current >= 0:
            self.redraw(self.current)
