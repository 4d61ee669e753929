"""What sources leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.commands.acting import Acting, Handler
from tui.work.gaps import Gaps
from tui.work.openquestions import OpenQuestions

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen


class GapCommands(Acting):
    """Runs the actions of `tui/actions/gaps.py`."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        super().__init__(app, screen)
        self._gaps = Gaps(app, screen)
        self._questions = OpenQuestions(app, screen)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "gaps": lambda words: self._with_engine(self._gaps.look, words),
            "gap": lambda words: self._with_engine(self._gaps.decide, words),
            "questions": lambda words: self._with_engine(self._questions.run, words),
        }

    def cancel(self) -> bool:
        return self._gaps.cancel()
