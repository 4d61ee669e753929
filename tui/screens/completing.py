"""Completion while a slash command is typed: what is offered, and what a choice puts into the composer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from engine.records import DocumentInfo, ModelInfo, RoleInfo
from tui import themes
from tui.actions import Action
from tui.desk import Desk
from tui.drawing.clean import one_line
from tui.keymap.sets import ABOUT
from tui.panes.words import PANE_WORDS
from tui.slash import (
    MODEL_VERBS,
    MODES,
    NONE,
    Offer,
    command_of,
    is_path,
    offer_commands,
    offer_documents,
    offer_models,
    offer_paths,
    offer_roles,
    offer_words,
    parse,
)
from tui.widgets.picklist import Row
from tui.work.choice import read_lenses, read_specialists, read_ways

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

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


class Completing:
    """Fills the list of completions; folders and documents are read on a thread."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._dismissed = ""  # the text for which the user closed the list

    def typed(self, text: str) -> None:
        """The composer holds another text."""
        if not text.startswith("/") or text == self._dismissed:
            self.close(remember=False)
            return
        command = command_of(text)
        if command is None:
            self._offer(offer_commands(text))
            return
        action, typed = command
        match action.complete:
            case "theme":
                known = themes.in_order(self._screen.nacre.palettes)
                self._offer(offer_words(action, typed, [(each.name, each.kind) for each in known]))
            case "form":
                self._offer(offer_words(action, typed, FORMS))
            case "graph":
                self._offer(offer_words(action, typed, GRAPHS))
            case "path":
                self._desk.start(
                    "paths",
                    lambda _l, _c: (offer_paths(action, typed), is_path(typed)),
                    done=lambda found: self._if_still(text, found[0], lit=not found[1]),
                )
            case "document":
                self._documents(action, typed, text)
            case "role":
                self._roles(action, typed, text)
            case "panes":
                self._words_so_far(action, typed, PANE_WORDS)
            case "keys":
                self._offer(offer_words(action, typed, ABOUT.items()))
            case "pace":
                self._offer(offer_words(action, typed, MODES.items()))
            case "lens" | "way" | "specialist":
                self._names(action, typed, text)
            case "models":
                self._model_command(action, typed, text)
            case "model":
                self._models(text, lambda models: offer_models(action, "", typed, on_shelf(models), NONE))
            case _:
                self._offer([])

    def _words_so_far(self, action: Action, typed: str, words: Iterable[tuple[str, str]]) -> None:
        """Several words, one after the other: those that are not there yet."""
        before, space, word = typed.rpartition(" ")
        rest = [each for each in words if each[0] not in before.split()]
        offers = offer_words(action, word, rest)
        self._offer([Offer(f"/{action.slash} {before}{space}{each.label}", each.label, each.hint) for each in offers])

    def _model_command(self, action: Action, typed: str, text: str) -> None:
        verb, space, name = typed.partition(" ")
        if not space:
            self._offer(
                [Offer(f"{each.line} ", each.label, each.hint) for each in offer_words(action, verb, MODEL_VERBS)]
            )
        elif verb == "add":
            self._desk.start(
                "paths",
                lambda _l, _c: (offer_paths(action, name), is_path(name)),
                done=lambda found: self._if_still(text, [behind(verb, each) for each in found[0]], lit=not found[1]),
            )
        elif verb == "pull":
            self._models(text, lambda models: offer_models(action, "pull ", name, fetchable(models)))
        elif verb in ("use", "test", "remove"):
            none = NONE if verb == "use" else ""
            self._models(text, lambda models: offer_models(action, f"{verb} ", name, on_shelf(models), none))
        else:
            self._offer([])

    def _models(self, text: str, offers: Callable[[tuple[ModelInfo, ...]], list[Offer]]) -> None:
        if self._screen.models:
            self._offer(offers(self._screen.models))
            return
        engine = self._screen.session.engine
        if engine is None:
            return

        def done(found: tuple[ModelInfo, ...]) -> None:
            self._screen.models = found
            self._if_still(text, offers(found))

        self._desk.start("models-list", lambda _l, _c: engine.models.list(), done=done)

    def _documents(self, action: Action, typed: str, text: str) -> None:
        if self._screen.documents:
            self._offer(offer_documents(action, typed, self._screen.documents))
            return
        engine = self._screen.session.engine
        if engine is None:
            return

        def done(found: tuple[DocumentInfo, ...]) -> None:
            self._screen.documents = found
            self._if_still(text, offer_documents(action, typed, found))

        self._desk.start("documents", lambda _l, _c: engine.library.documents(), done=done)

    def _roles(self, action: Action, typed: str, text: str) -> None:
        if self._screen.roles:
            self._offer(offer_roles(action, typed, self._screen.roles))
            return
        engine = self._screen.session.engine
        if engine is None:
            return

        def done(found: tuple[RoleInfo, ...]) -> None:
            self._screen.roles = found
            self._if_still(text, offer_roles(action, typed, found))

        self._desk.start("roles", lambda _l, _c: engine.memory.roles(), done=done)

    def _names(self, action: Action, typed: str, text: str) -> None:
        known, engine = self._screen.names, self._screen.session.engine
        if action.complete in known:
            self._offer(offer_words(action, typed, _words(known[action.complete])))
            return
        if engine is None:
            return

        def done(rows: list[Row]) -> None:
            known[action.complete] = rows
            self._if_still(text, offer_words(action, typed, _words(rows)))

        read = {"lens": read_lenses, "way": read_ways, "specialist": read_specialists}[action.complete]
        self._desk.start("names", lambda _l, _c: read(engine), done=done)

    def _if_still(self, text: str, offers: list[Offer], *, lit: bool = True) -> None:
        if self._screen.composer.text == text:
            self._offer(offers, lit=lit)

    def _offer(self, offers: list[Offer], *, lit: bool = True) -> None:
        only = len(offers) == 1 and offers[0].line.rstrip() == self._screen.composer.text.rstrip()
        self._screen.completion.offer([] if only else offers, lit=lit)
        self._screen.composer.completing = self._screen.completion.display
        self._screen.name_pane()

    def close(self, *, remember: bool = True) -> None:
        """Hide the list until something else is typed."""
        self._dismissed = self._screen.composer.text if remember else ""
        self._screen.completion.offer([])
        self._screen.composer.completing = False
        self._screen.name_pane()

    def steer(self, what: str) -> None:
        """A key of the composer that belongs to the list."""
        completion, composer = self._screen.completion, self._screen.composer
        if what == "up":
            completion.action_cursor_up()
        elif what == "down":
            completion.action_cursor_down()
        elif (lit := completion.lit()) is None and what == "enter":
            self.close()
            self._screen.send(composer.text.strip())
        else:
            chosen = lit or completion.offers[0]
            if what == "enter" and self._complete(composer.text, chosen):
                self.close()
                self._screen.send(chosen.line.strip())
            else:
                composer.put(chosen.line)

    @staticmethod
    def _complete(text: str, lit: Offer) -> bool:
        """Whether Enter means 'do it' and not 'take this word': the line needs nothing more."""
        found = parse(lit.line)
        action, arguments = found if found is not None else (None, "")
        if action is None:
            return False
        whole = text.strip() == lit.line.strip()
        if action.complete in ("path", "role") or arguments.startswith("add "):
            return whole
        if action.complete == "models" and text.strip() != f"/{action.slash}":
            return " " in arguments
        if command_of(text):
            return bool(arguments)
        return not action.arguments or (action.arguments.startswith("[") and whole)


def _words(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return [(one_line(row.id), one_line(row.detail)) for row in rows]


def on_shelf(models: Iterable[ModelInfo]) -> list[ModelInfo]:
    """The chat models that can be asked."""
    return [model for model in models if model.kind in ("local", "remote")]


def fetchable(models: Iterable[ModelInfo]) -> list[ModelInfo]:
    """The models that can be fetched by their names."""
    return [model for model in models if model.kind in ("preset", "embedder")]


def behind(verb: str, offer: Offer) -> Offer:
    """An offer of a path, behind a verb."""
    command, _, path = offer.line.partition(" ")
    return Offer(f"{command} {verb} {path}", offer.label, offer.hint)
