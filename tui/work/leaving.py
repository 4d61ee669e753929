"""What must be there again after a kill: the draft, and where in which conversation the person was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from engine.records import LastSeen
from tui.desk import Desk

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

PAUSE_S = 0.5  # after the last key or the last scrolling


class Leaving:
    """Keeps both a moment after they change, and at once on the way out."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._timer: Timer | None = None
        self._draft = ""  # as it is stored
        self._seen: LastSeen | None = None
        self._unkept = ""  # why it could not be stored last time, '' where it was

    def knows(self, draft: str, seen: LastSeen) -> None:
        """What the library has of both."""
        self._draft, self._seen = draft, seen

    def later(self) -> None:
        """Something has changed, and may change again at once."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(PAUSE_S, self.save)

    def save(self) -> None:
        """Store what has changed, on a thread."""
        engine, draft, seen = self._screen.session.engine, self._screen.editing.draft, self._looked_at()
        if engine is None or (draft, seen) == (self._draft, self._seen):
            return
        before, self._draft, self._seen = (self._draft, self._seen), draft, seen

        def kept(_: None) -> None:
            self._unkept = ""

        def not_kept(message: str) -> None:
            self._draft, self._seen = before  # the next pause in writing tries again
            if message != self._unkept:
                self._unkept = message
                self._screen.session.say(f"What you are writing could not be saved: {message}", "warning")

        self._desk.start("draft", lambda _l, _c: _store(engine, draft, seen, *before), done=kept, failed=not_kept)

    def save_now(self) -> None:
        """The same on the calling thread, for the way out."""
        engine = self._screen.session.engine
        if engine is not None:
            _store(engine, self._screen.editing.draft, self._looked_at(), self._draft, self._seen)

    def _looked_at(self) -> LastSeen:
        transcript, editing = self._screen.transcript, self._screen.editing
        edited = editing.question.turn if editing.question is not None else None
        first, line = (0, 0) if transcript.at_end() else transcript.top()
        return LastSeen(
            self._screen.session.conversation or 0,
            first,
            line,
            transcript.current_turn(),
            edited or 0,
            self._screen.composer.text if edited else "",
        )


def _store(engine: Engine, draft: str, seen: LastSeen, stored: str, stored_seen: LastSeen | None) -> None:
    if draft != stored:
        engine.conversations.save_draft(draft)
    if seen != stored_seen:
        engine.conversations.save_seen(seen)
