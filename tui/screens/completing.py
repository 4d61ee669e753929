"""Completion while a slash command is typed: when what is offered, and what a choice puts into the composer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.completing.here import Here
from tui.completing.offering import Offers, offers
from tui.completing.registry import completer_of
from tui.desk import Desk
from tui.finding.latest import Latest

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

AT_ONCE = 300  # candidates that are looked through between two keys; more on a thread
STALE_S = 0.25  # rows for what was typed before stay so long while those for another argument are looked for


class Completing:
    """Fills the list of completions. It never waits: what must be read is read on a thread, and may come too late."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._screen = screen
        self._latest: Latest[Offers] = Latest(desk, "completing")
        self._shown: Offers | None = None
        self._place = ""  # the line before the argument that the rows are for
        self._stale: Timer | None = None
        self._then: Callable[[], None] | None = None  # what Tab waits for while the rows are those of an earlier key
        self._dismissed = ""  # the text for which the user closed the list

    def typed(self, text: str) -> None:
        """The composer holds another text."""
        self._then = None
        if not text.startswith("/") or text == self._dismissed or self._screen.composer.recalled:
            self.close(remember=False)
            return
        completer, typed = completer_of(text)
        here, before = self._here(), self._shown
        choice = completer.at_hand(typed, here)
        if choice is not None and len(choice.candidates) <= AT_ONCE:
            self._latest.drop()
            self._show(text, typed.lead, offers(text, choice, before))
            return

        def work(obsolete: Callable[[], bool]) -> Offers:
            return offers(text, choice if choice is not None else completer.read(typed, here), before, obsolete)

        self._latest.ask(work, lambda found: self._show(text, typed.lead, found))
        self._screen.composer.awaited = True
        if typed.lead != self._place and self._stale is None:
            self._stale = self._screen.set_timer(STALE_S, self._clear)

    def _here(self) -> Here:
        screen = self._screen
        entry = screen.entry_with_sources()
        return Here(
            screen.session.engine,
            screen.known,
            screen.nacre.palettes,
            entry.sources if entry is not None else (),
            screen.recall.questions,
            screen.recall.used,
        )

    def _show(self, text: str, place: str, found: Offers) -> None:
        if self._screen.composer.text != text:
            return
        self._fresh()
        self._place, self._shown = place, found
        self._list(found)
        if self._then is not None:
            then, self._then = self._then, None
            then()

    def _list(self, found: Offers | None) -> None:
        screen = self._screen
        screen.completion.offer(found.rows if found is not None else (), lit=found is None or not found.whole)
        screen.composer.completing = screen.completion.display
        screen.composer.awaited = self._latest.asked
        screen.name_pane()

    def _clear(self) -> None:
        """The rows are for another argument, and those for this one take long."""
        self._stale, self._place, self._shown = None, "", None
        self._list(None)

    def _fresh(self) -> None:
        if self._stale is not None:
            self._stale.stop()
            self._stale = None

    def close(self, *, remember: bool = True) -> None:
        """Hide the list until something else is typed."""
        self._dismissed = self._screen.composer.text if remember else ""
        self._latest.drop()
        self._fresh()
        self._clear()

    def steer(self, what: str) -> None:
        """A key of the composer that belongs to the list."""
        completion = self._screen.completion
        if what == "up":
            completion.action_cursor_up()
        elif what == "down":
            completion.action_cursor_down()
        elif what == "enter":
            self._enter()
        elif self._latest.asked:
            self._then = self._accept  # of the rows that are on their way
        else:
            self._accept()

    def _enter(self) -> None:
        lit = self._screen.completion.lit()
        if lit is None or self._latest.asked:  # rows of an earlier key are not what is meant: the line as it stands
            self._send(self._screen.composer.text)
        elif lit.ends:
            self._send(lit.line)
        else:
            self._screen.composer.put(lit.line)

    def _send(self, line: str) -> None:
        self.close()
        self._screen.send(line.strip())

    def _accept(self) -> None:
        completion = self._screen.completion
        chosen = completion.lit() or next(iter(completion.offers), None)
        if chosen is not None:
            self._screen.composer.put(chosen.line)
