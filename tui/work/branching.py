"""Other ways to go in a conversation: another answer, another question in the place of one, and from one to the next.

Nothing is overwritten: what stood there is on a branch of its own, and `,` and `.` lead to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.records import LastSeen, Turn
from tui.desk import Desk
from tui.keymap.keymap import hints
from tui.talk import Entry, question_at
from tui.work import opening

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

NO_QUESTION = "There is no question to ask again."
APART = "This is no part of the conversation: there is no question behind it that could be asked again."


class Branching:
    """Asks again and edits, steps between branches, and shows them all."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._steps = 0  # asked for while one was under way

    def run(self, what: str) -> None:
        """What a key in the conversation asks for: 'answer', 'edit', 'previous', 'next' or 'all'."""
        match what:
            case "answer":
                self.answer_here()
            case "edit":
                self.edit_here()
            case "previous":
                self.step(-1)
            case "next":
                self.step(1)
            case "all":
                self.show()

    # --- asking -------------------------------------------------------------------------------------------------

    def answer_last(self, model: str = "") -> None:
        """Answer the last question of the conversation again, another model where one is named."""
        entries = self._screen.session.entries
        asked = next((entry for entry in reversed(entries) if entry.kind == "question"), None)
        if asked is None:
            self._say(NO_QUESTION)
        else:
            self._answer(asked, model)

    def answer_here(self) -> None:
        """Give another answer to the question of the current message."""
        asked = self._question_here()
        if asked is not None:
            self._answer(asked)

    def _answer(self, asked: Entry, model: str = "") -> None:
        session = self._screen.session
        session.put(asked, session.entries[: _place(session.entries, asked)], asked, model)

    def edit_here(self) -> None:
        """Take the question of the current message into the composer, to ask another in its place."""
        asked = self._question_here()
        if asked is not None and self._screen.session.free():
            self._screen.editing.begin(asked)

    def ask_edited(self, text: str) -> bool:
        """Ask what was made of the question in the composer; False where that is not possible now."""
        session, edited = self._screen.session, self._screen.editing.question
        if edited is None:
            return False
        return session.put(Entry("question", text), session.entries[: _place(session.entries, edited)], edited)

    def _question_here(self) -> Entry | None:
        entries, here = self._screen.session.entries, self._screen.transcript.current
        asked = question_at(entries, here)
        if asked is None:
            self._say(APART if entries else NO_QUESTION)
        return asked

    # --- going --------------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Go to what stands beside the current message: the next one, or the previous one."""
        session, transcript = self._screen.session, self._screen.transcript
        if session.reading:
            self._steps += by
            return
        here = self._beside(transcript.current)
        if here is None:
            keymap = self._screen.nacre.keymap
            again = keymap.hint("answer-again", does="gives another answer")
            self._say(f"There is nothing beside this. {hints(again, keymap.hint('edit-question', does='edits'))}")
        elif not 1 <= here.branch + by <= here.branches:
            self._say(f"This is the {'last' if by > 0 else 'first'} of {here.branches}.")
        elif here.turn is not None and session.conversation is not None:
            turn = here.turn
            first, line = transcript.top()
            seen = LastSeen(session.conversation, first, line)
            session.read(lambda engine: opening.beside(engine, turn, by, seen), self._go_on)

    def _go_on(self) -> None:
        steps, self._steps = self._steps, 0
        if steps:
            self.step(1 if steps > 0 else -1)

    def _beside(self, index: int) -> Entry | None:
        """The entry at `index`, or the question that it answers, or its answer: the one that has others beside it."""
        entries = self._screen.session.entries
        if not 0 <= index < len(entries):
            return None
        near = (entries[index], question_at(entries, index), *entries[index + 1 : index + 2])
        return next((entry for entry in near if entry is not None and entry.branches > 1), None)

    def show(self) -> None:
        """All branches of the conversation, to go to one."""
        from tui.screens.branches import Branches

        session, app = self._screen.session, self._screen.nacre
        engine, conversation = session.engine, session.conversation
        if engine is None or conversation is None:
            self._say("There is nothing asked yet, so there are no branches.")
            return
        if not session.free() or app.screen is not self._screen:
            return
        turn = self._screen.transcript.current_turn()

        def read() -> tuple[tuple[Turn, ...], frozenset[int]]:
            open_path = frozenset(each.turn_id for each in engine.conversations.turns(conversation))
            return engine.conversations.every_turn(conversation), open_path

        def chosen(turn: int | None) -> None:
            if turn is not None:
                session.open(conversation, turn)

        branches = Branches()
        app.push_screen(branches, chosen)
        self._desk.start(
            "branches",
            lambda _l, _c: read(),
            done=lambda found: branches.show(*found, turn),
            failed=session.say_error,
        )

    def _say(self, text: str) -> None:
        self._screen.notify(text, markup=False)


def _place(entries: list[Entry], wanted: Entry) -> int:
    return next(index for index, entry in enumerate(entries) if entry is wanted)
