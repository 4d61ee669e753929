"""What jump mode can go to: the panes, and in each of them what its keys can reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.jumping import Target
from tui.panes.layout import CONVERSATION, NAMES
from tui.widgets.lineview import LineView

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

WISHES = {"sources": "s", "trace": "t", "library": "l", "graph": "g"}


def targets(screen: MainScreen) -> list[Target]:
    """Everything in sight, the most wanted first."""
    return [*_panes(screen), *_marks(screen), *_rows(screen), *_nodes(screen)]


def _panes(screen: MainScreen) -> Iterator[Target]:
    """Each pane at the beginning of its title; those out of sight by name, in the last line."""
    panes = screen.panes
    views: dict[str, Widget] = {
        "sources": screen.sources,
        "trace": screen.trace,
        "library": screen.library.tree_view,
        "graph": screen.graph.view,
    }
    if screen.composer.region.area:
        yield _corner(screen.composer, partial(panes.go, CONVERSATION), "q")
    if screen.transcript.region.area:
        yield _corner(screen.transcript, screen.transcript.focus, "c")
    for name in NAMES:
        if views[name].region.area:
            yield _corner(views[name], partial(panes.go, name), WISHES[name])
        else:
            yield Target(0, 0, partial(panes.go, name), WISHES[name], name)


def _corner(widget: Widget, go: Callable[[], object], wish: str) -> Target:
    return Target(widget.region.x, widget.region.y, lambda: _do(go), wish)


def _do(go: Callable[[], object]) -> None:
    go()


def _marks(screen: MainScreen) -> Iterator[Target]:
    """Each [n] in the conversation."""
    view = screen.transcript
    left, top = view.content_region.offset
    for index, line, row in view.lines_in_sight():
        x = 0
        for segment in view.lines_of(index)[line]:
            n = segment.style.meta.get("mark") if segment.style else None
            if isinstance(n, int) and segment.text.startswith("["):
                yield Target(left + x, top + row, partial(_mark, screen, index, n))
            x += segment.cell_length


def _mark(screen: MainScreen, index: int, n: int) -> None:
    screen.transcript.focus()
    screen.transcript.select(index, n, reveal=True)


def _rows(screen: MainScreen) -> Iterator[Target]:
    """Sources, questions of the trace and rows of the library, at their first lines."""
    sources, trace, tree = screen.sources, screen.trace, screen.library.tree_view

    def source(index: int) -> None:
        sources.focus()
        sources.action_pick(sources.sources[index].n)

    def question(index: int) -> None:
        trace.focus()
        trace.select_question(index)

    def row(index: int) -> None:
        tree.focus()
        tree.go_to_row(index)

    views: tuple[tuple[LineView, int, Callable[[int], None]], ...] = (
        (sources, len(sources.sources), source),
        (trace, trace.questions, question),
        (tree, len(tree.rows), row),
    )
    for view, count, go in views:
        left, top = view.content_region.offset
        for index, line, y in view.lines_in_sight():
            if line == 0 and index < count:
                yield Target(left, top + y, partial(go, index))


def _nodes(screen: MainScreen) -> Iterator[Target]:
    """The nodes of the graph."""
    view = screen.graph.view
    if not view.region.area:
        return
    left, top = view.content_region.offset

    def node(id_: str) -> None:
        view.focus()
        view.select(id_)

    for id_, spot in view.spots.items():
        yield Target(left + spot.x, top + spot.y, partial(node, id_))
