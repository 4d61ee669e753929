"""`/concept` and `/path`: what the library says of a concept and how two hang together, as lists with their sources."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.graph.records import ConceptPage, GraphPath, NamedEdge
from tui.drawing.clean import one_line
from tui.talk import Entry, Source, counted
from tui.work.conceptmap import around_concept, library_map

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

SHOWN = 6
"""Statements, and places, of a concept: about what a screen holds."""


class Concepts:
    """Runs the commands of the graph; their results are entries whose sources open like any other."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def map(self, engine: Engine, arguments: str) -> None:
        """The graph pane on the library's graph, or on a concept."""
        self._screen.panes.go("graph")
        if arguments:
            self._screen.graph.show_from(lambda opened, cancel: around_concept(opened, arguments, cancel))
        else:
            self._screen.graph.show_from(library_map)

    def concept(self, engine: Engine, name: str) -> None:
        """What the library says of a concept."""
        session = self._screen.session
        self._app.desk.start(
            "concept",
            lambda _l, _c: engine.graph.concept(name),
            done=lambda found: session.add(concept_entry(found)),
            failed=session.say_error,
        )

    def path(self, engine: Engine, arguments: str) -> None:
        """How two concepts hang together."""
        session = self._screen.session
        ends = split_pair(arguments)
        if ends is None:
            self._screen.notify("Name two concepts: /path A B; put quotes around names of several words.", markup=False)
            return
        one, other = ends
        self._app.desk.start(
            "path",
            lambda _l, cancel: engine.graph.path(one, other, cancel=cancel),
            done=lambda found: session.add(path_entry(found)),
            failed=session.say_error,
        )


def split_pair(arguments: str) -> tuple[str, str] | None:
    """'"tide station" Orrin' as two names; None where they are not two."""
    try:
        words = shlex.split(arguments)
    except ValueError:  # an apostrophe
        words = arguments.split()
    return (words[0], words[1]) if len(words) == 2 else None


def concept_entry(found: ConceptPage) -> Entry:
    """Definitions, what it is tied to, and where it stands."""
    edges = [each for each in found.edges if each.cited][:SHOWN]
    sources = _sources(found.definitions[:SHOWN], "What it is", 1)
    sources += _sources(edges, "What it is tied to", len(sources) + 1)
    for each in found.mentions[:SHOWN]:
        sources.append(Source(len(sources) + 1, each.place, each.quote, {}, None, True, "Where it stands"))
    also = f" · also {one_line(', '.join(found.concept.aliases), 100)}" if found.concept.aliases else ""
    text = f"{counted(found.concept.mentions, 'mention')} in {counted(found.in_documents, 'document')}{also}"
    return Entry("passages", text, sources=tuple(sources), title=one_line(found.concept.name, 70))


def path_entry(found: GraphPath) -> Entry:
    """The steps, each with the sentence that carries it."""
    names = [one_line(each.name, 50) for each in found.concepts]
    title = f"From {names[0]} to {names[-1]}"
    if not found.steps:
        same = len({each.concept_id for each in found.concepts}) == 1
        return Entry("passages", "They are the same concept." if same else "Nothing joins them.", title=title)
    return Entry("passages", " → ".join(names), sources=tuple(_sources(found.steps, "", 1)), title=title)


def said(each: NamedEdge) -> str:
    """An edge in words."""
    relation = each.edge.relation.value.replace("_", " ")
    return f"{one_line(each.source, 50)} · {relation} · {one_line(each.target, 80)}"


def _sources(edges: Sequence[NamedEdge], group: str, first: int) -> list[Source]:
    return [
        Source(
            n,
            each.cited[0].place,
            each.cited[0].quote,
            {},
            None,
            True,
            group or said(each),
            "",
            said(each) if group else "",
        )
        for n, each in enumerate((edge for edge in edges if edge.cited), first)
    ]
