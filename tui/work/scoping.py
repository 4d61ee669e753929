"""`/in`: which documents are asked from now on, by collection, folder, tag or pattern, until that is taken off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from engine.records import DocumentInfo
from tui.drawing.clean import one_line
from tui.drawing.paint import cut
from tui.names import NONE
from tui.screens.picker import Picker
from tui.shelf.scopes import scopes
from tui.talk import counted
from tui.widgets.picklist import Row

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

PURPOSE = "Only these documents are asked and searched from now on. A pattern such as *.md will do as well: /in *.md"
SHORT = 24  # cells of a scope in the last line


class Scoping:
    """Takes a scope once it is known to mean something."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def run(self, engine: Engine, scope: str) -> None:
        """`/in [GLOB|COLLECTION|TAG|none]`; without an argument a list is shown."""
        if scope == NONE:
            self._take("", "All documents are asked.")
        elif scope:
            self.narrow(engine, scope)
        elif self._app.screen is self._screen:
            self._choose(engine)

    def narrow(self, engine: Engine, scope: str) -> None:
        """Ask only what `scope` means, if it means something."""

        def done(found: tuple[DocumentInfo, ...]) -> None:
            only = (
                f"‘{one_line(found[0].title, 40)}’ is" if len(found) == 1 else f"{counted(len(found), 'document')} are"
            )
            self._take(scope, f"Only {only} asked from now on; /in none asks all again.")

        self._app.desk.start(
            "scope",
            lambda _l, _c: engine.library.documents(scope),
            done=done,
            failed=self._screen.session.say_error,
        )

    def _take(self, scope: str, said: str) -> None:
        session = self._screen.session
        session.choice = replace(session.choice, scope=scope)
        self._screen.choice_changed()
        self._screen.notify(said, timeout=4, markup=False)

    def _choose(self, engine: Engine) -> None:
        picker = Picker("Ask only", [], start=self._screen.session.choice.scope or NONE, purpose=PURPOSE)

        def show(documents: tuple[DocumentInfo, ...]) -> None:
            self._screen.documents = documents
            picker.set_rows([Row(word, word, hint) for word, hint in scopes(documents)])

        def chosen(scope: str | None) -> None:
            if scope is not None:
                self.run(engine, scope)

        self._app.push_screen(picker, chosen)
        self._app.desk.start(
            "documents", lambda _l, _c: engine.library.documents(), done=show, failed=self._screen.session.say_error
        )


def short(scope: str) -> str:
    """A scope in a few cells: of a path, its end."""
    name = PurePath(scope).name if PurePath(scope).is_absolute() else scope
    return cut(one_line(name or scope), SHORT)
