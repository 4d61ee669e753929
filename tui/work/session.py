"""The conversation on the screen: opening it, asking in it, cancelling. `branching` goes to other branches of it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine import events
from engine.records import Answer, LastSeen
from tui.desk import Desk, Job
from tui.repeating import again
from tui.talk import STOPPED, Entry, every
from tui.work import opening
from tui.work.choice import Choice
from tui.work.outline import Outline
from tui.work.pace import Pace
from tui.work.pointing import point
from tui.work.put import Put, Stored
from tui.work.rounds import OF_ROUNDS
from tui.work.stages import doing, fallen_back
from tui.work.window import Window

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

MOST_NOTES, NOTES_LEFT = 200, 100  # in a row
MODEL_STAGES = ("model", "wrote", "failed")  # after these the models' figures are others


class Session:
    """One conversation at a time; one question at a time."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self.engine: Engine | None = None
        self.title = ""
        self.entries: list[Entry] = []
        self.choice = Choice()  # of the app, not of one conversation
        self.reading = False  # whether another conversation or branch is about to be shown
        self._stored = Stored()
        self._job: Job[Answer] | None = None
        self._entry: Entry | None = None
        self._outline = Outline([])  # of its stages
        self._stopped: Job[Answer] | None = None  # whose thread may still be at it
        self._pace = Pace()
        self._window = Window()

    @property
    def conversation(self) -> int | None:
        """The number of the conversation, None while nothing of it is stored."""
        return self._stored.number

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._job is not None

    def marked(self) -> Callable[[], bool]:
        """Tells, whenever it is called, whether the conversation that is open now is still the open one."""
        stored = self._stored  # another one once a conversation is shown; its number may come later
        return lambda: stored is self._stored or stored.number == self.conversation is not None

    # --- opening ------------------------------------------------------------------------------------------------

    def resume(self, engine: Engine) -> None:
        """The library is open: bring back the last conversation, where one was in it, and the draft."""

        def done(found: opening.Resumed) -> None:
            self.engine = engine
            found.opened.entries.extend(self.entries)  # what was said while the library opened
            self._show(found.opened)
            self._screen.resumed(found.opened, found.draft)
            if found.problem:
                self.say_error(found.problem)

        def failed(message: str) -> None:
            self.engine = engine
            self._screen.library_is_open()
            self.say_error(message)

        self._desk.start("resume", lambda _l, _c: opening.resumed(engine), done=done, failed=failed)

    def open(self, conversation: int, turn: int = 0) -> None:
        """Show another conversation from its end, or at a message, whose branch is the open one then."""
        seen = LastSeen(conversation)
        self.read(lambda engine: opening.at_message(engine, turn, seen) if turn else opening.opened(engine, seen))

    def read(self, what: Callable[[Engine], opening.Opened], then: Callable[[], None] | None = None) -> None:
        """Show what a thread reads from the library, once an answer that was stopped is stored; `then` comes behind.

        Until it is shown nothing can be asked: it would stand on the wrong branch.
        """
        engine, before = self.engine, self._stopped
        if engine is None or not self.free():
            return
        self.reading = True

        def load() -> opening.Opened:
            if before is not None:
                before.wait()
            return what(engine)

        def done(found: opening.Opened) -> None:
            self.reading = False
            self._show(found)
            if then is not None:
                then()

        def failed(message: str) -> None:
            self.reading = False
            self.say_error(message)

        self._desk.start("turns", lambda _l, _c: load(), done=done, failed=failed)

    def new(self) -> None:
        """Start afresh; the next question makes the conversation."""
        if self.free():
            self._show(opening.new())

    def _show(self, found: opening.Opened) -> None:
        self._stored, self.title, self.entries = Stored(found.number), found.title, found.entries
        self._window.clear()
        self._screen.status.window(self._window.used)
        self._screen.show_conversation(self, found.seen)

    def titled(self, conversation: int, title: str) -> None:
        """A conversation has another title; it matters where it is the open one."""
        if conversation == self.conversation:
            self.title = title
            self._screen.retitle()

    def free(self) -> bool:
        """Whether nothing is being answered or read; says what is."""
        if self.busy:
            key = self._screen.nacre.keymap.label("interrupt")
            self._screen.notify(f"A question is being answered; {key} cancels it.", severity="warning", markup=False)
        elif self.reading:
            self._screen.notify("The conversation is still being read.", markup=False)
        return not (self.busy or self.reading)

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, question: str, model: str = "") -> bool:
        """Ask (a model by its name, or the one in use); False where that is not possible now: the text must stay."""
        return self.put(Entry("question", question), self.entries, None, model)

    def put(self, question: Entry, above: list[Entry], beside: Entry | None, model: str = "") -> bool:
        """Have a question answered below the entries `above`; False where that is not possible now.

        Args:
            question: it; where it is `beside` too, the stored question gets an answer, or another one.
            above: what stays in sight; what stood below is on a branch of its own then.
            beside: the question in whose place it is asked; None at the end.
            model: who writes, by name.
        """
        engine = self.engine
        if engine is None:
            self._screen.notify(self._screen.beginning.no_library, severity="warning", markup=False)
            return False
        if not self.free():
            return False
        if above is not self.entries:
            self.entries = above
            self._screen.show_entries(self)
        question.state = ""
        entry = self._begin(question, Entry("answer", "", state="working", question=question.text))
        put = Put(question, entry, beside, self._stored, self._stopped, self.choice, model, confirm=self._desk.confirm)

        def done(answer: Answer) -> None:
            self._answered(entry, answer)
            self._screen.entry_changed(question)

        def failed(message: str) -> None:
            if entry is not self._entry:  # it was stopped, and is marked so
                self._screen.entry_changed(entry)
                self._screen.entry_changed(question)
                return
            self._give_up(entry)
            if beside is not question:
                self._screen.restore_draft(question.text)
            number = put.stored.number
            if beside is None or number is None:
                self.say_error(message)
            else:  # what was taken out of sight is there still
                seen = LastSeen(number)
                self.read(lambda engine: opening.opened(engine, seen), lambda: self.say_error(message))

        self._start(entry, lambda listen, cancel: put.run(engine, listen, cancel), done, failed)
        return True

    def summarise(self, target: str) -> None:
        """The central sentences of a document or folder, as an answer."""
        engine = self.engine
        if engine is None or not self.free():
            return
        entry = self._begin(
            None, Entry("answer", "", state="working", title=f"Summary of {target}", question=f"Summary of {target}")
        )

        def done(answer: Answer) -> None:
            if entry is self._entry:  # a summary that was stopped is not wanted any more
                self._answered(entry, answer)

        def failed(message: str) -> None:
            if entry is self._entry:
                self._give_up(entry)
                self.say_error(message)

        self._start(entry, lambda listen, _: engine.ask.summarise(target, listen=listen), done, failed)

    def _start(
        self,
        entry: Entry,
        run: Callable[[events.Listener, Flag], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[str], None],
    ) -> None:
        self._job = self._desk.start(
            "ask", run, event=lambda event: self._happened(entry, event), done=done, failed=failed
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
                entry.stands("", ())
                self._screen.entry_changed(entry)
            case events.DraftStands(text=text, citations=citations):
                entry.stands(text, citations)
                self._screen.entry_changed(entry)
                return
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
        if answer.abstained:
            point(self._desk, self._screen, entry.question)
        if answer.tier == 0:  # the embedder may have been set up meanwhile: embed what waits for it
            self._screen.intake.work()

    def _give_up(self, entry: Entry) -> None:
        entry.state = "failed"
        self._over(entry)

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

    # --- other entries ------------------------------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        """Something to show that is not part of the stored conversation; of many notes in a row the oldest go."""
        tail = self.entries[-MOST_NOTES:]
        if len(tail) == MOST_NOTES and {entry.kind, *(each.kind for each in tail)} == {"note"}:
            del self.entries[-MOST_NOTES:-NOTES_LEFT]
            self._screen.transcript.show(self.entries)
        self.entries.append(entry)
        self._screen.entry_added(entry)

    def add_answer(self, title: str, answer: Answer) -> None:
        """A whole answer under a title."""
        entry = Entry("answer", answer.text, title=title, question=answer.question)
        entry.complete(answer)
        self.add(entry)

    def say(self, text: str, level: str = "info") -> None:
        """One sentence in the conversation; said again at once, it stands there once with how often."""
        last = self.entries[-1] if self.entries else None
        if last is not None and (last.kind, last.level) == ("note", level) and (repeated := again(last.text, text)):
            last.text = repeated
            self._screen.entry_repeated(last)
            return
        self.add(Entry("note", text, level=level))

    def _say_before(self, entry: Entry, text: str, level: str) -> None:
        """One sentence above an answer that is under way."""
        index = next(index for index, known in enumerate(self.entries) if known is entry)
        self.entries.insert(index, Entry("note", text, level=level))
        self._screen.entry_inserted(index)

    def say_error(self, text: str) -> None:
        """One sentence about what went wrong."""
        self.say(text, "error")
