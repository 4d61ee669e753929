"""The part of the main screen that follows the conversation: which one is shown, where in it one stands, its draft."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.screen import Screen

from engine.records import LastSeen
from tui.drawing.clean import one_line
from tui.widgets.composer import Composer
from tui.widgets.trace import Trace
from tui.widgets.transcript import Transcript
from tui.work.beginning import Beginning
from tui.work.branching import Branching
from tui.work.editing import Editing
from tui.work.keeping import Keeping
from tui.work.leaving import Leaving
from tui.work.opening import Opened
from tui.work.session import Session

TITLE = 70  # characters of a title in the frame


class Talking(Screen[None]):
    """What the session says of the conversation, and what its pane asks for. `MainScreen` makes the parts."""

    session: Session
    branching: Branching
    keeping: Keeping
    editing: Editing
    leaving: Leaving
    beginning: Beginning
    transcript: Transcript
    trace: Trace
    composer: Composer

    def show_conversation(self, session: Session, seen: LastSeen) -> None:
        """Another conversation is open, or another branch of it."""
        self.show_entries(session)
        self.editing.leave()
        self.transcript.stand(seen)

    def show_entries(self, session: Session) -> None:
        """The session has a list of other entries."""
        self.transcript.show(session.entries)
        self.trace.show(session.entries)
        self.retitle()
        self.show_welcome()
        self.leaving.later()

    def resumed(self, found: Opened, draft: str) -> None:
        """The library is open, and shows what it showed last."""
        self.leaving.knows(draft, found.seen)
        self.restore_draft(draft)
        edited = next((entry for entry in found.entries if entry.turn and entry.turn == found.seen.edited_id), None)
        if edited is not None:
            self.editing.begin(edited, found.seen.edit)
        self.library_is_open()

    def restore_draft(self, text: str) -> None:
        """Put a text into the composer; where the user is already writing another, Up brings it back."""
        if text and not self.composer.text:
            self.composer.put(text)
        elif text and text != self.composer.text:
            self.composer.typed_before.add(text)

    @on(Transcript.Moved)
    @on(Transcript.Selected)
    def _looked(self) -> None:
        self.leaving.later()

    @on(Composer.TakeBack)
    def _take_back(self) -> None:
        self.keeping.undo()

    def library_is_open(self) -> None:
        """The engine answers from now on."""
        raise NotImplementedError

    def retitle(self) -> None:
        """The conversation has another title."""
        title = one_line(self.session.title, TITLE)
        self.transcript.border_title = Text(f" {title or 'Conversation'} ")  # not markup

    def show_welcome(self) -> None:
        """What newcomers are told stands there as long as nothing else does."""
        self.set_class(all(entry.kind == "note" for entry in self.session.entries), "-empty")
        self.beginning.refresh()
