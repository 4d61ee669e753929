"""What each action does. The registry names them; this is the only place that knows how."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records import Comparison, ConversationInfo, DocumentInfo, LibraryStatus, ModelsStatus, Passage
from tui import actions, themes
from tui.drawing.clean import one_line
from tui.screens.picker import Picker
from tui.screens.report import Report
from tui.talk import Entry, Source, from_passages, short_time
from tui.theming.problems import meant
from tui.widgets.picklist import Row
from tui.work import pages, why, whylist
from tui.work.choice import Choosing
from tui.work.export import write
from tui.work.feedback import judge
from tui.work.memory import Memory
from tui.work.models import Models
from tui.work.tools import Tools
from tui.work.traces import write_trace

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

NOT_STORED = "This one is not stored. Answers to questions are, as soon as they are whole."
CONVERSATIONS = 1_000  # that the list of conversations shows; older ones are found by `nacre conversations search`


class Commands:
    """Runs an action by its id, with the arguments that were typed behind it."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen
        self._memory = Memory(app, screen)
        self._choosing = Choosing(app, screen)
        self.models = Models(app, screen)
        self.tools = Tools(app.desk, screen)
        self._handlers: dict[str, Callable[[str], None]] = {
            "ingest": self._ingest,
            "documents": self._documents,
            "open": self._open,
            "why": self._why,
            "trace": self._trace,
            "good": lambda reason: self._judge("good", reason),
            "bad": lambda reason: self._judge("bad", reason),
            "search": self._search,
            "similar": lambda words: self._with_engine(self._memory.similar, words),
            "recall": lambda words: self._with_engine(self._memory.recall, words),
            "summarise": self._summarise,
            "compare": self._compare,
            "sessions": self._sessions,
            "new": lambda _: self._screen.session.new(),
            "retry": lambda model: self._screen.session.retry(model),
            "export": self._export,
            "models": lambda words: self._with_engine(self.models.run, words),
            "pace": lambda words: self._with_engine(self.models.pace, words),
            "lens": lambda name: self._with_engine(self._choosing.lens, name),
            "mode": lambda name: self._with_engine(self._choosing.mode, name),
            "specialist": lambda name: self._with_engine(self._choosing.specialist, name),
            "tool": self._tool,
            "theme": self._theme,
            "status": self._status,
            "help": lambda _: self._push(Report("Help", pages.help_page())),
            "palette": self._palette,
            "quit": lambda _: self._app.exit(),
            "show-sources": lambda _: self._screen.toggle_pane("sources"),
            "show-trace": lambda _: self._screen.toggle_pane("trace"),
            "interrupt": lambda _: self._app.interrupt(),
            "back": lambda _: self._screen.back(),
        }

    @property
    def ids(self) -> frozenset[str]:
        """The actions that can be run."""
        return frozenset(self._handlers)

    def run(self, action: str, arguments: str = "") -> None:
        """Run the action with this id."""
        self._handlers[action](arguments)

    # --- helpers ------------------------------------------------------------------------------------------------

    def _engine(self) -> Engine | None:
        engine = self._screen.session.engine
        if engine is None:
            self._hint("The library is still opening; try again in a moment.")
        return engine

    def _with_engine(self, do: Callable[[Engine, str], None], arguments: str) -> None:
        engine = self._engine()
        if engine is not None:
            do(engine, arguments)

    def _hint(self, text: str) -> None:
        """A word that need not stay in the conversation."""
        self._screen.notify(text, markup=False)

    def _push(self, screen: Report) -> None:
        if self._app.screen is self._screen:
            self._app.push_screen(screen)

    def _needs(self, arguments: str, action: str) -> bool:
        if not arguments:
            known = actions.BY_ID[action]
            self._hint(f"/{known.slash} {known.arguments} — {known.help}")
        return bool(arguments)

    # --- library ------------------------------------------------------------------------------------------------

    def _ingest(self, arguments: str) -> None:
        if self._needs(arguments, "ingest"):
            self._screen.intake.ingest(arguments)

    def _documents(self, arguments: str) -> None:
        engine = self._engine()
        if engine is None or self._app.screen is not self._screen:
            return
        picker = Picker("Documents", [], query=arguments, empty="Reading the list …")

        def show(documents: tuple[DocumentInfo, ...]) -> None:
            self._screen.documents = documents
            picker.list.empty = "No document matches." if documents else "The library is empty. /ingest PATH takes in."
            picker.set_rows([Row(str(d.version), d.title or Path(d.path).name, _describe(d)) for d in documents])

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                found = next(d for d in self._screen.documents if str(d.version) == id_)
                self._screen.view(found.version, found.title or found.path)

        self._app.push_screen(picker, chosen)
        self._app.desk.start(
            "documents", lambda _l, _c: engine.library.documents(), done=show, failed=self._screen.session.say_error
        )

    def _open(self, arguments: str) -> None:
        entry = self._screen.entry_with_sources()
        if not arguments or arguments.isdigit():
            source = _source(entry, int(arguments or 1))
            if source is not None:
                self._screen.open_source(source)
            else:
                self._hint(
                    f"The last answer has no source {arguments}." if arguments else "There is no source to open yet."
                )
            return
        engine = self._engine()
        if engine is None:
            return

        def show(documents: tuple[DocumentInfo, ...]) -> None:
            found = _match(documents, arguments)
            if len(found) == 1:
                self._screen.view(found[0].version, found[0].title or found[0].path)
            else:
                self._screen.documents = documents
                self._documents(arguments)

        self._app.desk.start(
            "documents", lambda _l, _c: engine.library.documents(), done=show, failed=self._screen.session.say_error
        )

    def _status(self, _: str) -> None:
        engine = self._engine()
        if engine is None:
            return

        def read() -> tuple[LibraryStatus, ModelsStatus]:
            return engine.library.status(), engine.models.status()

        def show(found: tuple[LibraryStatus, ModelsStatus]) -> None:
            self._push(Report("The library", pages.status_page(*found)))

        self._app.desk.start("status", lambda _l, _c: read(), done=show, failed=self._screen.session.say_error)

    # --- answers ------------------------------------------------------------------------------------------------

    def _why(self, _: str) -> None:
        listed = self._screen.current_list()
        if listed is not None and listed.result is not None:
            self._push(Report("Why these", whylist.page(listed.result)))
            return
        entry = self._screen.current_answer()
        if entry is None:
            self._hint("There is no answer to explain yet.")
            return
        self._push(Report("Why this answer", why.page(entry, self._app.settings.ask.passages)))

    def _trace(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        entry, conversation = self._screen.current_answer(), session.conversation
        if entry is None:
            self._hint("There is no answer yet whose steps could be shown.")
        elif not arguments:
            self._replay(entry)
        elif engine is not None:
            turn = entry.turn
            if turn is None or conversation is None:
                self._hint(NOT_STORED)
                return
            self._app.desk.start(
                "trace",
                lambda _l, _c: write_trace(engine, conversation, turn, arguments),
                done=lambda file: session.say(f"Written to {file}"),
                failed=session.say_error,
            )

    def _replay(self, entry: Entry) -> None:
        trace = self._screen.trace
        if not trace.has_focus:
            self._screen.toggle_pane("trace")

        def begin() -> None:  # once the pane is in sight
            if not trace.replay(entry):
                self._hint("This answer has no trace.")

        self._screen.call_after_refresh(begin)

    def _judge(self, verdict: str, reason: str) -> None:
        engine, entry = self._engine(), self._screen.current_answer()
        if engine is None:
            return
        if entry is None or entry.turn is None:
            self._hint(NOT_STORED if entry is not None else "There is no answer yet that could be judged.")
            return
        judge(self._app.desk, self._screen, engine, entry, verdict, reason)

    def _search(self, arguments: str) -> None:
        engine = self._engine()
        if engine is None or not self._needs(arguments, "search"):
            return

        def show(passages: tuple[Passage, ...]) -> None:
            text = (
                f"{len(passages)} passages, best first"
                if passages
                else "No passage holds these words or anything near them."
            )
            self._screen.session.add(
                Entry("passages", text, sources=from_passages(passages), title=f"Search: {arguments}")
            )

        self._app.desk.start(
            "search", lambda _l, _c: engine.search.search(arguments), done=show, failed=self._screen.session.say_error
        )

    def _summarise(self, arguments: str) -> None:
        if self._engine() is not None and self._needs(arguments, "summarise"):
            self._screen.session.summarise(arguments)

    def _compare(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        if engine is None or not self._needs(arguments, "compare"):
            return
        try:
            words = shlex.split(arguments)
        except ValueError:
            words = []
        if len(words) != 3:
            session.say('Write the question in quotes, then the two sources: /compare "QUESTION" A B', "warning")
            return
        question, left, right = words

        def show(found: Comparison) -> None:
            session.add(Entry("note", f"Compared: {found.question}"))
            session.add_answer(found.left_name, found.left)
            session.add_answer(found.right_name, found.right)

        self._app.desk.start(
            "compare", lambda _l, _c: engine.ask.compare(question, left, right), done=show, failed=session.say_error
        )

    # --- conversations ------------------------------------------------------------------------------------------

    def _sessions(self, arguments: str) -> None:
        engine = self._engine()
        if engine is None or self._app.screen is not self._screen:
            return
        picker = Picker("Conversations", [], query=arguments, empty="Reading the list …")

        def show(found: tuple[ConversationInfo, ...]) -> None:
            picker.list.empty = "No conversation matches."
            picker.set_rows(
                [
                    Row(str(c.conversation_id), c.title or "untitled", f"{short_time(c.updated)} · {c.turns} messages")
                    for c in found
                ]
            )

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                self._screen.session.open(int(id_))

        self._app.push_screen(picker, chosen)
        self._app.desk.start(
            "conversations",
            lambda _l, _c: engine.conversations.list(CONVERSATIONS),
            done=show,
            failed=self._screen.session.say_error,
        )

    def _export(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        conversation = session.conversation
        if engine is None:
            return
        if conversation is None:
            self._hint("There is nothing to export yet.")
            return
        self._app.desk.start(
            "export",
            lambda _l, _c: write(engine, conversation, arguments),
            done=lambda file: session.say(f"Written to {file}"),
            failed=session.say_error,
        )

    def _tool(self, arguments: str) -> None:
        engine = self._engine()
        if engine is not None and self._needs(arguments, "tool"):
            self.tools.run(engine, arguments)

    # --- the app ------------------------------------------------------------------------------------------------

    def _theme(self, arguments: str) -> None:
        known = self._app.palettes
        if arguments:
            if arguments in known:
                self._app.use_theme(arguments, keep=True)
            else:
                self._screen.session.say(
                    f"There is no theme '{one_line(arguments, 40)}'{meant(arguments, known)}. "
                    f"Known are {', '.join(sorted(known))}.",
                    "warning",
                )
            return
        if self._app.screen is not self._screen:
            return
        before = self._app.theme
        rows = [Row(each.name, each.name, each.kind) for each in themes.in_order(known)]

        def chosen(name: str | None) -> None:
            self._app.use_theme(name or before, keep=name is not None)

        picker = Picker("Theme", rows, start=before, preview=lambda name: self._app.use_theme(name, keep=False))
        self._app.push_screen(picker, chosen)

    def _palette(self, _: str) -> None:
        if self._app.screen is not self._screen:
            return
        rows = [
            Row(
                action.id,
                action.title,
                " · ".join(
                    word for word in (f"/{action.slash}" if action.slash else "", actions.keys_label(action)) if word
                ),
            )
            for action in actions.ACTIONS
            if action.everywhere and action.id not in ("palette", "back")
        ]

        def chosen(id_: str | None) -> None:
            if id_ is None:
                return
            action = actions.BY_ID[id_]
            if action.arguments and not action.arguments.startswith(("[", "n ")):
                self._screen.begin_command(f"/{action.slash} ")
            else:
                self.run(id_)

        self._app.push_screen(Picker("Actions", rows), chosen)


def _describe(document: DocumentInfo) -> str:
    chunks = f"{document.embedded}/{document.chunks}" if document.embedded < document.chunks else str(document.chunks)
    return f"{document.kind} · {chunks} passages · {document.path}"


def _source(entry: Entry | None, n: int) -> Source | None:
    return next((source for source in entry.sources if source.n == n), None) if entry else None


def _match(documents: tuple[DocumentInfo, ...], typed: str) -> list[DocumentInfo]:
    exact = [d for d in documents if typed in (d.path, d.title)]
    words = typed.lower().split()
    return exact or [d for d in documents if all(word in f"{d.title} {d.path}".lower() for word in words)]
