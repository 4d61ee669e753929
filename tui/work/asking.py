"""Questions of threads, put to the person at the screen: may a tool write this file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.desk import Question
from tui.screens.confirm import Permission

if TYPE_CHECKING:
    from tui.app import NacreApp


class Asking:
    """Shows each question over whatever stands there, and hands the answer back to the thread that waits."""

    def __init__(self, app: NacreApp) -> None:
        self._app = app
        self._shown: dict[int, Permission] = {}  # by the question's id()

    def __call__(self, question: Question) -> None:
        """A new question, or one that nobody waits for any more: the work was cancelled."""
        shown = self._shown.get(id(question))
        if question.over:
            if shown is not None and shown.is_current:
                shown.dismiss(False)
            return

        def answered(yes: bool | None) -> None:
            del self._shown[id(question)]
            question.answer(bool(yes))

        self._shown[id(question)] = screen = Permission("May this be done?", question.text)
        self._app.push_screen(screen, answered)
