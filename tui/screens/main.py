"""The screen that people live in: conversation, sources, trace, composer, last line."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widget import Widget

from engine.records import DocumentInfo, LibraryStatus
from tui import actions
from tui.completing.here import Known
from tui.drawing.clean import one_line
from tui.help.nearest import unknown
from tui.panes.graph import GraphPane
from tui.panes.library import LibraryPane
from tui.panes.panes import Panes
from tui.screens.completing import Completing
from tui.screens.talking import Talking
from tui.slash import parse
from tui.talk import Entry, Source
from tui.widgets.completion import Completion
from tui.widgets.composer import Composer
from tui.widgets.sources import Sources
from tui.widgets.statusline import StatusLine
from tui.widgets.trace import Trace
from tui.widgets.transcript import Transcript
from tui.widgets.welcome import Welcome
from tui.work.beginning import Beginning
from tui.work.branching import Branching
from tui.work.editing import Editing
from tui.work.intake import Intake
from tui.work.keeping import Keeping
from tui.work.leaving import Leaving
from tui.work.news import News
from tui.work.recall import Recall
from tui.work.redrawing import Redrawing
from tui.work.scoping import short
from tui.work.session import Session

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.work.taking import Taking
    from tui.work.viewing import Viewing

TWICE_S = 3.0  # two presses of Esc within this time belong together


class MainScreen(Talking):
    """Lays out the panes and carries messages between them; the work is done by session, intake and commands."""

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("pane")]

    def __init__(self, app: NacreApp) -> None:
        super().__init__()
        self.nacre = app
        self.session = Session(app.desk, self)
        self.branching = Branching(app.desk, self)
        self.keeping = Keeping(app.desk, self)
        self.editing = Editing(self)
        self.leaving = Leaving(app.desk, self, app.spare)
        self.intake = Intake(app.desk, self)
        self.beginning = Beginning(app.desk, self)
        self.news = News(app.desk, self)
        self.documents: tuple[DocumentInfo, ...] = ()
        self.known = Known()
        self.transcript = Transcript(self.branching.run, id="transcript")
        self.welcome = Welcome(id="welcome")
        self.sources = Sources(id="sources")
        self.trace = Trace(id="trace")
        self.composer = Composer(self, id="composer")
        self.completion = Completion(id="completion")
        self.status = StatusLine(id="status")
        self.composer.longest = app.settings.ask.max_question_characters
        self.recall = Recall(app.desk, self.composer.typed_before)
        self._completing = Completing(app.desk, self)
        self._escaped = 0.0
        self._redrawing = Redrawing(self)
        self.left, self.side, self.shelf = Vertical(id="left"), Vertical(id="side"), Vertical(id="shelf")
        self.library = LibraryPane(self, id="library-pane")
        self.graph = GraphPane(self, id="graph-pane")
        self.panes = Panes(
            self, {"sources": self.sources, "trace": self.trace, "library": self.library, "graph": self.graph}
        )

    def compose(self) -> ComposeResult:
        with Horizontal(id="body"):
            with self.shelf:
                yield self.library
                yield self.graph
            with self.left:
                yield self.welcome
                yield self.transcript
                yield self.completion
                yield self.composer
            with self.side:
                yield self.sources
                yield self.trace
        yield self.status

    @property
    def focus_chain(self) -> list[Widget]:
        """Tab goes from the composer to the conversation, on to the panes, and round."""
        order = [self.composer, self.transcript, self.sources, self.trace]
        found = super().focus_chain
        return [*(widget for widget in order if widget in found), *(widget for widget in found if widget not in order)]

    def on_mount(self) -> None:
        self.sources.border_title = " Sources "
        self.trace.border_title = " Trace "
        self.retitle()
        self.composer.use_keys(self.nacre.keymap)
        self.show_welcome()
        self.choice_changed()
        self.panes.apply()
        if self.panes.problem:
            self.notify(self.panes.problem, severity="warning", markup=False)
        self.composer.focus()

    def on_resize(self) -> None:
        self.panes.apply()

    # what the first frame does not need is imported behind it, see `tui.commands.load`

    @cached_property
    def taking(self) -> Taking:
        """What is copied and written to files."""
        from tui.work.taking import Taking

        return Taking(self.nacre, self)

    @cached_property
    def viewing(self) -> Viewing:
        """Documents that are opened."""
        from tui.work.viewing import Viewing

        return Viewing(self.nacre, self)

    # --- the session speaks -------------------------------------------------------------------------------------

    def library_is_open(self) -> None:
        """The engine answers from now on."""
        self.library_changed()
        self.models_changed()
        if self.session.engine is not None:
            self.recall.open(self.session.engine)
        self.intake.work()

    def models_changed(self) -> None:
        """Ask which model answers now, and how the machine is."""
        engine = self.session.engine
        self.known.forget()  # read again when someone asks for it
        if engine is not None:
            self.nacre.desk.start("models", lambda _l, _c: engine.models.status(), done=self.status.models)

    def library_changed(self) -> None:
        """Ask what is in the library now."""
        engine = self.session.engine
        self.documents = ()  # read again when someone asks for them
        self.known.forget()
        self.library.changed()
        if engine is not None:
            self.nacre.desk.start("status", lambda _l, _c: engine.library.status(), done=self._library)

    def _library(self, status: LibraryStatus) -> None:
        self.status.library(status)
        self.beginning.library(status)

    def entry_added(self, entry: Entry) -> None:
        """One more entry; the session keeps the list."""
        if self.transcript.entries is self.session.entries:
            self.transcript.following = True
            if entry.kind == "question" or entry.title:
                self.transcript.hold = len(self.session.entries) - 1
            self.transcript.grown()
            self.transcript.select(len(self.session.entries) - 1)
        else:
            self.transcript.show(self.session.entries)
        self.retitle()
        self.show_welcome()

    def entry_inserted(self, index: int) -> None:
        """The session has put an entry before others."""
        if self.transcript.entries is self.session.entries:
            self.transcript.inserted(index)

    def entry_changed(self, entry: Entry) -> None:
        """An entry has other text or another state; drawn once, however often it changed."""
        self._redrawing.text(entry)

    def entry_repeated(self, entry: Entry) -> None:
        """The last entry says how often it was said."""
        self.entry_changed(entry)
        self.transcript.select(len(self.session.entries) - 1)
        self.show_welcome()

    def stage_added(self, entry: Entry) -> None:
        """The trace of an entry has grown."""
        self._redrawing.trace(entry)

    def working(self, entry: Entry) -> None:
        """An answer is under way."""
        self.trace.begin(entry)
        self.status.pane("working")

    def keys_changed(self) -> None:
        """Other keys are in force."""
        self.composer.use_keys(self.nacre.keymap)
        for view in (self.transcript, self.welcome, self.status):
            view.refresh()
        self.transcript.rebuild()

    def rested(self) -> None:
        """No answer is under way any more."""
        self.name_pane()

    def choice_changed(self) -> None:
        """Questions are asked with another lens, in another way, or of somebody else."""
        choice, asked = self.session.choice, self.nacre.settings.ask
        self.status.choice(choice.lens_in_use(asked), choice.way_in_use(asked), choice.specialist, short(choice.scope))

    # --- panes speak --------------------------------------------------------------------------------------------

    @on(Transcript.Selected)
    def _entry_selected(self, event: Transcript.Selected) -> None:
        entry = event.entry if event.entry is not None and event.entry.sources else self.entry_with_sources()
        self.sources.show(entry, event.n)
        self.graph.follow()

    @on(Sources.Selected)
    def _source_selected(self, event: Sources.Selected) -> None:
        entry = self.entry_with_sources()
        if entry is None:
            return
        for index, known in enumerate(self.transcript.entries):
            if known is entry:
                self.transcript.select(index, event.n, reveal=True)

    @on(Transcript.OpenMark)
    def _mark_opened(self, event: Transcript.OpenMark) -> None:
        source = next((source for source in event.entry.sources if source.n == event.n), None)
        if source is not None:
            self.open_source(source)

    @on(Sources.Open)
    def _source_opened(self, event: Sources.Open) -> None:
        self.open_source(event.source)

    @on(Transcript.Taken)
    def _entry_taken(self, event: Transcript.Taken) -> None:
        self.taking.entry(event.entry, event.what)

    @on(Sources.Taken)
    def _source_taken(self, event: Sources.Taken) -> None:
        self.taking.source(event.source, event.what)

    @on(Trace.Opened)
    def _prompt_opened(self, event: Trace.Opened) -> None:
        from tui.screens.report import Report
        from tui.work.pages import prompt_page

        who = one_line(event.prompt.agent or event.prompt.model, 40)
        self.app.push_screen(Report(f"What {who} was given to read", prompt_page(event.prompt)))

    @on(Trace.Compared)
    def _rounds_wanted(self, event: Trace.Compared) -> None:
        from tui.work.comparing import compare

        compare(self.nacre, self, event.entry)

    def entry_with_sources(self) -> Entry | None:
        """The current entry if it has sources, else the nearest one above it that has, else the last one.

        On a question it is the answer below it.
        """
        entries = self.transcript.entries
        here = self.transcript.current
        if here + 1 < len(entries) and entries[here].kind == "question":
            here += 1
        for entry in [*reversed(entries[: here + 1]), *reversed(entries[here + 1 :])]:
            if entry.sources:
                return entry
        return None

    def current_answer(self) -> Entry | None:
        """The answer that the user is looking at."""
        entries = self.transcript.entries
        here = self.transcript.current
        found = [entry for entry in entries[: here + 1] if entry.kind == "answer"] or [
            e for e in entries if e.kind == "answer"
        ]
        return found[-1] if found else None

    def current_list(self) -> Entry | None:
        """The list of documents that the user is looking at, if it says why."""
        entries, here = self.transcript.entries, self.transcript.current
        entry = entries[here] if 0 <= here < len(entries) else None
        return entry if entry is not None and entry.result is not None else None

    # --- viewer -------------------------------------------------------------------------------------------------

    def open_source(self, source: Source) -> None:
        """Open a source's document at its place."""
        self.viewing.open(source.place.version, source.place.title, source)

    # --- composer -----------------------------------------------------------------------------------------------

    def typed(self) -> None:
        """The composer's text is another one."""
        self.leaving.later()
        self._completing.typed(self.composer.text)

    def steer(self, what: str) -> None:
        """A key of the composer that belongs to the list above it."""
        (self.beginning if self.composer.chooses else self._completing).steer(what)

    def ask(self, question: str) -> bool:
        """Ask what does not stand in the composer, which keeps its own text; False where that can't be now."""
        if not self.session.ask(question):
            return False
        self.recall.sent(question)
        return True

    def send(self, text: str) -> None:
        """Ask the text, or run it as a command; what can't be sent now stays where it is."""
        if self.editing.question is not None:
            if self.branching.ask_edited(text):
                self.editing.sent(text)
                self.recall.sent(text)
            return
        command = parse(text)
        if command is None:
            if self.session.ask(text.removeprefix("/") if text.startswith("//") else text):
                self.composer.clear_sent(text)
                self.recall.sent(text)
            return
        action, arguments = command
        if action is None:
            self.notify(unknown(one_line(arguments, 40)), severity="warning", markup=False)
            return
        self.composer.clear_sent(text)
        self.recall.sent(text)
        self._completing.close()
        self.nacre.commands.run(action.id, arguments)

    def begin_command(self, line: str) -> None:
        """Put the beginning of a command into the composer, if nothing stands there."""
        if self.composer.text:
            self.notify(f"Type {line.strip()} once the question is sent.", markup=False)
        else:
            self.composer.put(line)
        self.composer.focus()

    # --- focus and panes ----------------------------------------------------------------------------------------

    def back(self) -> None:
        """Close or leave what is open; then offer to cancel. The composer's text is never touched."""
        if self.app.screen is not self:
            return
        if self.completion.display:
            self._completing.close()
        elif not self.panes.leave() and not self.editing.leave() and self.session.busy:
            if time.monotonic() - self._escaped < TWICE_S:
                self.session.cancel()
            else:
                self._escaped = time.monotonic()
                key = self.nacre.keymap.label("back")
                self.notify(f"{key} again stops the answer.", timeout=TWICE_S, markup=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self.panes.focused(event.widget)
        self.name_pane()

    def action_pane(self, action: str) -> None:
        """A key of the panes: the same as the action everywhere."""
        self.nacre.commands.run(action)

    def name_pane(self) -> None:
        """Show the keys of what has the focus."""
        focused = self.focused.id if self.focused is not None else None
        if self.completion.display:
            self.status.pane("completing")
        elif self.session.busy and focused == "composer":
            self.status.pane("working")
        elif focused == "composer" and self.composer.chooses and (lit := self.welcome.lit) is not None:
            self.status.pane("choosing", lit.does)
        else:
            self.status.pane(focused or "composer")
