"""The composer's history: read when the library is open, and kept as it grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.desk import Desk
from tui.finding.history import LENGTH, History
from tui.slash import parse

if TYPE_CHECKING:
    from engine.engine import Engine


class Recall:
    """Questions are in the library with their conversations; commands are kept beside them."""

    def __init__(self, desk: Desk, history: History) -> None:
        self._desk = desk
        self._history = history
        self._engine: Engine | None = None

    def open(self, engine: Engine) -> None:
        """The library is open: bring back what was typed before."""
        self._engine = engine
        self._desk.start("history", lambda _l, _c: engine.conversations.typed(LENGTH), done=self._history.fill)

    def sent(self, text: str) -> None:
        """A question was asked or a command given; one that may have a password in it is forgotten."""
        from engine.library.typed import secret  # brings SQLite, which the first frame does not need

        engine = self._engine
        command = parse(text) is not None
        if command and secret(text):
            return
        self._history.add(text)
        if command and engine is not None:
            self._desk.start("history", lambda _l, _c: engine.conversations.keep_command(text))

    @property
    def lines(self) -> tuple[str, ...]:
        """Questions and commands, newest first."""
        return self._history.newest_first

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions, newest first."""
        return tuple(line for line in self.lines if not line.startswith("/"))

    @property
    def used(self) -> Mapping[str, int]:
        """The commands by their names, with how many others were used since."""
        names = (line[1:].split(maxsplit=1)[0] for line in self.lines if line.startswith("/") and line[1:].strip())
        return {name: age for age, name in enumerate(dict.fromkeys(names))}
