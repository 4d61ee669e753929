"""What each action does. The registry names them; only the groups in this folder know how.

The first frame needs none of them: they are loaded behind it, on a thread, or by the first key that asks for one.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.commands.acting import Acting, Handler
    from tui.screens.main import MainScreen


LATER = ("tui.work.viewing", "tui.work.taking", "tui.screens.branches", "tui.commands.groups")
"""What the first keys may ask for."""


def load() -> None:
    """Import them, so that no key has to wait for it. Not on the screen's loop."""
    for module in LATER:
        import_module(module)


class Commands:
    """Runs an action by its id, with the arguments that were typed behind it."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    @cached_property
    def _groups(self) -> list[Acting]:
        from tui.commands.groups import GROUPS

        return [group(self._app, self._screen) for group in GROUPS]

    @cached_property
    def _handlers(self) -> dict[str, Handler]:
        return {action: handler for group in self._groups for action, handler in group.handlers().items()}

    @property
    def ids(self) -> frozenset[str]:
        """The actions that can be run."""
        return frozenset(self._handlers)

    def run(self, action: str, arguments: str = "") -> None:
        """Run the action with this id."""
        self._handlers[action](arguments)

    def cancel(self) -> bool:
        """Stop the last thing that was asked for; False where nothing is under way."""
        return any(group.cancel() for group in self._groups)
