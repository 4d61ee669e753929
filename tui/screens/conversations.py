"""All conversations: found by their titles and by every word that was said, put in order, opened at the place found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from engine.records import ConversationInfo, Found
from tui import actions
from tui.desk import Desk
from tui.keymap.keymap import hints
from tui.screens.confirm import Confirm
from tui.talk import counted
from tui.talklist import Row, TalkList
from tui.widgets.filterfield import FilterField
from tui.widgets.keys import keys
from tui.widgets.painted import Painted
from tui.widgets.talks import Talks
from tui.work.keeping import Keeping

if TYPE_CHECKING:
    from engine.engine import Engine

ALL = 100_000  # conversations that are listed; of a person's own there are fewer
FOUND = 60  # messages that a search names
PAUSE_S = 0.25  # after the last key, before the messages are searched
LEAST = 2  # characters; fewer would find every message

VIEWS = (("current", "Conversations"), ("archived", "Archived"), ("deleted", "Deleted"))
EMPTY = {
    "current": "Nothing asked yet. Every question with its answer will be here, to be found again by any of its words.",
    "archived": "Nothing archived. Conversations that are out of the way but not gone will be here; a search still "
    "finds them.",
    "deleted": "Nothing deleted. What is deleted can be brought back from here for 30 days.",
}
SEARCHED, NOTHING = "No title has these words. Looking through the messages …", "Nothing has these words."
DOES = {
    "current": (
        ("open-conversation", "open"),
        ("rename-listed", "rename"),
        ("pin-listed", "pin"),
        ("archive-listed", "archive"),
        ("delete-listed", "delete"),
        ("undo-listed", "undo"),
        ("next-view", "views"),
        ("leave-conversations", "back"),
    ),
    "archived": (
        ("open-conversation", "open"),
        ("archive-listed", "take back into the list"),
        ("rename-listed", "rename"),
        ("delete-listed", "delete"),
        ("undo-listed", "undo"),
        ("next-view", "views"),
        ("leave-conversations", "back"),
    ),
    "deleted": (
        ("open-conversation", "bring back and open"),
        ("delete-listed", "bring back"),
        ("archive-listed", "remove all shown for good"),
        ("undo-listed", "undo"),
        ("next-view", "views"),
        ("leave-conversations", "back"),
    ),
    "renaming": (("open-conversation", "keeps the new title"), ("leave-conversations", "leaves the old one")),
}
"""What the keys of each view do: actions by their ids, and a word for each."""

BACK_FIRST = "It is deleted: bring it back first."


class Conversations(ModalScreen[tuple[int, int] | None]):
    """Gives back the number of a conversation and of a message in it (0: its end), or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *actions.bindings("conversations", priority=True),
    ]

    def __init__(self, engine: Engine, desk: Desk, keeping: Keeping, here: int | None, *, query: str = "") -> None:
        """
        Args:
            engine: of the open library.
            desk: where it is asked.
            keeping: does what is done to a conversation.
            here: the conversation behind the list.
            query: filters it at first.
        """
        super().__init__()
        self._engine, self._desk, self._keeping = engine, desk, keeping
        self._view = 0
        self._talks: TalkList | None = None  # None while it is read
        self._found: tuple[Found, ...] = ()
        self._looked_for = ""  # what `_found` was found for
        self._asked = 0  # of the list, so that of two answers the later question's counts
        self._pause: Timer | None = None
        self._renamed: ConversationInfo | None = None
        self.field = FilterField(
            query, placeholder="type to filter titles and search all messages", id="talk-filter", select_on_focus=False
        )
        self.title_field = Input(id="talk-title", select_on_focus=False, max_length=200)
        self.list = Talks(here, id="talk-list")
        self._keys = Painted(id="talk-keys")

    @property
    def _state(self) -> str:
        return VIEWS[self._view][0]

    def compose(self) -> ComposeResult:
        with Vertical(id="talks"):
            yield self.field
            yield self.title_field
            yield self.list
            yield self._keys

    def on_mount(self) -> None:
        for field in (self.field, self.title_field):
            field.cursor_blink = False
        self.title_field.display = False
        self.field.focus()
        self._turn_to(0)
        if self.field.value:
            self._look()

    # --- what is shown ------------------------------------------------------------------------------------------

    def _turn_to(self, view: int) -> None:
        self._view, self._talks = view, None
        frame = self.query_one("#talks")
        title = Text("  ").join(
            Text(f"▸ {name}" if number == view else name, "bold" if number == view else "not bold")
            for number, (_, name) in enumerate(VIEWS)
        )
        frame.border_title = title
        self._say_keys(self._state)
        self._draw(keep=False)
        self._read()

    def _say_keys(self, view: str) -> None:
        keymap = keys(self)
        text = hints(*(keymap.hint(action, does=does) for action, does in DOES[view]))
        self._keys.paint(lambda colours: Text(text, colours.style("muted")))

    def _read(self) -> None:
        """Read the list of this view; the cursor stays."""
        state = self._state
        self._asked += 1
        asked = self._asked

        def done(talks: TalkList) -> None:
            if asked == self._asked:
                self._talks = talks
                self._draw(keep=True)

        self._desk.start(
            "conversations",
            lambda _l, _c: TalkList(self._engine.conversations.list(ALL, state)),
            done=done,
            failed=self._warn,
        )

    def _draw(self, *, keep: bool) -> None:
        query = self.field.value.strip()
        rows: list[Row] = []
        if self._talks is None:
            self.list.empty = "Reading the list …"
        else:
            found = self._found if query and self._state != "deleted" else ()
            rows = self._talks.rows(query, found, now())
            self.list.empty = EMPTY[self._state]
            if query:
                self.list.empty = NOTHING if self._looked_for == query or self._state == "deleted" else SEARCHED
        self.list.show(rows, keep=keep)

    @on(Input.Changed, "#talk-filter")
    def _typed(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        if len(self.field.value.strip()) < LEAST:
            self._found, self._looked_for = (), self.field.value.strip()
        else:
            self._pause = self.set_timer(PAUSE_S, self._look)
        self._draw(keep=False)

    def _look(self) -> None:
        query = self.field.value.strip()

        def done(found: tuple[Found, ...]) -> None:
            if query == self.field.value.strip():
                self._found, self._looked_for = found, query
                self._draw(keep=True)

        self._desk.start(
            "find", lambda _l, _c: self._engine.conversations.find(query, FOUND), done=done, failed=self._warn
        )

    def _warn(self, text: str) -> None:
        self.notify(text, severity="warning", markup=False)

    # --- opening ------------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        if self._renamed is not None:
            self._rename()
            return
        row = self.list.lit()
        if row is not None:
            self._open(row)

    @on(Talks.Picked)
    def _clicked(self, event: Talks.Picked) -> None:
        if self._renamed is None:
            self._open(event.row)

    def _open(self, row: Row) -> None:
        if row.talk.deleted:
            self._keeping.delete(row.talk, lambda: self._leave_for(row))
        else:
            self._leave_for(row)

    def _leave_for(self, row: Row) -> None:
        self.dismiss(row.key)

    def action_leave(self) -> None:
        if self._renamed is not None:
            self._end_renaming()
        else:
            self.dismiss(None)

    def action_step(self, by: int) -> None:
        if self._renamed is None:
            self.list.step(by)

    def action_view(self, by: int) -> None:
        if self._renamed is None:
            self._turn_to((self._view + by) % len(VIEWS))

    # --- keeping ------------------------------------------------------------------------------------------------

    def action_rename(self) -> None:
        talk = self._lit()
        if talk is None:
            return
        if talk.deleted:
            self._warn(BACK_FIRST)
            return
        self._renamed = talk
        self.field.display, self.title_field.display = False, True
        self.title_field.value = talk.title
        self.title_field.cursor_position = len(talk.title)
        self.title_field.focus()
        self._say_keys("renaming")
        self.list.retitle(talk.title)

    @on(Input.Changed, "#talk-title")
    def _title_typed(self, event: Input.Changed) -> None:
        if self._renamed is not None:
            self.list.retitle(event.value)

    def _rename(self) -> None:
        talk, title = self._renamed, " ".join(self.title_field.value.split())
        if talk is not None and title and title != talk.title:
            self._keeping.rename(talk, title, self._again)
        self._end_renaming()

    def _end_renaming(self) -> None:
        self._renamed = None
        self.list.retitle(None)
        self.title_field.display, self.field.display = False, True
        self.field.focus()
        self._say_keys(self._state)

    def action_pin(self) -> None:
        self._keep(self._keeping.pin)

    def action_delete(self) -> None:
        talk = self._lit()
        if talk is not None:
            self._keeping.delete(talk, self._again)

    def action_put_away(self) -> None:
        if self._state == "deleted":
            self._purge()
        else:
            self._keep(self._keeping.archive)

    def action_undo(self) -> None:
        if self._renamed is None:
            self._keeping.undo(self._again)

    def _keep(self, do: Callable[[ConversationInfo, Callable[[], None]], None]) -> None:
        talk = self._lit()
        if talk is not None and talk.deleted:
            self._warn(BACK_FIRST)
        elif talk is not None:
            do(talk, self._again)

    def _purge(self) -> None:
        talks = tuple(row.talk for row in self.list.rows)
        if not talks or self._renamed is not None:
            return
        what = f"‘{talks[0].title}’" if len(talks) == 1 else f"These {counted(len(talks), 'conversation')}"

        def answered(yes: bool | None) -> None:
            if yes:
                self._keeping.purge(talks, self._again)

        question = f"{what} will be gone, with all answers. Nothing brings them back."
        self.app.push_screen(Confirm("Remove for good?", question), answered)

    def _again(self) -> None:
        """Something has changed: read the list again, and what was found."""
        if not self.is_attached:
            return
        self._read()
        if len(self.field.value.strip()) >= LEAST:
            self._look()

    def _lit(self) -> ConversationInfo | None:
        row = self.list.lit()
        return row.talk if row is not None and self._renamed is None else None


def now() -> datetime:
    """This moment on this machine's clock."""
    return datetime.now().astimezone()
