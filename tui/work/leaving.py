"""What must be there again after a kill: the draft, and where in which conversation the person was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from engine.errors import NacreError
from engine.records import LastSeen
from tui.desk import Desk
from tui.work.spare import Spare, Typed

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

log = logging.getLogger(__name__)

PAUSE_S = 0.5  # after the last key or the last scrolling
PATIENCE_S = 1.5  # on the way out, for a library that another process holds


class Leaving:
    """Keeps both a moment after they change, and at once on the way out."""

    def __init__(self, desk: Desk, screen: MainScreen, spare: Spare | None) -> None:
        """`spare` takes what was typed where the library can't; None: nothing does."""
        self._desk = desk
        self._screen = screen
        self._spare = spare
        self._timer: Timer | None = None
        self._stored: tuple[str, LastSeen | None] = ("", None)  # what the library has
        self._wanted: tuple[str, LastSeen | None] = self._stored  # what it was given, or is about to be
        self._one_at_a_time = threading.Lock()
        self._unkept = ""  # why it could not be stored last time, '' where it was

    def knows(self, draft: str, seen: LastSeen | None) -> None:
        """What the library has of both."""
        self._stored = self._wanted = (draft, seen)

    def bring_back(self) -> None:
        """Show what was typed last time, where no library could take it."""
        spare = self._spare
        if spare is None:
            return

        def found(typed: Typed) -> None:
            self._screen.restore_draft(typed.draft)
            if typed.edit:
                self._screen.composer.typed_before.add(typed.edit)

        self._desk.start("typed", lambda _l, _c: spare.read(), done=found)

    def later(self) -> None:
        """Something has changed, and may change again at once."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(PAUSE_S, self.save)

    def save(self) -> None:
        """Store what has changed, on a thread."""
        engine = self._screen.session.engine
        wanted: tuple[str, LastSeen | None] = self._screen.editing.draft, self._looked_at()
        if engine is None or (wanted == self._wanted and not self._unkept):
            return
        self._wanted = wanted

        def kept(_: None) -> None:
            self._unkept = ""

        def not_kept(message: str) -> None:  # the next pause in writing tries again
            if message != self._unkept:
                self._unkept = message
                self._screen.session.say(f"What you are writing could not be saved: {message}", "warning")

        self._desk.start("draft", lambda _l, _c: self._store(engine), done=kept, failed=not_kept)

    def keep_typed(self) -> None:
        """Write what was typed into its own file: at once, whatever the library is at."""
        editing = self._screen.editing
        typed = Typed(editing.draft, self._screen.composer.text if editing.question is not None else "")
        if self._spare is None or (typed.draft == self._stored[0] and not typed.edit):
            return
        try:
            self._spare.keep(typed)
        except OSError as error:
            log.warning("what was typed was not kept: %s", error)

    def save_now(self) -> None:
        """Store both, for the way out, if the library takes them within a short patience.

        What was typed comes first: where in the conversation one stands may be what can't be told after a fault.
        """
        self.keep_typed()
        engine, self._wanted = self._screen.session.engine, (self._screen.editing.draft, self._looked_at())
        if engine is None:
            return

        def store() -> None:
            try:
                self._store(engine)
            except (NacreError, OSError) as error:
                log.warning("what was open was not saved: %s", error)

        patiently(store)

    def _store(self, engine: Engine) -> None:
        with self._one_at_a_time:  # the newest, whoever comes last
            draft, seen = wanted = self._wanted
            if draft != self._stored[0]:
                engine.conversations.save_draft(draft)
            if seen is not None and seen != self._stored[1]:
                engine.conversations.save_seen(seen)
            self._stored = wanted
            if self._spare is not None:
                self._spare.forget()

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


def patiently(function: Callable[[], None], patience_s: float = PATIENCE_S) -> None:
    """Call it on the way out, and go on without it where it takes longer: a library may be held by another process."""
    thread = threading.Thread(target=function, name="nacre-leaving", daemon=True)
    thread.start()
    thread.join(patience_s)
