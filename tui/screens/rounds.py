"""The rounds of an answer beside each other, over the conversation: as many as fit, the others by ← and →."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.timer import Timer

from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import wrap
from tui.drawing.rounds import columns, side_by_side
from tui.keymap.keymap import hints
from tui.widgets.colours import palette
from tui.widgets.keys import keys
from tui.widgets.lineview import LineView
from tui.work.rounds import Round, follows

LOOK_EVERY_S = 0.5
"""While the answer is under way: how often its rounds are looked at again."""

NONE_YET = "This answer was made in one round: there is nothing to hold side by side."


class Columns(LineView):
    """Some of the rounds, the latest ones to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *actions.bindings("rounds"),
        *actions.bindings("page", priority=True),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rounds: Sequence[Round] = ()
        self.back = 0  # rounds that stand to the right of what is in sight

    def count(self) -> int:
        return 1

    def estimate(self, index: int, width: int) -> int:
        return 40

    def draw(self, index: int, width: int) -> list[Strip]:
        if not self.rounds:
            return wrap(Text(NONE_YET, palette(self).style("muted")), width)
        return side_by_side(self.in_sight(width), width, palette(self))

    def in_sight(self, width: int) -> Sequence[Round]:
        """The rounds that are shown in so many cells."""
        shown = columns(width, len(self.rounds))
        self.back = max(0, min(self.back, len(self.rounds) - shown))
        end = len(self.rounds) - self.back
        return self.rounds[end - shown : end]

    def fill(self, rounds: Sequence[Round]) -> None:
        """Show these."""
        self.rounds = rounds
        self.rebuild()
        self._say_where()

    def action_turn(self, step: int) -> None:
        self.back -= step
        self.in_sight(max(1, self._width))
        self.rebuild()
        self._say_where()

    def _say_where(self) -> None:
        shown, count = columns(max(1, self._width), len(self.rounds)), len(self.rounds)
        first = count - self.back - shown + 1
        keymap, move = keys(self), ""
        if shown < count:
            where = f"{first}–{first + shown - 1} of {count}"
            move = hints(where, keymap.hint("rounds-back", "rounds-on", does="move"))
        scroll = keymap.hint("scroll-up", "scroll-down", does="scroll")
        said = hints(move, scroll, keymap.hint("leave-rounds", does="back"))
        self.border_subtitle = Text(f" {said} ")  # not markup


class Rounds(ModalScreen[None]):
    """Follows an answer that is under way, until it is over."""

    def __init__(self, question: str, look: Callable[[], tuple[list[Round], bool]]) -> None:
        """`look` gives the rounds so far, and whether more may come."""
        super().__init__()
        self._question = question
        self._look = look
        self._timer: Timer | None = None
        self.columns = Columns(id="rounds")

    def compose(self) -> ComposeResult:
        yield self.columns

    def on_mount(self) -> None:
        self.columns.border_title = Text(f" What the rounds changed · {one_line(self._question, 60)} ")  # not markup
        self.columns.focus()
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        found, more = self._look()
        found = found if follows(found) else []
        if found != self.columns.rounds or not self.columns.border_subtitle:
            self.columns.fill(found)
        if more and self._timer is None:
            self._timer = self.set_interval(LOOK_EVERY_S, self._show)
        elif not more and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def action_leave(self) -> None:
        self.dismiss()
