"""The library's pane: its tree, the field that filters it, and what can be done with a row."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from engine import events
from engine.records import DocumentInfo
from tui import actions
from tui.drawing.clean import one_line
from tui.finding.latest import Latest
from tui.panes.layout import CONVERSATION
from tui.screens.confirm import Confirm
from tui.shelf.rows import Found, matching
from tui.shelf.tree import Node, grow
from tui.talk import counted
from tui.widgets.filterfield import FilterField
from tui.widgets.librarytree import LibraryTree
from tui.work.belonging import Belonging

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

NAMED = 8  # documents that the question names before they are forgotten
AGAIN_S = 2.0  # between two readings while documents come in
SHARE = 10  # a reading may take so small a part of the time


class Field(FilterField):
    """What the rows must hold. Esc takes it away, Enter and the arrows go back to the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("filter", priority=True)]

    def action_leave(self, keep: bool) -> None:
        if not keep:
            self.value = ""
        self.display = bool(self.value)
        self.screen.query_one(LibraryTree).focus()


class LibraryPane(Vertical):
    """Reads the library when it comes into sight, and again when something has changed."""

    def __init__(self, screen: MainScreen, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._main = screen
        self.tree_view = LibraryTree(id="library")
        self.field = Field(placeholder="type to filter", id="library-filter", select_on_focus=True)
        self._latest: Latest[Found] = Latest(screen.nacre.desk, "filter")
        self._stale = True
        self._doing = ""  # what is being read or embedded
        self._read_at = self._took_s = 0.0

    def compose(self) -> ComposeResult:
        yield self.tree_view
        yield self.field

    def on_mount(self) -> None:
        self.field.display = self.field.cursor_blink = False
        self._retitle()

    def focus(self, scroll_visible: bool = True) -> Self:
        """The rows get the focus, at once."""
        self.screen.set_focus(self.tree_view, scroll_visible)
        return self

    # --- reading ------------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """The library is another now: read it again, as soon as someone looks."""
        self._stale = True
        self._read()

    def progress(self, event: events.Event) -> None:
        """Documents come in, or are being embedded: say so, and look at them from time to time."""
        match event:
            case events.FileDone(done=done, total=total) if done < total:
                self._doing = f"reading {done:,}/{total:,}"
            case events.JobProgress(kind="embed", done=done, total=total) if done < total:
                self._doing = f"embedding {done:,}/{total:,}"
            case events.FileDone() | events.JobProgress(kind="embed"):
                self._doing = ""
            case _:
                return
        self._retitle()
        if monotonic() - self._read_at > max(AGAIN_S, SHARE * self._took_s):
            self.changed()

    @on(LibraryTree.Wanted)
    def _read(self) -> None:
        engine, desk = self._main.session.engine, self._main.nacre.desk
        if engine is None or not self._stale or not self.display or desk.running("tree"):
            return
        self._stale, self._read_at = False, monotonic()
        words = self.field.value

        def read() -> tuple[list[Node], Found | None]:
            roots = grow(engine.library.documents())
            return roots, matching(roots, words) if words.strip() else None

        def show(found: tuple[list[Node], Found | None]) -> None:
            self._took_s = monotonic() - self._read_at
            self.tree_view.show(found[0])
            if words == self.field.value:
                self.tree_view.filter(found[1])
            else:
                self._filter()
            self._retitle()
            self._read()  # it may have changed meanwhile

        desk.start("tree", lambda _l, _c: read(), done=show, failed=self._main.session.say_error)

    # --- filter -------------------------------------------------------------------------------------------------

    @on(LibraryTree.Filter)
    def _ask_filter(self) -> None:
        self.field.display = True
        self.field.focus()

    @on(Input.Changed)
    def _filter(self) -> None:
        words, roots = self.field.value, self.tree_view.roots
        if not words.strip():
            self._latest.drop()
            self.tree_view.filter(None)
            self._retitle()
            return

        def show(found: Found) -> None:
            if roots is self.tree_view.roots:
                self.tree_view.filter(found)
                self._retitle()

        self._latest.ask(lambda obsolete: matching(roots, words, obsolete), show)

    def _retitle(self) -> None:
        found, roots = self.tree_view.filtered, self.tree_view.roots
        total = sum(root.documents for root in roots)
        number = f"{found.documents:,} of {total:,}" if found is not None else f"{total:,}" if roots else ""
        words = " · ".join(word for word in (f"Library {number}".strip(), self._doing) if word)
        self.tree_view.border_title = Text(f" {words} ")  # not markup

    # --- rows ---------------------------------------------------------------------------------------------------

    @on(LibraryTree.Open)
    def _open(self, event: LibraryTree.Open) -> None:
        if (document := event.node.document) is not None:
            self._main.viewing.open(document.version, document.title or document.path, path=document.path)

    @on(LibraryTree.Chosen)
    def _chosen(self, event: LibraryTree.Chosen) -> None:
        commands, scope = self._main.nacre.commands, event.node.scope
        if event.what == "forget":
            self._forget(scope)
            return
        commands.run("scope" if event.what == "ask" else "similar", scope)
        self._main.panes.go(CONVERSATION)

    def _forget(self, scope: str) -> None:
        engine = self._main.session.engine
        if engine is None:
            return
        desk, here = self._main.nacre.desk, Belonging(self._main, f"forget {scope}")

        def forgotten(gone: tuple[DocumentInfo, ...]) -> None:
            here.tell(f"Forgotten: {_named(gone)}. The files themselves are where they were.")
            self._main.library_changed()

        def answered(yes: bool | None) -> None:
            if yes:
                desk.start(
                    "forget", lambda _l, _c: engine.library.forget([scope]), done=forgotten, failed=here.say_error
                )

        def ask(documents: tuple[DocumentInfo, ...]) -> None:
            if self.app.screen is self._main:
                self.app.push_screen(Confirm("Forget this?", question(documents)), answered)

        # the engine says what it takes the scope to mean, so that what is named is what goes
        desk.start("forget", lambda _l, _c: engine.library.documents(scope), done=ask, failed=here.say_error)


def question(documents: tuple[DocumentInfo, ...]) -> str:
    """What goes, before it does."""
    passages = counted(sum(each.chunks for each in documents), "passage")
    names = [f"  {one_line(each.title or each.path, 60)}" for each in documents[:NAMED]]
    if len(documents) > NAMED:
        names.append(f"  … and {len(documents) - NAMED:,} more")
    head = f"{counted(len(documents), 'document')} with {passages} will leave the library for good:"
    return "\n".join([head, *names, "", "The files themselves stay where they are."])


def _named(documents: tuple[DocumentInfo, ...]) -> str:
    if len(documents) == 1:
        return one_line(documents[0].title or documents[0].path, 80)
    return counted(len(documents), "document")
