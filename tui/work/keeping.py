"""Conversations renamed, pinned, archived, deleted; and each of these taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.records import ConversationInfo
from tui.desk import Desk
from tui.drawing.clean import one_line
from tui.talk import counted

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

REMEMBERED = 50  # changes that can be taken back
TITLE = 40  # characters of a title in a notice
KEPT = "kept for 30 days"


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a conversation, and how it is taken back; `undo` runs on a thread."""

    conversation: int
    undone: str  # said once it is taken back
    undo: Callable[[], None]
    opens: bool = False  # whether it was open, and comes back so


class Keeping:
    """Does one thing after another, and remembers how to take it back. What is said shows wherever one is."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._changes: list[Change] = []

    # --- changes ------------------------------------------------------------------------------------------------

    def rename(self, talk: ConversationInfo, title: str, then: Callable[[], None] | None = None) -> None:
        """Give a title. Where the old one was made of the first question, taking it back gives that one by name."""
        self._do(
            talk,
            lambda engine: engine.conversations.rename(talk.conversation_id, title),
            lambda engine: engine.conversations.rename(talk.conversation_id, talk.title),
            f"Renamed ‘{_short(title)}’.",
            f"It is ‘{_name(talk)}’ again.",
            then,
        )

    def pin(self, talk: ConversationInfo, then: Callable[[], None] | None = None) -> None:
        """Put first in the list, or back among the others."""
        number, pinned = talk.conversation_id, talk.pinned
        self._do(
            talk,
            lambda engine: (engine.conversations.unpin if pinned else engine.conversations.pin)(number),
            lambda engine: (engine.conversations.pin if pinned else engine.conversations.unpin)(number),
            f"‘{_name(talk)}’ {'is pinned no longer' if pinned else 'is pinned: it stands first in the list'}.",
            f"‘{_name(talk)}’ is {'pinned again' if pinned else 'pinned no longer'}.",
            then,
        )

    def archive(self, talk: ConversationInfo, then: Callable[[], None] | None = None) -> None:
        """Put out of the way, or back into the list."""
        number, away = talk.conversation_id, talk.archived
        self._do(
            talk,
            lambda engine: (engine.conversations.unarchive if away else engine.conversations.archive)(number),
            lambda engine: (engine.conversations.archive if away else engine.conversations.unarchive)(number),
            f"‘{_name(talk)}’ {'is back in the list' if away else 'is archived: search still finds it'}.",
            f"‘{_name(talk)}’ is {'archived again' if away else 'back in the list'}.",
            then,
        )

    def delete(self, talk: ConversationInfo, then: Callable[[], None] | None = None) -> None:
        """Put into the bin, or bring back out of it. Where it is open, a new conversation takes its place."""
        session, number, gone = self._screen.session, talk.conversation_id, bool(talk.deleted)
        was_open = not gone and session.conversation == number
        if was_open:
            if not session.free():
                return
            session.new()
        self._do(
            talk,
            lambda engine: (engine.conversations.undelete if gone else engine.conversations.delete)(number),
            lambda engine: (engine.conversations.delete if gone else engine.conversations.undelete)(number),
            f"‘{_name(talk)}’ {'is back' if gone else f'is deleted, {KEPT}'}.",
            f"‘{_name(talk)}’ is {'deleted again' if gone else 'back'}.",
            then,
            opens=was_open,
        )

    def purge(self, talks: tuple[ConversationInfo, ...], then: Callable[[], None] | None = None) -> None:
        """Remove deleted conversations for good; the question was asked."""
        engine = self._screen.session.engine
        if engine is None or not talks:
            return
        numbers = [talk.conversation_id for talk in talks]

        def done(count: int) -> None:
            self._changes = [each for each in self._changes if each.conversation not in numbers]
            self._say(f"{counted(count, 'conversation')} removed for good.")
            if then is not None:
                then()

        self._desk.start("keep", lambda _l, _c: engine.conversations.purge(numbers), done=done, failed=self._warn)

    # --- taking back --------------------------------------------------------------------------------------------

    def undo(self, then: Callable[[], None] | None = None) -> None:
        """Take back the last change; `then` comes once it is done."""
        if not self._changes:
            self._say("There is nothing to take back.")
            return
        change, session = self._changes.pop(), self._screen.session

        def done(_: None) -> None:
            self._say(change.undone)
            self._changed(change.conversation)
            if change.opens and session.conversation is None and not (session.busy or session.reading):
                session.open(change.conversation)
            if then is not None:
                then()

        self._desk.start("keep", lambda _l, _c: change.undo(), done=done, failed=self._warn)

    def _do(
        self,
        talk: ConversationInfo,
        do: Callable[[Engine], None],
        undo: Callable[[Engine], None],
        said: str,
        undone: str,
        then: Callable[[], None] | None,
        *,
        opens: bool = False,
    ) -> None:
        engine = self._screen.session.engine
        if engine is None:
            return

        def done(_: None) -> None:
            self._changes.append(Change(talk.conversation_id, undone, lambda: undo(engine), opens))
            del self._changes[:-REMEMBERED]
            key = self._screen.nacre.keymap.label("take-back")
            self._say(f"{said} {' or '.join(filter(None, (key, '/undo')))} takes it back.")
            self._changed(talk.conversation_id)
            if then is not None:
                then()

        self._desk.start("keep", lambda _l, _c: do(engine), done=done, failed=self._warn)

    def _changed(self, conversation: int) -> None:
        """The title of the open conversation may be another one, and the welcome may name one that is gone."""
        session = self._screen.session
        self._screen.beginning.talks_changed()
        engine = session.engine
        if engine is not None and session.conversation == conversation:
            self._desk.start(
                "title",
                lambda _l, _c: engine.conversations.info(conversation),
                done=lambda info: session.titled(info.conversation_id, info.title),
            )

    def _say(self, text: str) -> None:
        self._screen.nacre.notify(text, timeout=6, markup=False)

    def _warn(self, text: str) -> None:
        self._screen.nacre.notify(text, severity="warning", markup=False)


def _short(title: str) -> str:
    return one_line(title, TITLE) or "untitled"


def _name(talk: ConversationInfo) -> str:
    return _short(talk.title)
