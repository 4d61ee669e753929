"""The graph's pane: what lies near the answer that someone looks at, or near a document; before, the library's map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.desk import Job
from tui.talk import Entry
from tui.widgets.graphview import GraphView
from tui.work.neighbours import Neighbourhood, around_answer, around_document, scope_of

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

EMPTY = (
    "What is near the sources of an answer appears here. /graph DOCUMENT shows what is near a document, "
    "/map the concepts of the library."
)
LOOKING = "Looking for what is near …"
BACK = 50  # graphs that can be gone back to


@dataclass(frozen=True, slots=True)
class _Seen:
    found: Neighbourhood
    selected: str


class GraphPane(Vertical):
    """Looks around the current answer while it is in sight; a node that becomes the middle replaces the graph."""

    def __init__(self, screen: MainScreen, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._main = screen
        self.view = GraphView(id="graph")
        self.view.empty = EMPTY
        self._found: Neighbourhood | None = None
        self._before: list[_Seen] = []
        self._entry: Entry | None = None  # whose sources the graph begins with
        self._mapped = False  # whether the library's map was looked for since
        self._job: Job[Neighbourhood] | None = None

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self._retitle()

    def focus(self, scroll_visible: bool = True) -> Self:
        """The graph gets the focus, at once."""
        self.screen.set_focus(self.view, scroll_visible)
        return self

    # --- what is shown ------------------------------------------------------------------------------------------

    @on(GraphView.Wanted)
    def follow(self) -> None:
        """Look around the answer that someone looks at, if the graph is in sight and shows another one's."""
        entry = self._main.entry_with_sources()
        if self.display and entry is not None and entry is not self._entry and entry.sources and not entry.doing:
            self._entry = entry
            self._before.clear()
            question = entry.question or entry.title or entry.text
            sources = entry.sources
            self._look(lambda engine, cancel: around_answer(engine, question, sources, cancel))
        elif self.display and entry is None and not self._mapped and self._found is None and self._job is None:
            from tui.work.conceptmap import library_map

            self._mapped = self._main.session.engine is not None
            self._look(library_map)

    def again(self) -> None:
        """Back to the answer that someone looks at."""
        self._entry = None
        self._mapped = False
        self.follow()

    def around(self, scope: str) -> None:
        """Look around a document."""
        self._entry = self._main.entry_with_sources()  # until there is another answer
        self._look(lambda engine, cancel: around_document(engine, scope, cancel))

    def show_from(self, look: Callable[[Engine, Flag], Neighbourhood]) -> None:
        """Show another graph than that of an answer or a document."""
        self._entry = self._main.entry_with_sources()  # until there is another answer
        self._look(look)

    def _look(self, look: Callable[[Engine, Flag], Neighbourhood]) -> None:
        engine = self._main.session.engine
        if engine is None:
            return
        if self._job is not None:
            self._job.cancel.set()
        if not self.view.graph.nodes:
            self.view.say(LOOKING)

        def over() -> None:
            self._job = None
            if not self.view.graph.nodes:
                self.view.say(EMPTY)
            self._retitle()

        def done(found: Neighbourhood) -> None:
            if job is self._job:
                self._show(found, found.centre)
                over()

        def failed(message: str) -> None:
            if job is self._job:
                over()
                self._main.session.say_error(message)

        job = self._job = self._main.nacre.desk.start(
            "graph", lambda _l, cancel: look(engine, cancel), done=done, failed=failed
        )
        self._retitle()

    def _show(self, found: Neighbourhood, selected: str) -> None:
        self._found = found
        self.view.show(found.graph, found.positions, selected)
        self._retitle()

    def _retitle(self) -> None:
        graph = self.view.graph
        if self._job is not None and graph.nodes:
            self.view.border_title = f" Graph · {LOOKING[0].lower()}{LOOKING[1:]} "
            return
        number = f" {len(graph.nodes):,}" if graph.nodes else ""
        rest = f" · {graph.left_out:,} more" if graph.left_out else ""
        self.view.border_title = Text(f" Graph{number}{rest} ")  # not markup

    # --- nodes --------------------------------------------------------------------------------------------------

    @on(GraphView.Open)
    def _open(self, event: GraphView.Open) -> None:
        entry, place = self._main.entry_with_sources(), self._found.places.get(event.id) if self._found else None
        if place is None:
            return
        sources = entry.sources if entry is not None else ()
        source = next((each for each in sources if each.place.document_id == place.document_id), None)
        self._main.viewing.open(place.version, place.title or place.path, source)

    @on(GraphView.Centre)
    def _centre(self, event: GraphView.Centre) -> None:
        place = self._found.places.get(event.id) if self._found else None
        if self._found is None or event.id == self._found.centre:
            return
        if self._found.centring is not None:
            self._before = [*self._before[-BACK:], _Seen(self._found, self.view.selected)]
            self.show_from(self._found.centring(event.id))
        elif place is not None:
            self._before = [*self._before[-BACK:], _Seen(self._found, self.view.selected)]
            self.around(scope_of(place))

    @on(GraphView.Before)
    def _go_back(self) -> None:
        if self._before:
            seen = self._before.pop()
            self._show(seen.found, seen.selected)
