"""The conversation on the screen: opening it, asking in it, cancelling, asking again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine import events
from engine.records import Answer
from tui.desk import Desk, Job
from tui.talk import STOPPED, Entry, every, unfinished
from tui.work.choice import Choice
from tui.work.outline import Outline
from tui.work.pace import Pace
from tui.work.rounds import OF_ROUNDS
from tui.work.stages import doing, fallen_back
from tui.work.traces import stored_entries
from tui.work.window import Window

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

MODEL_STAGES = ("model", "wrote", "failed")  # after these the models' figures are others


@dataclass(slots=True)
class _Stored:
    """Where the conversation on the screen is stored; known once its first turn is on disk.

    Filled in on the job's thread, so that a question asked right behind one that was stopped finds it.
    """

    number: int | None = None


class Session:
    """One conversation at a time; one question at a time."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self.engine: Engine | None = None
        self.title = ""
        self.entries: list[Entry] = []
        self.choice = Choice()  # of the app, not of one conversation
        self._stored = _Stored()
        self._job: Job[Answer] | None = None
        self._entry: Entry | None = None
        self._outline = Outline([])  # of its stages
        self._stopped: Job[Answer] | None = None  # whose thread may still be at it
        self._pace = Pace()
        self._window = Window()
        self._saved_draft = ""

    @property
    def conversation(self) -> int | None:
        """The number of the conversation, None while nothing of it is stored."""
        return self._stored.number

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._job is not None

    # --- opening ------------------------------------------------------------------------------------------------

    def resume(self, engine: Engine) -> None:
        """The library is open: bring back the last conversation and the draft."""
        self.engine = engine

        def load() -> tuple[int | None, list[Entry], str]:
            latest = engine.conversations.latest()
            entries = stored_entries(engine, latest) if latest is not None else []
            return latest, entries, engine.conversations.draft()

        def done(found: tuple[int | None, list[Entry], str]) -> None:
            conversation, entries, draft = found
            title = entries[0].text if entries else ""
            # what was asked or typed while the library opened comes behind what was there
            self._show(conversation, title, [*entries, *self.entries])
            self._saved_draft = draft
            self._screen.restore_draft(draft)
            self._screen.library_is_open()

        self._desk.start("resume", lambda _listen, _cancel: load(), done=done, failed=self.say_error)

    def open(self, conversation: int) -> None:
        """Show another conversation."""
        engine = self.engine
        if engine is None or not self._free():
            return

        def done(entries: list[Entry]) -> None:
            self._show(conversation, entries[0].text if entries else "", entries)

        self._desk.start("turns", lambda _l, _c: stored_entries(engine, conversation), done=done, failed=self.say_error)

    def new(self) -> None:
        """Start afresh; the next question makes the conversation."""
        if self._free():
            self._show(None, "", [])

    def _show(self, conversation: int | None, title: str, entries: list[Entry]) -> None:
        self._stored, self.title, self.entries = _Stored(conversation), title, entries
        self._window.clear()
        self._screen.status.window(self._window.used)
        self._screen.show_conversation(self)

    def _free(self) -> bool:
        if self.busy:
            key = self._screen.nacre.keymap.label("interrupt")
            self._screen.notify(f"A question is being answered; {key} cancels it.", severity="warning", markup=False)
        return not self.busy

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, question: str, model: str = "") -> bool:
        """Ask (a model by its name, or the one in use); False where that is not possible now: the text must stay."""
        engine = self.engine
        if engine is None:
            self._screen.notify("The library is still opening.", severity="warning", markup=False)
            return False
        if not self._free():
            return False
        entry = self._begin(Entry("question", question), Entry("answer", "", state="working", question=question))
        stored, before, choice = self._stored, self._stopped, self.choice

        def run(listen: events.Listener, cancel: Flag) -> Answer:
            if before is not None:
                before.wait()  # what was stopped is stored before the next question is

            def hear(event: events.Event) -> None:
                if isinstance(event, events.TurnStored):
                    stored.number = event.conversation_id
                listen(event)

            return engine.ask.ask(
                question,
                conversation=stored.number,
                scope=choice.scope,
                model=model,
                way=choice.way,
                lens=choice.lens,
                specialist=choice.specialist,
                confirm=lambda text: self._desk.confirm(text, cancel),
                listen=hear,
                cancel=cancel,
            )

        self._start(entry, run, lambda answer: self._answered(entry, answer))
        return True

    def summarise(self, target: str) -> None:
        """The central sentences of a document or folder, as an answer."""
        engine = self.engine
        if engine is None or not self._free():
            return
        entry = self._begin(
            None, Entry("answer", "", state="working", title=f"Summary of {target}", question=f"Summary of {target}")
        )

        def done(answer: Answer) -> None:
            if entry is self._entry:  # a summary that was stopped is not wanted any more
                self._answered(entry, answer)

        self._start(entry, lambda listen, _: engine.ask.summarise(target, listen=listen), done)

    def _start(
        self, entry: Entry, run: Callable[[events.Listener, Flag], Answer], done: Callable[[Answer], None]
    ) -> None:
        self._job = self._desk.start(
            "ask",
            run,
            event=lambda event: self._happened(entry, event),
            done=done,
            failed=lambda message: self._failed(entry, message),
        )

    def _begin(self, question: Entry | None, answer: Entry) -> Entry:
        if not self.title and question is not None:
            self.title = question.text
        for entry in (question, answer):
            if entry is not None:
                self.entries.append(entry)
                self._screen.entry_added(entry)
        self._entry, self._outline = answer, Outline(answer.stages)
        self._screen.working(answer)
        return answer

    def _happened(self, entry: Entry, event: events.Event) -> None:
        if entry is not self._entry:
            return  # it was stopped: nothing is added to it any more
        if self._window.hear(event):
            self._screen.status.window(self._window.used)
        match event:
            case events.AnswerDelta(text=text):
                entry.text += text
                self._screen.status.writing(self._pace.piece())
                self._screen.entry_changed(entry)
                return
            case events.Notice(text=text, level=level):
                self._say_before(entry, text, level)
                return
            case events.Withdrawn():
                entry.text = ""
                self._screen.entry_changed(entry)
            case events.PromptRead():
                self._pace.begin()
            case events.ModelReplied():
                self._screen.status.writing(0.0)
            case events.ModelFellBack(then=then):
                self._pace.end()
                if then != "again":
                    self._say_before(entry, fallen_back(event), "warning")
            case events.Slowed(why=why, threads=threads):
                self._screen.status.slowed(why, threads)
        if isinstance(event, OF_ROUNDS):
            entry.told.append(event)
        if self._outline.hear(event):
            self._screen.stage_added(entry)
        if waits_for := doing(event, self._outline.draft):
            entry.doing = waits_for
            self._screen.entry_changed(entry)

    def _answered(self, entry: Entry, answer: Answer) -> None:
        if entry is not self._entry:  # stopped too late: this is what was stored
            entry.state = ""
        entry.complete(answer)
        if answer.conversation_id is not None and entry is self._entry:
            self._stored.number = answer.conversation_id
        self._over(entry)
        if answer.tier == 0:  # the embedder may have been set up meanwhile: embed what waits for it
            self._screen.intake.work()

    def _failed(self, entry: Entry, message: str) -> None:
        if entry is not self._entry:
            return  # it was stopped, and is marked so
        entry.state = "failed"
        self._over(entry)
        self.say(message, "error")
        self._screen.restore_draft(entry.question if not entry.title else "")

    def _over(self, entry: Entry) -> None:
        entry.doing = ""
        if entry is self._entry:
            self._job = self._entry = None
            self._pace.end()
            self._screen.status.writing(0.0)
            self._screen.rested()
        self._screen.entry_changed(entry)
        self._screen.stage_added(entry)
        if any(step.name in MODEL_STAGES for step, _ in every(entry.stages)):
            self._screen.models_changed()

    def cancel(self) -> bool:
        """Stop the answer under way, at once for who is looking; what has come in stays. False where there is none.

        The thread ends a moment later, and stores what it has; the next question may be asked meanwhile.
        """
        if self._job is None or self._entry is None:
            return False
        entry, self._stopped = self._entry, self._job
        self._job.cancel.set()
        entry.state = "cut"
        entry.stages.append(STOPPED)
        self._over(entry)
        return True

    def retry(self, model: str = "") -> None:
        """Ask the last question once more, another model where one is named."""
        question = unfinished(self.entries) or next(
            (e.text for e in reversed(self.entries) if e.kind == "question"), ""
        )
        if question:
            self.ask(question, model)
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

    def _say_before(self, entry: Entry, text: str, level: str) -> None:
        """One sentence above an answer that is under way."""
        index = next(index for index, known in enumerate(self.entries) if known is entry)
        self.entries.insert(index, Entry("note", text, level=level))
        self._screen.entry_inserted(index)

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
