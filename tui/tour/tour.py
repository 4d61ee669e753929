"""Where a person is on the tour, and what carries them on: looks at the screen a few times a second, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.timer import Timer

from tui.help.labels import filled
from tui.tour.card import Card
from tui.tour.steps import EMPTY, END, SEARCHING, STEPS, YOUR_OWN

if TYPE_CHECKING:
    from tui.app import NacreApp

LOOKED_EVERY_S = 0.2
LEAVE = "({key:back} leaves the tour; {do:tour} goes on)"
LAST_S = 12.0  # that the last card stays


class Tour:
    """One tour an app. It can be left at any step, and goes on there."""

    def __init__(self, app: NacreApp) -> None:
        self._app = app
        self._step = 0
        self._waits = False  # for something to ask
        self._put = False  # whether this step has put its question into the question line
        self._card: Card | None = None
        self._stands_on: Screen[Any] | None = None
        self._timer: Timer | None = None
        self._questions: tuple[str, ...] = ()

    @property
    def on(self) -> bool:
        """Whether the card is in sight."""
        return self._timer is not None

    @property
    def step(self) -> int:
        """How many steps are done."""
        return self._step

    def start(self) -> None:
        """Begin, or go on where it was left."""
        if self.on:
            return
        if self._step >= len(STEPS):
            self._step = 0
        if self._step == 0:
            self._app.main.session.new()
        self._timer = self._app.set_interval(LOOKED_EVERY_S, self._look)
        self._fetch()
        self._look()

    def leave(self) -> None:
        """Take the card away."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._card is not None:
            self._card.remove()
            self._card = None
        self._put = False

    def _fetch(self) -> None:
        """A question that the library answers."""
        engine = self._app.main.session.engine
        if engine is not None and not self._questions:
            self._app.desk.start("tour", lambda _l, cancel: engine.ask.suggestions(1, cancel), done=self._suggested)

    def _suggested(self, questions: tuple[str, ...]) -> None:
        self._questions = questions

    def _look(self) -> None:
        if not self.on:
            return
        main = self._app.main
        if self._step == 0 and not self._questions and not main.session.entries and main.beginning.is_empty:
            self._show("Tour", EMPTY)
            self._waits = True
            return
        if self._waits:
            self._waits = False
            self._fetch()
        while self._step < len(STEPS) and STEPS[self._step].done(self._app):
            self._step += 1
            self._put = False
        if self._step == len(STEPS):
            self._show("Done.", END)
            self._end()
            return
        step = STEPS[self._step]
        if step.question and self._questions and not self._put and self._app.screen is main:
            self._put = True
            main.restore_draft(self._questions[0])
        say = step.say
        if step.question and not self._questions:
            say = SEARCHING if self._app.desk.running("tour") else YOUR_OWN
        self._show(f"Tour {self._step + 1}/{len(STEPS)}", say)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = self._app.set_timer(LAST_S, self.leave)

    def _show(self, place: str, text: str) -> None:
        screen = self._app.screen
        if self._card is None or self._stands_on is not screen:
            if self._card is not None:
                self._card.remove()
            self._card, self._stands_on = Card(), screen
            screen.mount(self._card)
        said = filled(text, self._app.keymap)
        # in a pane the key goes back to the question line first
        in_line = screen is self._app.main and self._app.main.composer.has_focus
        leave = filled(LEAVE, self._app.keymap) if in_line else ""
        if (self._card.text, self._card.leave) != (said, leave) and self._card.is_attached:
            self._card.say(place, said, leave)
