"""A result belongs to the conversation that it was asked in, whichever is open once it has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.notifications import SeverityLevel

from tui.drawing.clean import one_line

if TYPE_CHECKING:
    from engine.records import Answer
    from tui.screens.main import MainScreen
    from tui.talk import Entry

ASKED = 50  # characters of what was asked, in a notice
TOLD = 300  # of what is told in one


class Belonging:
    """The open conversation, remembered when something is asked in it.

    Lists, comparisons and what tools say are not stored: once another conversation is open, a notice says what is left
    out, and that it can be asked again. Another branch of the same conversation takes them.
    """

    def __init__(self, screen: MainScreen, asked: str) -> None:
        """`asked`: the command as it was typed."""
        self._screen = screen
        self._asked = asked
        self._is_open = screen.session.marked()

    def add(self, entry: Entry) -> None:
        """Show an entry there."""
        self._there(lambda: self._screen.session.add(entry))

    def compared(self, question: Entry, *answers: tuple[str, Answer]) -> None:
        """Show answers under their titles there."""

        def show() -> None:
            self._screen.session.add(question)
            for title, answer in answers:
                self._screen.session.add_answer(title, answer)

        self._there(show)

    def say(self, text: str, level: str = "info") -> None:
        """One sentence there."""
        self._there(lambda: self._screen.session.say(text, level))

    def tell(self, text: str, level: str = "info") -> None:
        """What is worth knowing wherever one is, such as the name of a file: there, or in a notice."""
        if self._is_open():
            self._screen.session.say(text, level)
        else:
            severity: SeverityLevel = "information" if level == "info" else "warning"
            self._screen.nacre.notify(one_line(text, TOLD), severity=severity, timeout=8, markup=False)

    def say_error(self, text: str) -> None:
        """What went wrong: it is said wherever one is."""
        if self._is_open():
            self._screen.session.say_error(text)
        else:
            self._screen.nacre.notify(f"{self._short()}: {text}", severity="warning", markup=False)

    def _there(self, show: Callable[[], None]) -> None:
        if self._is_open():
            show()
        else:
            text = f"{self._short()} is done, but another conversation is open. Ask again to see it."
            self._screen.nacre.notify(text, timeout=8, markup=False)

    def _short(self) -> str:
        return one_line(self._asked, ASKED)
