"""Chat models, and how much of the machine they may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.commands.acting import Acting, Handler
from tui.work.models import Models

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen


class MachineCommands(Acting):
    """Runs the actions of `tui/actions/machine.py`."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        super().__init__(app, screen)
        self._models = Models(app, screen)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "models": lambda words: self._with_engine(self._models.run, words),
            "pace": lambda words: self._with_engine(self._models.pace, words),
        }

    def cancel(self) -> bool:
        return self._models.cancel()
