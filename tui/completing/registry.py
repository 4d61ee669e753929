"""Who completes what: commands by their names, arguments by the word that an action has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tui import themes
from tui.actions import BY_SLASH, Action, slash_commands
from tui.completing import library
from tui.completing.candidates import NOTHING, Candidate, Candidates, Choice, words
from tui.completing.completer import Completer, Fixed, Listed, Typed
from tui.completing.here import Here
from tui.completing.paths import Paths
from tui.completing.places import OrPath, Places, Repeated, Verbs
from tui.drawing.clean import one_line
from tui.keymap.sets import ABOUT
from tui.line.ways import MEANINGS
from tui.names import LISTED
from tui.panes.words import PANE_WORDS
from tui.slash import MODES, NONE, command_of

if TYPE_CHECKING:
    from engine.engine import Engine

FORMS = (
    ("markdown", "readable, with its sources"),
    ("html", "one page, to read and print"),
    ("json", "everything, for programs"),
)
GRAPHS = (
    ("json", "every event, for programs"),
    ("mermaid", "a flowchart, for Markdown pages"),
    ("dot", "a graph, for Graphviz"),
)
MODEL_VERBS = (
    ("use", "answer with it; none: extracts only"),
    ("pull", "fetch it by its name"),
    ("add", "a GGUF file, or the address of a server"),
    ("test", "load it and let it write a line"),
    ("remove", "take it off the list"),
)

ALL = Candidate(LISTED, LISTED, "choose from all of them")


def _lenses(engine: Engine) -> Iterator[Candidate]:
    yield ALL
    yield Candidate(NONE, NONE, "as the question is put")
    for each in engine.ask.lenses():
        yield Candidate(one_line(each.id), one_line(each.id), one_line(each.about))


def _ways(engine: Engine) -> Iterator[Candidate]:
    yield ALL
    for name, about in engine.ask.ways().items():
        yield Candidate(name, name, about)


def _specialists(engine: Engine) -> Iterator[Candidate]:
    yield ALL
    yield Candidate(NONE, NONE, "whom the router chooses")
    for each in engine.ask.specialists():
        about = " · ".join(filter(None, (", ".join(each.serves), each.model, each.purpose)))
        yield Candidate(one_line(each.id), one_line(each.id), one_line(about))


def _models(engine: Engine, *kinds: str) -> Iterator[Candidate]:
    for each in engine.models.list():
        if each.kind in kinds:
            name = one_line(each.name)
            yield Candidate(name, name, one_line(each.good_for or each.note or each.state))


def _usable(engine: Engine) -> Iterator[Candidate]:
    yield from _models(engine, "local", "remote")
    yield Candidate(NONE, NONE, "extracts only")


PATHS = Paths()
DOCUMENTS = Listed("documents", library.documents)
TARGETS = Listed("targets", lambda engine: [*library.documents(engine), *library.folders(engine)])
SIDES = Listed("sides", library.sides)
ON_SHELF = Listed("models on the shelf", lambda engine: _models(engine, "local", "remote"))
USABLE = Listed("models", _usable)
FETCHABLE = Listed("models to fetch", lambda engine: _models(engine, "preset", "embedder"))

COMPLETERS: Mapping[str, Completer] = {
    "path": PATHS,
    "document": library.DocumentOrSource(DOCUMENTS),
    "title": Listed("titles", library.titles),
    "target": TARGETS,
    "sides": Places((SIDES, SIDES)),
    "scope": Listed("scopes", library.scope_words),
    "comparison": Places((Fixed(library.asked), TARGETS, TARGETS), needed=3),
    "conversation": Listed("conversations", library.conversations),
    "role": library.Roles(),
    "theme": Fixed(lambda here: words((each.name, each.kind) for each in themes.in_order(here.palettes))),
    "form": Places((OrPath(Fixed(lambda _: words(FORMS)), PATHS), PATHS)),
    "graph": Places((OrPath(Fixed(lambda _: words(GRAPHS)), PATHS), PATHS)),
    "panes": Repeated(Fixed(lambda _: words(PANE_WORDS))),
    "keys": Fixed(lambda _: words(ABOUT.items())),
    "pace": Fixed(lambda _: words(MODES.items())),
    "line": Fixed(lambda _: words(MEANINGS["line"].items())),
    "glyphs": Fixed(lambda _: words(MEANINGS["glyphs"].items())),
    "motion": Fixed(lambda _: words(MEANINGS["motion"].items())),
    "lens": Listed("lenses", _lenses),
    "way": Listed("ways", _ways),
    "specialist": Listed("specialists", _specialists),
    "model": USABLE,
    "models": Verbs(
        MODEL_VERBS, {"use": USABLE, "pull": FETCHABLE, "add": PATHS, "test": ON_SHELF, "remove": ON_SHELF}
    ),
}
"""By the word that an action has for its arguments. A kind of argument more is an entry more."""


def _ends(action: Action, typed: str) -> bool:
    """Whether Enter gives the command: it has no arguments; or they can be left out, and its name is typed whole."""
    return not action.arguments or (action.arguments.startswith("[") and typed == f"/{action.slash}")


class Names:
    """The commands themselves."""

    def at_hand(self, typed: Typed, here: Here) -> Choice:
        known = tuple(slash_commands())
        ages = tuple(here.used.get(action.slash, len(here.used)) for action in known)
        return Choice(
            Candidates(
                Candidate(
                    f"/{action.slash}",
                    f"/{action.slash} {action.arguments}".rstrip(),
                    action.title,
                    ends=not action.arguments
                    or (action.arguments.startswith("[") and typed.text == f"/{action.slash}"),
                    tail=" " if action.arguments else "",
                    key=f"/{action.slash}",
                )
                for action in known
            ),
            typed.lead,
            typed.text if typed.text != "/" else "",  # alone: in the order of the help page
            ages=ages if typed.text != "/" else (),
        )

    def read(self, typed: Typed, here: Here) -> Choice:
        return self.at_hand(typed, here)


NAMES = Names()


class Nothing:
    """For arguments that are free text."""

    def at_hand(self, typed: Typed, here: Here) -> Choice:
        return typed.choice(NOTHING)

    def read(self, typed: Typed, here: Here) -> Choice:
        return self.at_hand(typed, here)


def completer_of(line: str) -> tuple[Completer, Typed]:
    """Who completes the end of a line that begins with '/', and what is typed there."""
    found = command_of(line)
    if found is not None:
        action, argument = found
        return COMPLETERS.get(action.complete, Nothing()), Typed(f"/{action.slash} ", argument)
    if " " in line or "\n" in line:
        return Nothing(), Typed(line, "")
    return NAMES, Typed("", line)


def known_words() -> frozenset[str]:
    """The words that actions use for arguments that can be completed."""
    return frozenset(action.complete for action in BY_SLASH.values() if action.complete)
