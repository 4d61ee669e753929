"""What each action does. The registry names them; only the groups in this folder know how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.acting import Handler
from tui.commands.answers import AnswerCommands
from tui.commands.app import AppCommands
from tui.commands.conversations import ConversationCommands
from tui.commands.drawing import DrawingCommands
from tui.commands.gaps import GapCommands
from tui.commands.layout import LayoutCommands
from tui.commands.library import LibraryCommands
from tui.commands.machine import MachineCommands

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

GROUPS = (
    AnswerCommands,
    LibraryCommands,
    GapCommands,
    ConversationCommands,
    MachineCommands,
    LayoutCommands,
    DrawingCommands,
    AppCommands,
)
"""In the order in which their work is stopped."""


class Commands:
    """Runs an action by its id, with the arguments that were typed behind it."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._groups = [group(app, screen) for group in GROUPS]
        self._handlers: dict[str, Handler] = {}
        for group in self._groups:
            self._handlers.update(group.handlers())

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
