"""A thread may be faster than the screen that waits for it: what it brings is shown all the same."""

from __future__ import annotations

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine
from tui.drawing.pages import lay_out
from tui.screens.models import Models
from tui.screens.picker import Picker
from tui.screens.viewer import Viewer
from tui.widgets.picklist import Row


async def test_rows_that_come_before_their_list_stands_are_shown(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        picker = Picker("Roles", [], query="aut", empty="Reading …")
        nacre.app.push_screen(picker)
        picker.set_rows([Row("author", "author"), Row("kind", "kind")])
        await nacre.until(lambda: "▸ author" in nacre.screen_text())
        await nacre.until(lambda: "kind" not in nacre.screen_text())


async def test_a_text_that_comes_before_its_viewer_stands_is_shown(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        viewer = Viewer(None, "Notes")
        nacre.app.push_screen(viewer)
        viewer.fill(lay_out("first line\nsecond line\n", ()))
        await nacre.until(lambda: "second line" in nacre.screen_text())


async def test_models_that_come_before_their_panel_stands_are_shown(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        panel = Models(lambda: None, lambda what, info: None)
        nacre.app.push_screen(panel)
        panel.show(engine.models.list(), engine.models.status())
        await nacre.until(lambda: "smollm2-360m" in nacre.screen_text())
