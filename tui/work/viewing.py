"""Opens documents in the viewer, and does for it what a screen must not do by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.records import Place
from tui.drawing.highlight import HIGHLIGHTER, LONGEST, of_file
from tui.drawing.outline import Heading, definitions, outline
from tui.drawing.pages import Pages
from tui.drawing.segments import Piece, scan
from tui.screens.viewer import Viewer
from tui.talk import Source
from tui.work.outside import Outside
from tui.work.pictures import Pictures
from tui.work.reading import read_pages
from tui.work.taking import quoted

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

LARGEST_PIECE = 200_000  # code points of one block of Markdown that is drawn as a whole


class Viewing:
    """Opens the viewer on a version."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app, self._screen = app, screen

    def open(self, version: int, title: str, source: Source | None = None, path: str = "") -> None:
        """Open a document; the text comes from a thread."""
        engine = self._screen.session.engine
        if engine is None:
            return
        entries = self._screen.transcript.entries
        known = [s.place for entry in entries for s in entry.sources if s.place.version == version and s.quoted]
        path = source.place.path if source else path
        desk = _ViewerDesk(self._app, self._screen, version, title, path)
        viewer = Viewer(source.place if source else None, title, known, path, desk)
        self._app.push_screen(viewer)
        self._app.desk.start("read", lambda _l, _c: read_pages(engine, version), done=viewer.fill, failed=viewer.fail)


class _ViewerDesk:
    """What one viewer leaves to others."""

    def __init__(self, app: NacreApp, screen: MainScreen, version: int, title: str, path: str) -> None:
        self._app, self._screen = app, screen
        self._version, self._title, self._path = version, title, path
        self._outside = Outside(app, screen)
        self._pictures = Pictures(app, screen)

    def outline(self, pages: Pages, done: Callable[[tuple[Heading, ...]], None]) -> None:
        self._app.desk.start("outline", lambda _l, _c: self._outline(pages), done=done)

    def _outline(self, pages: Pages) -> tuple[Heading, ...]:
        name = "" if pages.marks else of_file(self._path)
        if not name or len(pages.text) > LONGEST:
            return outline(pages)
        (learnt,) = HIGHLIGHTER.learn([(name, pages.text)])
        return outline(pages) if learnt.lexer is None else definitions(pages.text, learnt.runs)

    def pieces(self, pages: Pages, done: Callable[[tuple[Piece, ...]], None]) -> None:
        def cut() -> tuple[Piece, ...]:
            return tuple(scan(pages.text, 0, gap=False))

        def show(found: tuple[Piece, ...]) -> None:
            if any(piece.end - piece.start > LARGEST_PIECE for piece in found):
                self._app.notify("A block of this text is too large to be set as Markdown.", markup=False)
            else:
                done(found)

        self._app.desk.start("pieces", lambda _l, _c: cut(), done=show)

    def copy(self, text: str, place: Place | None) -> None:
        self._screen.taking.copy(quoted(text, place))

    def write(self, text: str, place: Place | None) -> None:
        self._screen.taking.write_of(self._title, quoted(text, place))

    def outside(self, page: int | None, line: int) -> None:
        self._outside.open(self._version, self._path, page, line)

    def picture(self, page: int, quote: str) -> None:
        self._pictures.show(self._version, self._title, page, quote)
