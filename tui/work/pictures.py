"""Pages as pictures: what the terminal can show, what it costs, and the drawing of a page on a thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.records import PagePicture
from tui.drawing.sizes import size
from tui.screens.confirm import Confirm
from tui.screens.page import Page
from tui.system import graphics
from tui.system.graphics import BLOCKS, Graphics
from tui.theming import depth

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

WIDEST_PX = 1_600  # no terminal of a laptop is wider
BYTES_PER_BLOCK = 40  # two colours and a sign
ROUGH = (
    "This terminal shows no pictures. Draw the page with coloured blocks? "
    "Its layout can be seen, small words can't be read."
)
COSTLY = "The picture is about {size}, and this line may be slow. Send it to the terminal?"


class Pictures:
    """Shows pages of one viewer's document."""

    _known: Graphics | None = None  # the terminal is the same for every viewer

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app, self._screen = app, screen
        self._agreed = False  # that the picture is rough, or costly

    def show(self, version: int, title: str, page: int, quote: str) -> None:
        """Show a page, the quote marked on it; asks first where the picture is rough or the line slow."""
        known = Pictures._known
        if known is None:
            known = Pictures._known = graphics.ask(self._app)
        if known.kind == BLOCKS and depth.colours() <= depth.FEW:
            self._say("This terminal shows no pictures, and has too few colours to draw one with blocks.")
        elif known.kind == BLOCKS and not self._agreed:
            self._ask(ROUGH, lambda: self._draw(known, version, title, page, quote))
        else:
            self._draw(known, version, title, page, quote)

    def _draw(self, known: Graphics, version: int, title: str, page: int, quote: str) -> None:
        engine = self._screen.session.engine
        if engine is None:
            return
        columns = self._app.size.width
        width_px = columns if known.kind == BLOCKS else min(WIDEST_PX, columns * known.cell_px[0])

        def turned(step: int | None) -> None:
            if step:
                self._draw(known, version, title, page + step, quote)

        def show(picture: PagePicture) -> None:
            self._app.push_screen(Page(title, picture, known), turned)

        def drawn(picture: PagePicture) -> None:
            costs = _cost(known, picture)
            if self._agreed or not self._slow():
                show(picture)
            else:
                self._ask(COSTLY.format(size=size(costs)), lambda: show(picture))

        self._app.desk.start(
            "picture",
            lambda _l, _c: engine.library.page_image(version, page, width_px, quote),
            done=drawn,
            failed=self._say,
        )

    def _ask(self, question: str, then: Callable[[], None]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._agreed = True
                then()

        self._app.push_screen(Confirm("The page as a picture", question), answered)

    def _slow(self) -> bool:
        line = self._app.settings.screen.line
        return line == "slow" or (line == "auto" and "SSH_CONNECTION" in os.environ)

    def _say(self, text: str) -> None:
        self._app.notify(text, severity="warning", markup=False, timeout=8)


def _cost(known: Graphics, picture: PagePicture) -> int:
    """About how many bytes go to the terminal for a picture."""
    if known.kind == BLOCKS:
        return picture.width_px * picture.height_px // 2 * BYTES_PER_BLOCK
    return len(picture.png) * 4 // 3  # what base64 makes of it; sixels are of the same order
