"""The conversation on the screen: opening it, asking in it, cancelling, asking again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events
from engine.records import Answer, Turn
from tui.desk import Desk, Job
from tui.talk import Entry, Stage, from_turns, unfinished
from tui.work.stages import stage

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen


class Session:
    """One conversation at a time; one question at a time."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self.engine: Engine | None = None
        self.conversation: int | None = None
        self.title = ""
        self.entries: list[Entry] = []
        self._job: Job[Answer] | None = None
        self._entry: Entry | None = None
        self._saved_draft = ""

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._job is not None

    # --- opening ------------------------------------------------------------------------------------------------

    def resume(self, engine: Engine) -> None:
        """The library is open: bring back the last conversation and the draft."""
        self.engine = engine

        def load() -> tuple[int | None, tuple[Turn, ...], str, str]:
            latest = engine.conversations.latest()
            turns = engine.conversations.turns(latest) if latest is not None else ()
            title = turns[0].text if turns else ""
            return latest, turns, title, engine.conversations.draft()

        def done(found: tuple[int | None, tuple[Turn, ...], str, str]) -> None:
            conversation, turns, title, draft = found
            # what was asked or typed while the library opened comes behind what was there
            self._show(conversation, title, [*from_turns(turns), *self.entries])
            self._saved_draft = draft
            self._screen.restore_draft(draft)
            self._screen.library_is_open()

        self._desk.start("resume", lambda _listen, _cancel: load(), done=done, failed=self.say_error)

    def open(self, conversation: int) -> None:
        """Show another conversation."""
        engine = self.engine
        if engine is None or not self._free():
            return

        def done(turns: tuple[Turn, ...]) -> None:
            self._show(conversation, turns[0].text if turns else "", from_turns(turns))

        self._desk.start(
            "turns", lambda _l, _c: engine.conversations.turns(conversation), done=done, failed=self.say_error
        )

    def new(self) -> None:
        """Start afresh; the next question makes the conversation."""
        if self._free():
            self._show(None, "", [])

    def _show(self, conversation: int | None, title: str, entries: list[Entry]) -> None:
        self.conversation, self.title, self.entries = conversation, title, entries
        self._screen.show_conversation(self)

    def _free(self) -> bool:
        if self.busy:
            self._screen.notify("A question is being answered; Ctrl+C cancels it.", severity="warning", markup=False)
        return not self.busy

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, question: str) -> bool:
        """Ask; False where that is not possible now, so that the text stays in the composer."""
        engine = self.engine
        if engine is None:
            self._screen.notify("The library is still opening.", severity="warning", markup=False)
            return False
        if not self._free():
            return False
        entry = self._begin(Entry("question", question), Entry("answer", "", state="working", question=question))
        conversation = self.conversation
        self._job = self._desk.start(
            "ask",
            lambda listen, cancel: engine.ask.ask(question, conversation=conversation, listen=listen, cancel=cancel),
            event=lambda event: self._happened(entry, event),
            done=lambda answer: self._answered(entry, answer),
            failed=lambda message: self._failed(entry, message),
        )
        return True

    def summarise(self, target: str) -> None:
        """The central sentences of a document or folder, as an answer."""
        engine = self.engine
        if engine is None or not self._free():
            return
        entry = self._begin(
            None, Entry("answer", "", state="working", title=f"Summary of {target}", question=f"Summary of {target}")
        )
        self._job = self._desk.start(
            "ask",
            lambda listen, cancel: engine.ask.summarise(target, listen=listen),
            event=lambda event: self._happened(entry, event),
            done=lambda answer: self._answered(entry, answer),
            failed=lambda message: self._failed(entry, message),
        )

    def _begin(self, question: Entry | None, answer: Entry) -> Entry:
        if not self.title and question is not None:
            self.title = question.text
        for entry in (question, answer):
            if entry is not None:
                self.entries.append(entry)
                self._screen.entry_added(entry)
        self._entry = answer
        self._screen.working(answer)
        return answer

    def _happened(self, entry: Entry, event: events.Event) -> None:
        match event:
            case events.TurnStored(conversation_id=conversation):
                self.conversation = conversation
                return
            case events.AnswerDelta(text=text):
                entry.text += text
                self._screen.entry_changed(entry)
                return
            case events.Notice(text=text, level=level):
                self.say(text, level)
                return
        step = stage(event)
        if step is not None:
            entry.stages.append(step)
            self._screen.stage_added(entry)

    def _answered(self, entry: Entry, answer: Answer) -> None:
        if entry.stages and "total" in answer.timings and entry.stages[-1].name == "halt":
            entry.stages[-1] = Stage("halt", entry.stages[-1].detail, answer.timings["total"])
        entry.complete(answer)
        if answer.conversation_id is not None:
            self.conversation = answer.conversation_id
        self._over(entry)
        if answer.tier == 0:  # the embedder may have been set up meanwhile: embed what waits for it
            self._screen.intake.work()

    def _failed(self, entry: Entry, message: str) -> None:
        cancelled = self._job is not None and self._job.cancel.is_set()
        entry.state = "cut" if cancelled else "failed"
        if not cancelled:
            self.say(message, "error")
            self._screen.restore_draft(entry.question if not entry.title else "")
        self._over(entry)

    def _over(self, entry: Entry) -> None:
        self._job = self._entry = None
        self._screen.entry_changed(entry)
        self._screen.stage_added(entry)
        self._screen.rested()

    def cancel(self) -> bool:
        """Stop the answer under way; what has come in so far stays. False where there is none."""
        if self._job is None or self._entry is None:
            return False
        self._job.cancel.set()
        self._entry.stages.append(Stage("halt", "cancelled"))
        self._screen.stage_added(self._entry)
        return True

    def retry(self) -> None:
        """Ask the last question once more."""
        question = unfinished(self.entries) or next(
            (e.text for e in reversed(self.entries) if e.kind == "question"), ""
        )
        if question:
            self.ask(question)
        else:
            self._screen.notify("There is no question to ask again.", markup=False)

    # --- other entries ------------------------------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        """Something to show that is not part of the stored conversation."""
        self.entries.append(entry)
        self._screen.entry_added(entry)

    def add_answer(self, title: str, answer: Answer) -> None:
        """A whole answer under a title."""
        entry = Entry("answer", answer.text, title=title, question=answer.question)
        entry.complete(answer)
        self.add(entry)

    def say(self, text: str, level: str = "info") -> None:
        """One sentence in the conversation."""
        self.add(Entry("note", text, level=level))

    def say_error(self, text: str) -> None:
        """One sentence about what went wrong."""
        self.say(text, "error")

    # --- draft --------------------------------------------------------------------------------------------------

    def save_draft(self, text: str) -> None:
        """Keep what stands in the composer, so that a kill loses nothing."""
        engine = self.engine
        if engine is None or text == self._saved_draft:
            return
        self._saved_draft = text
        self._desk.start("draft", lambda _l, _c: engine.conversations.save_draft(text))

    def save_draft_now(self, text: str) -> None:
        """The same on the calling thread, for the way out."""
        if self.engine is not None and text != self._saved_draft:
            self._saved_draft = text
            self.engine.conversations.save_draft(text)
