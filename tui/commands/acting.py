"""What every group of commands can do: reach the engine, show a page, say a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui import actions
from tui.screens.report import Report

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

Handler = Callable[[str], None]
"""Runs an action with the arguments that were typed behind it."""


class Acting:
    """A group of commands. Subclasses say which actions they run."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def handlers(self) -> Mapping[str, Handler]:
        """What runs each action, by the action's id."""
        raise NotImplementedError

    def cancel(self) -> bool:
        """Stop what is under way; False where nothing is."""
        return False

    def _engine(self) -> Engine | None:
        engine = self._screen.session.engine
        if engine is None:
            self._hint(self._screen.beginning.no_library)
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
