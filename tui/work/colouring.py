"""Code gets its colours: what the drawing misses is read on a thread, and what was drawn without it is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.drawing.highlight import HIGHLIGHTER, Learnt
from tui.widgets.lineview import LineView

if TYPE_CHECKING:
    from tui.app import NacreApp


class Colouring:
    """Listens to the highlighter of the screen for as long as the app runs."""

    def __init__(self, app: NacreApp) -> None:
        self._app = app
        HIGHLIGHTER.missed = self._missed

    def _missed(self) -> None:
        self._app.call_later(self._learn)

    def _learn(self) -> None:
        wanted = tuple(HIGHLIGHTER.wanted)
        if wanted and not self._app.desk.running("colours"):
            self._app.desk.start("colours", lambda _l, _c: HIGHLIGHTER.learn(wanted), done=self._take)

    def _take(self, found: list[Learnt]) -> None:
        HIGHLIGHTER.take(found)
        for screen in self._app.screen_stack:
            for view in screen.query(LineView):
                view.recolour()
        self._learn()
