"""How the panes look, at four sizes. Run with --snapshot-update after a change that was meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from engine.config import Settings
from tests.tui.conftest import Driver
from tests.tui.fake import FakeEngine
from tests.tui.shelf.documents import info
from tui.app import NacreApp
from tui.screens.jump import Jump

Steps = Callable[[Driver], Awaitable[None]]
Compare = Callable[..., bool]

SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x50": (200, 50), "20x5": (20, 5)}
DOCUMENTS = (
    info(1, "/docs/lamp.md", title="The lamp at Grey Point"),
    info(2, "/docs/report.pdf", title="Inspection report", kind="pdf", chunks=8, embedded=3),
    *(info(n, f"/docs/letters/{n}.md", title=f"Letter of the {n}th of May") for n in range(4, 10)),
    info(10, "/srv/talks.json", part="1", title="About the bell", kind="conversation", collection="talks"),
    info(11, "/srv/talks.json", part="2", title="About the fog", kind="conversation", collection="talks"),
)


async def library(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("ctrl+l")
    await nacre.until(lambda: nacre.app.main.library.tree_view.rows)
    await nacre.press("down", "right", "down")
    await nacre.until(lambda: nacre.app.main.library.tree_view.cursor == 2)


async def filtered(nacre: Driver) -> None:
    await library(nacre)
    await nacre.press("slash")
    await nacre.until(lambda: nacre.focused() == "library-filter")
    await nacre.type("bell")
    await nacre.until(lambda: nacre.app.main.library.tree_view.filtered is not None)


async def graph(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    nacre.app.main.send("/graph")
    await nacre.until(lambda: nacre.app.main.graph.view.spots)
    nacre.app.main.graph.view.select("1")


async def zoomed(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("f2", "z")
    await nacre.until(lambda: not nacre.app.main.left.display)


async def beside(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    nacre.app.commands.run("split")


async def jump(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("ctrl+g")
    await nacre.until(lambda: isinstance(nacre.app.screen, Jump))


PICTURES: dict[str, Steps] = {
    "library": library,
    "filtered": filtered,
    "graph": graph,
    "zoomed": zoomed,
    "beside": beside,
    "jump": jump,
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("steps", PICTURES.values(), ids=PICTURES)
def test_pane(snap_compare: Compare, steps: Steps, size: tuple[int, int]) -> None:
    engine = FakeEngine()
    engine.infos = DOCUMENTS
    app = NacreApp(lambda: engine, Settings())

    async def run_before(pilot: Pilot[None]) -> None:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: engine.worked and app.main.status._status is not None)
        await driver.until(lambda: not app.desk.running("work"))
        await steps(driver)
        app.clear_notifications()
        await pilot.pause(0.3)  # the last line changes at most four times a second

    assert snap_compare(app, terminal_size=size, run_before=run_before)
    app.shut_down()
