"""Taking in, finding and opening what is in the library."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records import Comparison, DocumentInfo, LibraryStatus, ModelsStatus, Passage
from tui.commands.acting import Acting, Handler
from tui.drawing.welcoming import short
from tui.screens.picker import Picker
from tui.screens.report import Report
from tui.talk import Entry, Source, from_passages
from tui.widgets.picklist import Row
from tui.work import pages
from tui.work.belonging import Belonging
from tui.work.concepts import Concepts
from tui.work.memory import Memory
from tui.work.threads import Threads

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen


class LibraryCommands(Acting):
    """Runs the actions of `tui/actions/library.py`."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        super().__init__(app, screen)
        self._memory = Memory(app, screen)
        self._threads = Threads(app, screen)
        self._concepts = Concepts(app, screen)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "ingest": self._ingest,
            "documents": self._documents,
            "open": self._open,
            "search": self._search,
            "similar": lambda words: self._with_engine(self._memory.similar, words),
            "recall": lambda words: self._with_engine(self._memory.recall, words),
            "map": lambda words: self._with_engine(self._concepts.map, words),
            "concept": self._concept,
            "path": lambda words: self._with_engine(self._concepts.path, words),
            "summarise": self._summarise,
            "compare": self._compare,
            "threads": lambda words: self._with_engine(self._threads.threads, words),
            "timeline": lambda by: self._with_engine(self._threads.timeline, by),
            "status": self._status,
            "reopen": lambda _: self._reopen(),
        }

    def cancel(self) -> bool:
        return self._screen.intake.cancel()

    def _concept(self, arguments: str) -> None:
        if self._needs(arguments, "concept"):
            self._with_engine(self._concepts.concept, arguments)

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
            picker.set_rows([_row(d) for d in documents])

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                found = next(d for d in self._screen.documents if str(d.version) == id_)
                self._screen.viewing.open(found.version, found.title or found.path, path=found.path)

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
                    f"The last answer has no source {arguments}."
                    if arguments
                    else "There is no source to open yet. Ask a question first."
                )
            return
        engine = self._engine()
        if engine is None:
            return

        def show(documents: tuple[DocumentInfo, ...]) -> None:
            found = _match(documents, arguments)
            if len(found) == 1:
                self._screen.viewing.open(found[0].version, found[0].title or found[0].path, path=found[0].path)
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
            self._push(Report("The library", pages.status_page(*found, self._screen.status.whole())))

        self._app.desk.start("status", lambda _l, _c: read(), done=show, failed=self._screen.session.say_error)

    def _reopen(self) -> None:
        if self._screen.session.engine is not None:
            self._hint("The library is open.")
        elif not self._app.desk.running("open"):
            self._screen.beginning.opens()
            self._hint("Opening the library again …")
            self._app.open_library()

    def _search(self, arguments: str) -> None:
        engine = self._engine()
        if engine is None or not self._needs(arguments, "search"):
            return

        scope = self._screen.session.choice.scope
        here = Belonging(self._screen, f"/search {arguments}")

        def show(passages: tuple[Passage, ...]) -> None:
            text = (
                f"{len(passages)} passages, best first"
                if passages
                else "No passage holds these words or anything near them."
            )
            here.add(Entry("passages", text, sources=from_passages(passages), title=f"Search: {arguments}"))

        self._app.desk.start(
            "search",
            lambda _l, _c: engine.search.search(arguments, scope=scope),
            done=show,
            failed=here.say_error,
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
        here = Belonging(self._screen, f"/compare {arguments}")

        def show(found: Comparison) -> None:
            note = Entry("note", f"Compared: {found.question}")
            here.compared(note, (found.left_name, found.left), (found.right_name, found.right))

        self._app.desk.start(
            "compare", lambda _l, _c: engine.ask.compare(question, left, right), done=show, failed=here.say_error
        )


def _row(document: DocumentInfo) -> Row:
    path = Path(document.path)
    return Row(str(document.version), document.title or path.name, _describe(document), short(path))


def _describe(document: DocumentInfo) -> str:
    chunks = f"{document.embedded}/{document.chunks}" if document.embedded < document.chunks else str(document.chunks)
    passages = "passage" if chunks == "1" else "passages"
    return f"{document.kind} · {chunks} {passages}"


def _source(entry: Entry | None, n: int) -> Source | None:
    return next((source for source in entry.sources if source.n == n), None) if entry else None


def _match(documents: tuple[DocumentInfo, ...], typed: str) -> list[DocumentInfo]:
    exact = [d for d in documents if typed in (d.path, d.title)]
    words = typed.lower().split()
    return exact or [d for d in documents if all(word in f"{d.title} {d.path}".lower() for word in words)]
