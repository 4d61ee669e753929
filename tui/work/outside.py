"""A document in the system's own program: the file itself if it is unchanged, else a copy of what the library keeps."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records import OriginalFile
from tui.drawing.clean import clean
from tui.screens.confirm import Confirm
from tui.system import opener

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

GONE = """The file has changed or is gone since it was taken in:
{path}

Write what the library keeps of it ({size} bytes) to a temporary file, and open that?"""


class Outside:
    """Opens originals outside the app."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app, self._screen = app, screen

    def open(self, version: int, path: str, page: int | None = None, line: int = 0) -> None:
        """Open the file that a version was read from; a page or line where the program takes one."""
        engine = self._screen.session.engine
        if engine is None:
            return
        if reason := opener.missing():
            self._say(f"{reason} The file is {clean(path)}")
            return

        def found(original: OriginalFile) -> None:
            if original.unchanged:
                self._start(Path(original.path), page, line)
            else:
                text = GONE.format(path=original.path, size=f"{original.size:,}")
                self._app.push_screen(
                    Confirm("Open in the system's program", text),
                    lambda yes: self._copy(engine, version, original, page, line) if yes else None,
                )

        self._app.desk.start("original", lambda _l, _c: engine.library.original(version), done=found, failed=self._warn)

    def _copy(self, engine: Engine, version: int, original: OriginalFile, page: int | None, line: int) -> None:
        def write() -> Path:
            file = Path(tempfile.mkdtemp(prefix="nacre-")) / Path(original.path).name
            file.write_bytes(engine.library.original_bytes(version))
            return file

        def written(file: Path) -> None:
            self._say(f"A copy of what the library keeps: {clean(str(file))}")
            self._start(file, page, line)

        self._app.desk.start("original", lambda _l, _c: write(), done=written, failed=self._warn)

    def _start(self, file: Path, page: int | None, line: int) -> None:
        self._app.desk.start(
            "outside",
            lambda _l, _c: opener.start(file, page),
            done=lambda name: self._say(f"{clean(file.name)} is being opened by {name}."),
            failed=self._warn,
        )

    def _say(self, text: str) -> None:
        self._app.notify(text, markup=False, timeout=8)

    def _warn(self, text: str) -> None:
        self._app.notify(text, severity="warning", markup=False, timeout=8)
