"""What the palette leads to: every action, and by their names documents, conversations, themes and models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from tui import actions, themes
from tui.screens.anything import Anything, Section, Show
from tui.talk import short_time
from tui.widgets.picklist import Row

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

CONVERSATIONS = 10_000
ITSELF = ("palette", "back")
"""Actions that mean nothing in the palette."""


class AnythingByName:
    """Opens the palette, and goes where it leads."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def open(self) -> None:
        """Show the palette over the conversation."""
        if self._app.screen is not self._screen:
            return
        palette = Anything(
            (
                Section("Actions", self._actions, self._act, "No action is called so."),
                Section("Documents", self._reading(_documents), self._view, "No document is called so."),
                Section("Conversations", self._reading(_conversations), self._converse, "None is called so."),
                Section("Themes", self._themes, self._wear, "No theme is called so."),
                Section("Models", self._reading(_models), self._use, "No model is called so. /models shows them all."),
            )
        )

        def chosen(id_: str | None) -> None:
            row = palette.list.lit()
            if id_ is not None and row is not None:
                palette.section.take(row)

        self._app.push_screen(palette, chosen)

    def _reading(self, read: Callable[[Engine], Iterable[Row]]) -> Callable[[Show], None]:
        def load(show: Show) -> None:
            engine = self._screen.session.engine
            if engine is not None:
                self._app.desk.start("palette", lambda _l, _c: list(read(engine)), done=show, failed=self._wrong)

        return load

    def _wrong(self, message: str) -> None:
        self._screen.notify(message, severity="error", markup=False)

    # --- actions ------------------------------------------------------------------------------------------------

    def _actions(self, show: Show) -> None:
        used, keymap = self._screen.recall.used, self._app.keymap
        known = [action for action in actions.ACTIONS if action.everywhere and action.id not in ITSELF]
        known.sort(key=lambda action: used.get(action.slash, len(used)))  # those used last first
        show(
            [
                Row(
                    action.id,
                    action.title,
                    " · ".join(filter(None, (f"/{action.slash}" if action.slash else "", keymap.labels(action.id)))),
                )
                for action in known
            ]
        )

    def _act(self, row: Row) -> None:
        action = actions.BY_ID[row.id]
        if action.arguments and not action.arguments.startswith(("[", "n ")):
            self._screen.begin_command(f"/{action.slash} ")
            return
        if action.slash:
            self._screen.recall.sent(f"/{action.slash}")
        self._app.commands.run(action.id)

    # --- by name ------------------------------------------------------------------------------------------------

    def _view(self, row: Row) -> None:
        self._screen.viewing.open(int(row.id), row.name, path=row.path)

    def _converse(self, row: Row) -> None:
        self._screen.session.open(int(row.id))

    def _themes(self, show: Show) -> None:
        show([Row(each.name, each.name, each.kind) for each in themes.in_order(self._app.palettes)])

    def _wear(self, row: Row) -> None:
        self._app.use_theme(row.id, keep=True)

    def _use(self, row: Row) -> None:
        self._app.commands.run("models", f"use {row.id}")


def _documents(engine: Engine) -> Iterable[Row]:
    for each in engine.library.documents():
        yield Row(str(each.version), each.title or PurePath(each.path).name, each.kind, each.path)


def _conversations(engine: Engine) -> Iterable[Row]:
    for each in engine.conversations.list(CONVERSATIONS):
        detail = f"{short_time(each.updated)} · {each.turns} messages"
        yield Row(str(each.conversation_id), each.title or "untitled", detail)


def _models(engine: Engine) -> Iterable[Row]:
    for each in engine.models.list():
        if each.kind in ("local", "remote"):
            yield Row(each.name, each.name, each.good_for or each.note or each.state)
