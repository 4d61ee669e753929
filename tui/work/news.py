"""What has come to an end in the background: looked for when work is done, said once, and in the last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.talk import counted

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.desk import Desk
    from tui.screens.main import MainScreen


class News:
    """Open questions that have an answer, and kept gaps that are found no more, until somebody looks."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self.words = ""

    def look(self, engine: Engine) -> None:
        """Ask the library; a calm word where there is something new."""
        self._desk.start(
            "news",
            lambda _l, _c: (engine.questions.news().answered, engine.gaps.news()),
            done=lambda found: self.show(*found),
        )

    def show(self, answered: int, closed: int) -> None:
        """So much is new."""
        words = news_words(answered, closed)
        if words == self.words:
            return
        self.words = words
        self._screen.status.news(f"{answered + closed} new: /questions" if words else "")
        self._screen.beginning.refresh()
        if words and not self._screen.has_class("-empty"):  # the welcome says it itself
            self._screen.notify(words, markup=False)


def news_words(answered: int, closed: int) -> str:
    """'2 of your open questions have an answer now: /questions'; '' where there is nothing new."""
    said = []
    if answered:
        said.append(f"{answered:,} of your open questions {'has' if answered == 1 else 'have'} an answer now")
    if closed:
        said.append(f"{counted(closed, 'gap')} that you kept {'is' if closed == 1 else 'are'} found no more")
    return f"{'; '.join(said)}: /questions" if said else ""
